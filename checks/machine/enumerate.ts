/**
 * Every state and every transition of the XState machine, by @xstate/graph.
 *
 * An invariant of the handler is a predicate on one step. Every path, however long, is made of steps
 * from reached states, so checking each transition once checks every step of every path.
 */
import { getAdjacencyMap } from "@xstate/graph";
import type { SnapshotFrom } from "xstate";
import { allocationFor } from "../../model/qemu/msi-capability.js";
import {
  type DeviceReceives,
  eventText,
  type QuirkEvent,
  type QuirkInput,
} from "../../model/quirks/as-posted/events.js";
import type { Guest, GuestEvents } from "../../model/quirks/as-posted/guests.js";
import { asPostedMachine } from "../../model/quirks/as-posted/machine.js";
import { stateKey } from "./key.js";
import { listening } from "./listen.js";

export type QuirkSnapshot = SnapshotFrom<typeof asPostedMachine>;
export type QuirkMachine = typeof asPostedMachine;

/** One transition: an event taken in a state, and what the device got. */
export interface Step {
  readonly fromKey: string;
  readonly toKey: string;
  readonly from: QuirkSnapshot;
  readonly to: QuirkSnapshot;
  readonly event: QuirkEvent;
  /** Undefined for an event that is no call of the handler. */
  readonly output: DeviceReceives | undefined;
}

export interface Enumeration {
  readonly guest: Guest;
  /** Vectors in use, 1 to 32. */
  readonly used: number;
  /** Keys in the order they were reached; the first is the initial state. */
  readonly states: readonly string[];
  readonly steps: readonly Step[];
  /** Why the search ended early; undefined for a complete one. */
  readonly incomplete: string | undefined;
}

export interface EnumerationOptions {
  readonly guest: Guest;
  readonly used: number;
  readonly events: GuestEvents;
  /** The machine to walk; a test puts a broken or a watched one here. */
  readonly machine?: QuirkMachine;
  /** Most states to expand and transitions to follow; more makes the result incomplete. */
  readonly limit?: number;
}

/** The input every run starts from: enabled, with the next power of two of the used vectors. */
export function inputFor(used: number) {
  return { msiEnabled: true, vectorsAllocated: allocationFor(used) };
}

/** Enumerates the machine under one guest. Deterministic: the same options give the same order. */
export function enumerate(options: EnumerationOptions): Enumeration {
  const { guest, used, events, machine = asPostedMachine } = options;
  const { limit = Number.POSITIVE_INFINITY } = options;
  const key = keyCache(guest);
  const steps: Step[] = [];
  const logic = listening<QuirkSnapshot, QuirkEvent, QuirkInput>(machine, (step) => {
    const { from, event, to } = step;
    const output = step.emitted as DeviceReceives | undefined;
    steps.push({ fromKey: key(from), toKey: key(to), from, to, event, output });
  });
  try {
    const map = getAdjacencyMap(logic, {
      input: inputFor(used),
      events: (snapshot) => [...events(snapshot.context)],
      serializeState: key,
      serializeEvent: eventText,
      limit,
    });
    return { guest, used, states: Object.keys(map), steps, incomplete: undefined };
  } catch (error) {
    if (!isLimit(error)) throw error;
    return { guest, used, states: [], steps: [], incomplete: `more than ${limit} transitions` };
  }
}

/** The state key, worked out once for each snapshot. */
function keyCache(guest: Guest): (snapshot: QuirkSnapshot) => string {
  const keys = new WeakMap<QuirkSnapshot, string>();
  return (snapshot) => {
    const known = keys.get(snapshot);
    if (known !== undefined) return known;
    const key = stateKey(guest, snapshot);
    keys.set(snapshot, key);
    return key;
  };
}

/** True for the error @xstate/graph throws at its limit. */
function isLimit(error: unknown): boolean {
  return error instanceof Error && error.message === "Traversal limit exceeded";
}
