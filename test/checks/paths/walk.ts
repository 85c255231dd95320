/**
 * Single steps of the machine, taken with XState's own `transition` and not with the recorder of the
 * enumeration, so that the tests see the output a second way.
 */
import { initialTransition, transition } from "xstate";
import {
  type Enumeration,
  enumerate,
  inputFor,
  type QuirkMachine,
  type QuirkSnapshot,
} from "../../../checks/paths/enumerate.js";
import { eventsOf } from "../../../checks/paths/verify.js";
import {
  allEvents,
  type DeviceReceives,
  eventText,
  type QuirkContext,
  type QuirkEvent,
} from "../../../model/quirks/as-posted/events.js";
import type { Guest } from "../../../model/quirks/as-posted/guests.js";
import { asPostedMachine } from "../../../model/quirks/as-posted/machine.js";
import type { MachineState } from "../../../model/quirks/as-posted/states.js";

export interface Taken {
  readonly from: QuirkSnapshot;
  readonly to: QuirkSnapshot;
  readonly event: QuirkEvent;
  readonly output: DeviceReceives | undefined;
}

/** One step. A step emits nothing or one thing; more would be a fault of the machine. */
export function take(
  from: QuirkSnapshot,
  event: QuirkEvent,
  machine: QuirkMachine = asPostedMachine,
): Taken {
  const [to, actions] = transition(machine, from, event);
  const outputs = actions
    .filter(({ type }) => type === "xstate.emit")
    .map(({ params }) => (params as unknown as { readonly event: DeviceReceives }).event);
  if (outputs.length > 1) throw new Error(`${eventText(event)} emits ${outputs.length} times`);
  return { from, to, event, output: outputs[0] };
}

/** A snapshot put together by hand, reached or not. */
export function snapshotAt(
  value: MachineState,
  context: QuirkContext,
  machine: QuirkMachine = asPostedMachine,
): QuirkSnapshot {
  return machine.resolveState({ value, context });
}

/** The state a run over `used` vectors starts from. */
export function initialSnapshot(
  used: number,
  machine: QuirkMachine = asPostedMachine,
): QuirkSnapshot {
  return initialTransition(machine, inputFor(used))[0];
}

/** The event of that text. */
export function eventFromText(used: number, text: string): QuirkEvent {
  const found = allEvents(used).find((event) => eventText(event) === text);
  if (found === undefined) throw new Error(`no event ${text} with ${used} vectors`);
  return found;
}

/** Feeds a path to the machine, from its initial state on. */
export function replay(
  used: number,
  path: readonly string[],
  machine: QuirkMachine = asPostedMachine,
): readonly Taken[] {
  const taken: Taken[] = [];
  for (const text of path) {
    const from = taken.at(-1)?.to ?? initialSnapshot(used, machine);
    taken.push(take(from, eventFromText(used, text), machine));
  }
  return taken;
}

/** The enumeration as `verify` makes it. */
export function enumerationOf(
  guest: Guest,
  used: number,
  machine: QuirkMachine = asPostedMachine,
): Enumeration {
  return enumerate({ guest, used, events: eventsOf(guest, used), machine });
}

/** What a step is, as text: `key | event -> key | output`. */
export function stepText({ fromKey, toKey, event, output }: Enumeration["steps"][number]): string {
  return `${fromKey} | ${eventText(event)} -> ${toKey} | ${outputText(output)}`;
}

/** An output as text: `replace-data 0x4140 to 8`, or `nothing`. */
export function outputText(output: DeviceReceives | undefined): string {
  if (output === undefined) return "nothing";
  const { branch, value, offset, size } = output;
  return `${branch} 0x${value.toString(16)} to ${offset} in ${size}`;
}
