/** What is kept of one slot while a log goes by. */
import type { SlotPhase } from "../../../model/quirks/as-posted/events.js";

export interface SlotState {
  phase: SlotPhase;
  /** Line of the address write of the programming under way. */
  begun: number;
  firstLine: number;
  times: number;
  vector: number | null;
  /** Its address register got the guest's address. */
  hit: boolean;
  /** Its last address was never the capability's, so its data is no vector of it. */
  foreign: boolean;
  /** Its last address, if that was the capability's as it then was. */
  current: number | null;
  /** It was reset after its address, and nothing was written to it since. */
  isReset: boolean;
  /** Its data came after an address. */
  completed: boolean;
}

/** Nothing was written yet. */
export function freshSlot(): SlotState {
  return {
    phase: "none",
    begun: 0,
    firstLine: 0,
    times: 0,
    vector: null,
    hit: false,
    foreign: false,
    current: null,
    isReset: false,
    completed: false,
  };
}
