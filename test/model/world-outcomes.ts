/** What the tests of the world's moves have in common. */
import type { DeviceRead, PrivateName, Quirk, QuirkView, ReadSource } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import type { Move, WorldOutcome } from "../../model/world/move.js";
import type { Scope } from "../../model/world/scope.js";
import { USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";

export const stateWith = (state: Partial<WorldState>) =>
  ({ ...USUAL_STATE, ...state }) as WorldState;

/** A scope of the patch for two vectors, with some fields of its terms and its own changed. */
export function scopeWith(
  terms: Partial<Terms> = {},
  { quirk = AS_POSTED, asked = 2 }: Partial<Pick<Scope, "quirk" | "asked">> = {},
): Scope {
  return { quirk, terms: { ...USUAL_TERMS, ...terms }, asked, offsets: [0, 1, 2], order: 3 };
}

export function outcomesOf(move: Move, state: Partial<WorldState>): readonly WorldOutcome[] {
  return move.outcomes(stateWith(state));
}

/** A state that keeps a list of the components it is asked for. */
export function watched(state: Partial<WorldState>) {
  const looked = new Set<string>();
  const watching = new Proxy(stateWith(state), {
    get: (target, name) => {
      looked.add(String(name));
      return target[name as PrivateName];
    },
  });
  return { state: watching, looked };
}

/** A quirk with one part of private state, which says what its hooks and its read callback are told. */
export function tellingQuirk(source: ReadSource = "device") {
  const reads: (DeviceRead & Pick<QuirkView, "readFails" | "window" | "vectorsAllocated">)[] = [];
  const quirk: Quirk = {
    ...AS_POSTED,
    parts: { "own.told": ["nothing", "enabled", "disabled", "reset"] },
    read: (view, _own, read) => {
      const { readFails, window, vectorsAllocated } = view;
      reads.push({ ...read, readFails, window, vectorsAllocated });
      return source;
    },
    reset: (own) => ({ "own.told": `reset after ${own["own.told"]}` }),
    msiChanged: (own, enabled) => ({
      "own.told": `${enabled ? "enabled" : "disabled"} after ${own["own.told"]}`,
    }),
  };
  return { quirk, reads };
}
