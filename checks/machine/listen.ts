/**
 * A machine as @xstate/graph walks it, told of each step with what it emits. The walk takes each transition
 * once and drops the actions, and with them the output; this listens instead of taking each a second time.
 */
import type { ActorLogic, AnyMachineSnapshot, AnyStateMachine, EventObject } from "xstate";

/** One transition as it was taken. */
export interface HeardStep<Snapshot, Event> {
  readonly from: Snapshot;
  readonly event: Event;
  readonly to: Snapshot;
  /** The last event emitted on the way; undefined if none was. */
  readonly emitted: unknown;
}

type Scope = Parameters<AnyStateMachine["transition"]>[2];

/** An action as XState hands it to an executor. */
interface ExecutableAction {
  readonly type: string;
  readonly params: unknown;
}

/** @param hear called once for each transition, in the order of the walk */
export function listening<Snapshot extends AnyMachineSnapshot, Event extends EventObject, Input>(
  machine: AnyStateMachine,
  hear: (step: HeardStep<Snapshot, Event>) => void,
): ActorLogic<Snapshot, Event, Input> {
  let emitted: unknown;
  const actionExecutor = ({ type, params }: ExecutableAction) => {
    if (type === "xstate.emit") emitted = (params as { event: unknown }).event;
  };
  return {
    getInitialSnapshot: (scope, input) =>
      machine.getInitialSnapshot(asScope(scope), input) as Snapshot,
    getPersistedSnapshot: (snapshot) => machine.getPersistedSnapshot(snapshot),
    transition: (from, event, scope) => {
      emitted = undefined;
      const to = machine.transition(from, event, { ...asScope(scope), actionExecutor }) as Snapshot;
      hear({ from, event, to, emitted });
      return to;
    },
  };
}

/** @xstate/graph's scope is typed to emit any event; the machine never reads that type. */
function asScope(scope: unknown): Scope {
  return scope as Scope;
}
