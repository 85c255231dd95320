/** Single steps of the machine and what they put out, without the recorder of the enumeration. */
import { createEmptyActor, initialTransition, transition } from "xstate";
import {
  type Enumeration,
  enumerate,
  inputFor,
  type QuirkMachine,
  type QuirkSnapshot,
} from "../../../checks/machine/enumerate.js";
import { eventsOf } from "../../../checks/machine/verify.js";
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

/** How `emit` shows among a step's actions. */
interface EmitAction {
  readonly type: string;
  readonly params: { readonly event: DeviceReceives };
}

/** One step, by the machine's own pure function: five times as fast as by `transition`. */
export function take(
  from: QuirkSnapshot,
  event: QuirkEvent,
  machine: QuirkMachine = asPostedMachine,
): Taken {
  const actions: unknown[] = [];
  const actionExecutor = (action: unknown) => actions.push(action);
  const to = machine.transition(from, event, { ...SCOPE, actionExecutor } as unknown as Scope);
  return { from, to, event, output: outputOf(actions) };
}

/** The same step, by XState's `transition`. */
export function takeByTransition(from: QuirkSnapshot, event: QuirkEvent): Taken {
  const [to, actions] = transition(asPostedMachine, from, event);
  return { from, to, event, output: outputOf(actions) };
}

type Scope = Parameters<QuirkMachine["transition"]>[2];

const nobody = createEmptyActor();
const SCOPE = { self: nobody, system: nobody.system, defer: () => {}, emit: () => {} };

/** A step emits nothing or one thing; more would be a fault of the machine. */
function outputOf(actions: readonly unknown[]): DeviceReceives | undefined {
  const emitted = (actions as readonly EmitAction[]).filter(({ type }) => type === "xstate.emit");
  if (emitted.length > 1) throw new Error(`${emitted.length} outputs in one step`);
  return emitted[0]?.params.event;
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
