/** Whose pair the guest writes to a slot, and whose it is for the hardware when nothing replaces it. */
import type { AssumptionId } from "../assumptions/index.js";
import type { Role } from "../invariants.js";
import type { PrivateName } from "../quirk.js";
import type { ComponentName, WorldState } from "./state.js";
import type { Terms } from "./terms.js";
import { concrete, type GuestValue, roleOfReplacement, vectorOf } from "./values.js";

/** A value and the assumptions that writing it breaks. */
export type ValueChoice = readonly [GuestValue, readonly AssumptionId[]];

/** For a driver with the host's pair copied into it: is that pair still the host's? */
export const COPIED_PAIR: PrivateName = "own.copied";

/** Components that decide whose a pair is, beside those of the quirk's view. */
export function pairReads({ pairs }: Terms): readonly ComponentName[] {
  if (pairs === "granted") return ["quirk", "remapping", "architecture"];
  return pairs === "asked for" ? ["quirk"] : [];
}

/** What a driver may write as a slot's address. */
export function addressValues(
  state: WorldState,
  { pairs, capability }: Terms,
): readonly ValueChoice[] {
  const old: readonly ValueChoice[] =
    state.pairs === "several" ? [["old-address", ["stable-guest-pair"]]] : [];
  const foreign: ValueChoice = ["foreign-address", ["pairs-from-capability"]];
  const masked: readonly ValueChoice[] =
    capability === "msix" && state.pair === "programmed"
      ? [["masked-address", ["entry-unmasked"]]]
      : [];
  switch (pairs) {
    case "capability":
      return [["address", []], ...masked, ...old, foreign];
    case "copied":
      return [["pair-address", []], foreign];
    case "granted":
      return [["pair-address", []], ...old];
    case "asked for":
      return [
        ["pair-address", []],
        ["address", ["paravirtual-driver"]],
      ];
  }
}

/** What a driver may write as a slot's data, for those vector offsets. */
export function dataValues(
  state: WorldState,
  { pairs }: Terms,
  offsets: readonly number[],
): readonly ValueChoice[] {
  const own = offsets.map((k): ValueChoice => [`data+${k}`, []]);
  const given = offsets.map((k): ValueChoice => [`pair-data+${k}`, []]);
  const old: readonly ValueChoice[] =
    state.pairs === "several" ? [["old-data", ["stable-guest-pair"]]] : [];
  const foreign: ValueChoice = ["foreign-data", ["pairs-from-capability"]];
  switch (pairs) {
    case "capability":
      return [...own, ...old, foreign];
    case "copied":
      return [...given, foreign];
    case "granted":
      return [...given, ...old];
    case "asked for":
      return [...given, ...own.map(([value]): ValueChoice => [value, ["paravirtual-driver"]])];
  }
}

/** What a driver writes as a slot's high register. */
export function highValue({ pairs }: Terms): GuestValue {
  return pairs === "capability" ? "high-word" : "pair-high";
}

/** How a value that was not replaced arrives. */
export interface Passing {
  readonly terms: Terms;
  readonly asked: number;
  /** The host refused a pair to this source. */
  readonly refused: boolean;
}

/** Whose value the device gets where nothing was replaced. `written`: whose it is to the guest. */
export function passedRole(
  value: GuestValue,
  written: Role,
  state: WorldState,
  { terms, asked, refused }: Passing,
): Role {
  const { pairs } = terms;
  if (pairs === "granted" && value.startsWith("old-")) return { kind: "stale-host" };
  if (!value.startsWith("pair-")) return written;
  if (pairs === "copied") return copiedRole(value, state, asked);
  // Remapping is looked at for granted pairs alone: what becomes of others must not depend on it.
  if (refused || state.quirk === "absent" || (pairs === "granted" && !isRemapped(state))) {
    return written;
  }
  const vector = vectorOf(value);
  if (vector !== undefined) return { kind: "host-data", vector };
  return value === "pair-high" ? highRole(state) : { kind: "host-address" };
}

/** The hardware takes the guest's pair for the device's. */
function isRemapped({ remapping, architecture }: WorldState): boolean {
  return remapping === "on" && architecture === "same";
}

/** The pair is the host's own, so long as the host still has it. */
function copiedRole(value: GuestValue, state: WorldState, asked: number): Role {
  if (value === "pair-high") return highRole(state);
  if (state.grant === "none" || state[COPIED_PAIR] === "old") return { kind: "stale-host" };
  return roleOfReplacement(concrete(value, state), state, asked);
}

function highRole({ hostHigh }: WorldState): Role {
  return hostHigh === "set" ? { kind: "host-high" } : { kind: "other", value: 0n };
}
