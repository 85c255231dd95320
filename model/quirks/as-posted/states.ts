/**
 * The machine's states, read off what a handler call leaves behind.
 *
 * The patch has no state variable besides its cookie; the names say what the last call did with it.
 * `dataReplaced` and `cleared` differ from `idle` only in that: the next call leaves them.
 */
import type { HandlerResult } from "./handler.js";

/** `idle`: no cookie. `addressSeen`: a cookie is set. The others: it was consumed just now. */
export const MACHINE_STATES = ["idle", "addressSeen", "dataReplaced", "cleared"] as const;
export type MachineState = (typeof MACHINE_STATES)[number];

/** The state before the first call: `g_malloc0` leaves the cookie 0. */
export const INITIAL_MACHINE_STATE: MachineState = "idle";

/** The state after a call that took `branch` and left `cookie`. Pure. */
export function stateAfter(result: Pick<HandlerResult, "branch" | "cookie">): MachineState {
  switch (result.branch) {
    case "replace-address":
      // A window offset plus 8 is never 0, so the cookie is set.
      return "addressSeen";
    case "replace-data":
      return "dataReplaced";
    case "data-mismatch":
      return "cleared";
    case "pass":
      return result.cookie === 0 ? "idle" : "addressSeen";
  }
}
