/** One step of any quirk: what it remembers and sees, an event, and what follows. */
import { hex } from "../../bits.js";
import type { PrivateName, PrivateState, Quirk, WriteEffects } from "../../quirk.js";
import { USUAL_STATE, type WorldState } from "../../world/state.js";
import { concrete, sourcePair, viewOf } from "../../world/values.js";
import { type QuirkMachineEvent, VECTORS } from "./events.js";

/**
 * A state of the machine. Abstraction: of all that a quirk sees only MSI's enable bit and the window's
 * position move; the capability stays programmed, the host grants all that was asked while MSI is enabled.
 */
export interface Situation {
  readonly own: PrivateState;
  readonly msi: WorldState["msi"];
  readonly window: WorldState["window"];
}

/** What a call of the quirk puts out. */
export interface Output {
  /** Which way it went; of a read, where it is answered from. */
  readonly branch: string;
  /** What is written to the device, hexadecimal; null: nothing is. */
  readonly value: string | null;
}

export interface QuirkStep {
  readonly to: Situation;
  /** Null for an event that is no access. */
  readonly output: Output | null;
}

/** Choices of the world that stay as they are: the capability's layout, byte order and so on. */
export type Choices = Partial<WorldState>;

/** MSI disabled, window A, each part at its first value. @throws RangeError for a part without values */
export function firstSituation({ name, parts }: Quirk): Situation {
  const own: Record<PrivateName, string> = {};
  for (const [part, [first]] of Object.entries(parts)) {
    if (first === undefined) throw new RangeError(`${name}: ${part} has no values`);
    own[part as PrivateName] = first;
  }
  return { own, msi: "disabled", window: "A" };
}

/** The quirk's own functions decide; nothing about its branches is said here. Pure. */
export function quirkStep(
  quirk: Quirk,
  from: Situation,
  event: QuirkMachineEvent,
  choices: Choices = {},
): QuirkStep {
  const { own, msi, window } = from;
  switch (event.kind) {
    case "write": {
      const effects = written(quirk, from, event, choices);
      const value = effects.value === undefined ? null : hex(effects.value);
      const to = { ...from, own: changed(own, effects.own) };
      return { to, output: { branch: effects.branch, value } };
    }
    case "read": {
      const view = viewOf(worldOf(from, choices), VECTORS, false);
      const source = quirk.read(view, own, { offset: 4 * event.word, replaced: true });
      return { to: from, output: { branch: `read from ${source}`, value: null } };
    }
    case "switch MSI": {
      const enabled = msi === "disabled";
      const after = changed(own, quirk.msiChanged(own, enabled));
      return { to: { ...from, own: after, msi: enabled ? "enabled" : "disabled" }, output: null };
    }
    case "slide window":
      return { to: { ...from, window: window === "A" ? "B" : "A" }, output: null };
    case "reset machine": {
      const after = changed(own, quirk.reset(own));
      return { to: { own: after, msi: "disabled", window: "A" }, output: null };
    }
  }
}

function written(
  quirk: Quirk,
  from: Situation,
  event: Extract<QuirkMachineEvent, { kind: "write" }>,
  choices: Choices,
): WriteEffects {
  const world = worldOf(from, choices);
  const fails = event.host === "fails";
  const view = viewOf(world, VECTORS, fails);
  const access = { offset: 4 * event.word, size: 4, value: concrete(event.value, world) };
  const effects = quirk.write(view, from.own, access);
  return effects.ask === undefined
    ? effects
    : effects.ask.answer(fails ? undefined : sourcePair(world));
}

/** The world as far as `viewOf` looks at it. */
function worldOf({ msi, window }: Situation, choices: Choices): WorldState {
  const grant = msi === "enabled" ? "asked" : "none";
  return { ...USUAL_STATE, pair: "programmed", ...choices, grant, msi, window };
}

function changed(own: PrivateState, changes: Partial<PrivateState>): PrivateState {
  return { ...own, ...changes } as PrivateState;
}
