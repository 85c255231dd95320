/** What the stored registers hold after a write. */
import type { Role, WrittenRegister } from "../invariants.js";
import type { Quirk } from "../quirk.js";
import { isBesideAnother } from "./msix-entries.js";
import { registerAt } from "./registers.js";
import { ofSlot1, type WorldState } from "./state.js";
import { isHostData, isHostValue } from "./values.js";

/** A write as it arrived. */
export interface Received {
  readonly written: Role;
  readonly received: Role;
  /** The quirk made another value of it: 0 in the place of 0 changes nothing. */
  readonly changed: boolean;
  readonly quirk: Quirk;
}

/** What the stored slots and the stored ordinary register hold afterwards. */
export function contents(state: WorldState, word: number, got: Received): Partial<WorldState> {
  const { kind, slot } = registerAt(word, state);
  const lost = got.received.kind === "lost";
  // Abstraction: a write that is lost leaves register and shadow different, even where both held the
  // same value before and it was written again.
  const different = lost && got.quirk.remembers ? "lost" : "no";
  const faithful = lost || got.changed ? different : "yes";
  const held = lost ? {} : heldAfter(kind, got, state);
  if (kind === "ordinary") return word === 2 ? { ordinaryFaithful: faithful, ...held } : {};
  const changes = slotContents(kind, faithful, held);
  if (slot === "slot0") return changes;
  return slot === "slot1" ? ofSlot1(changes) : {};
}

function slotContents(
  kind: WrittenRegister,
  faithful: WorldState["lowFaithful"],
  held: Partial<WorldState>,
): Partial<WorldState> {
  if (kind === "address") return { lowFaithful: faithful, ...held };
  return kind === "data" ? { dataFaithful: faithful, ...held } : held;
}

function heldAfter(kind: WrittenRegister, got: Received, state: WorldState): Partial<WorldState> {
  switch (kind) {
    case "address":
      return { low: lowContent(got.received) };
    case "high":
      return { high: highContent(got.received) };
    case "data":
      return { data: dataContent(got, state) };
    case "ordinary":
      return { ordinary: ordinaryContent(got.received) };
  }
}

function lowContent(received: Role): WorldState["low"] {
  switch (received.kind) {
    case "guest-address":
      return "guest";
    case "host-address":
      return "host";
    case "stale-host":
      return "stale";
    default:
      return isZero(received) ? "zero" : "other";
  }
}

function highContent(received: Role): WorldState["high"] {
  switch (received.kind) {
    case "host-high":
      return "host";
    case "guest-high":
      return "guest";
    default:
      return isZero(received) ? "zero" : "other";
  }
}

function dataContent({ written, received }: Received, state: WorldState): WorldState["data"] {
  switch (received.kind) {
    case "guest-data":
    case "foreign-data":
      return "guest";
    case "host-data":
      if (isBesideAnother(received.vector, state)) return "wrong-word";
      return "vector" in written && written.vector === received.vector ? "word" : "wrong-word";
    case "source-data":
      return "word";
    case "stale-host":
      return "stale";
    case "other":
      if (received.value === 0n) return "zero";
      return isHostData(received.value) ? "wrong-word" : "other";
    default:
      return "other";
  }
}

function ordinaryContent(received: Role): WorldState["ordinary"] {
  switch (received.kind) {
    case "host-address":
    case "host-high":
    case "host-data":
    case "source-data":
      return "host";
    default:
      if (isZero(received)) return "zero";
      return received.kind === "other" && isHostValue(received.value) ? "host" : "guest";
  }
}

/** Host values in slot 0 once the pair they belong to is gone. */
export function staleContents({
  low,
  data,
}: Pick<WorldState, "low" | "data">): Partial<WorldState> {
  return {
    ...(low === "host" ? { low: "stale" as const } : {}),
    ...(data === "word" || data === "wrong-word" ? { data: "stale" as const } : {}),
  };
}

function isZero(role: Role): boolean {
  return role.kind === "other" && role.value === 0n;
}
