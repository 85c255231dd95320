/** Every transition that @xstate/graph finds in the machine, and its listed paths, in the C as well. */
import {
  allEvents,
  eventText,
  type GuestWritesRegister,
} from "../../../model/quirks/as-posted/events.js";
import { GUESTS } from "../../../model/quirks/as-posted/guests.js";
import {
  concreteWrite,
  HOST_PAIR,
  programmedCapability,
} from "../../../model/quirks/as-posted/symbols.js";
import { enumerate, inputFor, type Step } from "../../machine/enumerate.js";
import { simplePaths } from "../../machine/simple-paths.js";
import { eventsOf } from "../../machine/verify.js";
import type { Comparison } from "./comparison.js";
import { settingOf } from "./step.js";

export interface MachineStepOptions {
  /** Vector counts, each 1 to 32. */
  readonly used: readonly number[];
  readonly onProgress?: (used: number) => void;
}

/**
 * The machine's own answers (what it emits, and the cookie it leaves) against the C's. Events that are no
 * call of the handler are in it as the states they lead to.
 */
export function compareMachine(comparison: Comparison, options: MachineStepOptions): void {
  for (const used of options.used) {
    options.onProgress?.(used);
    for (const guest of GUESTS) {
      const { steps } = enumerate({ guest, used, events: eventsOf(guest, used) });
      for (const step of steps) compareStep(comparison, step);
    }
    comparePaths(comparison, used);
    if (comparison.stopped) return;
  }
  comparison.flush();
}

function compareStep(comparison: Comparison, { from, to, event, output }: Step): void {
  if (event.type !== "GUEST_WRITES_REGISTER" || output === undefined) return;
  const { capability, cookie } = from.context;
  const access = concreteWrite(capability, event.register, event.value);
  comparison.singleAs(
    { setting: settingOf(capability, HOST_PAIR), cookie, access },
    { branch: output.branch, value: output.value, cookie: to.context.cookie },
  );
}

/** The listed paths are of writes only, so the capability stays as it was at the start. */
function comparePaths(comparison: Comparison, used: number): void {
  const { vectorsAllocated, msiEnabled } = inputFor(used);
  const capability = programmedCapability(vectorsAllocated, msiEnabled);
  const setting = settingOf(capability, HOST_PAIR);
  const accesses = new Map(
    allEvents(used)
      .filter((event): event is GuestWritesRegister => event.type === "GUEST_WRITES_REGISTER")
      .map((event) => [eventText(event), concreteWrite(capability, event.register, event.value)]),
  );
  for (const path of simplePaths(used)) {
    const calls = path.flatMap((text) => {
      const access = accesses.get(text);
      return access === undefined ? [] : [{ setting, access }];
    });
    if (calls.length > 0) comparison.sequence(calls);
  }
}
