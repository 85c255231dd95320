/**
 * What the enumeration reached of machine and handler: the other half of a verdict. A machine that
 * cannot do anything keeps every invariant.
 */

import { allocatedVectors, allocationFor } from "../../model/qemu/msi-capability.js";
import { GUESTS, type Guest } from "../../model/quirks/as-posted/guests.js";
import {
  HANDLER_BRANCHES,
  type HandlerBranch,
  handlerView,
  isAwaitedOffset,
  isGuestAddress,
  isGuestData,
  isInspected,
} from "../../model/quirks/as-posted/handler.js";
import { asPostedMachine } from "../../model/quirks/as-posted/machine.js";
import { MACHINE_STATES } from "../../model/quirks/as-posted/states.js";
import {
  concreteWrite,
  HOST_PAIR,
  kindOf,
  vectorOffsetOf,
} from "../../model/quirks/as-posted/symbols.js";
import type { Enumeration, QuirkMachine, Step } from "./enumerate.js";
import { type ConfiguredTransition, listTransitions, watchGuards } from "./machine-parts.js";
import { type MachineVerification, verifyMachine } from "./verify.js";

/** How often each guest's transitions did something. */
export type GuestCounts = Record<Guest, number>;

export interface CoveredItem {
  readonly id: string;
  readonly counts: GuestCounts;
}

export interface CoveredTransition extends CoveredItem {
  readonly guard: string | null;
  readonly target: string | null;
  /** Handler branches its steps took; empty for an event that is no call. */
  readonly branches: readonly HandlerBranch[];
  /** Where it comes from, in the machine's own words. */
  readonly source: string;
}

/** A condition, with how often it was found true and false. */
export interface CoveredCondition {
  readonly id: string;
  readonly whenTrue: GuestCounts;
  readonly whenFalse: GuestCounts;
}

/** Data of vector `offset` written by the keeping guest while the allocation is that of `used` vectors. */
export interface CoveredOffset {
  readonly used: number;
  readonly offset: number;
  readonly steps: number;
  readonly branches: readonly HandlerBranch[];
}

export interface Coverage {
  readonly states: readonly CoveredItem[];
  readonly transitions: readonly CoveredTransition[];
  readonly guards: readonly CoveredCondition[];
  readonly branches: readonly CoveredItem[];
  readonly conditions: readonly CoveredCondition[];
  readonly offsets: readonly CoveredOffset[];
  /** What no guest reached; empty when coverage is complete. */
  readonly missing: readonly string[];
}

/** The C's conditions in the order they are asked. */
const CONDITIONS = [
  "size == 4 && msi_enabled",
  "data == guest address",
  "cookie set and == offset",
  "masked data == guest word at +8",
] as const;

/** A verification of the machine, and what it reached. */
export interface MachineCoverage {
  readonly verification: MachineVerification;
  readonly coverage: Coverage;
}

/** Verifies the machine for those vectors used, and watches what that reaches. */
export function machineCoverage(used: readonly number[]): MachineCoverage {
  const collector = new CoverageCollector();
  const verification = verifyMachine({
    used,
    machine: collector.machine,
    beforeEnumeration: (guest) => collector.begin(guest),
    onEnumeration: (enumeration) => collector.add(enumeration),
  });
  return { verification, coverage: collector.result() };
}

const none = (): GuestCounts => ({ arbitrary: 0, keeping: 0 });

/** Collects coverage over enumerations of its own, watched machine. */
export class CoverageCollector {
  /** The machine to enumerate: as posted, its guards reporting here. */
  readonly machine: QuirkMachine;
  private readonly transitions: readonly ConfiguredTransition[];
  private readonly counts = new Map<string, GuestCounts>();
  private readonly branchesOf = new Map<string, Set<HandlerBranch>>();
  private readonly offsets = new Map<string, { steps: number; branches: Set<HandlerBranch> }>();
  private guest: Guest = "arbitrary";
  /** Guards count while the machine is walked, not when `add` asks which transition a step was. */
  private walking = false;

  constructor() {
    this.machine = watchGuards(asPostedMachine, (id, outcome) => {
      if (this.walking) this.count(`guard ${id} ${outcome}`);
    });
    this.transitions = listTransitions(this.machine);
  }

  /** Call before the enumeration of a guest, so that its guards are counted as its own. */
  begin(guest: Guest): void {
    this.guest = guest;
    this.walking = true;
  }

  /** Adds a complete enumeration of `this.machine`. */
  add({ used, steps }: Enumeration): void {
    this.walking = false;
    for (const step of steps) {
      this.count(`state ${step.from.value}`);
      this.countTransition(step);
      this.countConditions(step);
      this.countOffset(used, step);
    }
  }

  result(): Coverage {
    const covered = (kind: string) => (id: string) => ({ id, counts: this.of(`${kind} ${id}`) });
    const condition = (kind: string) => (id: string) => ({
      id,
      whenTrue: this.of(`${kind} ${id} true`),
      whenFalse: this.of(`${kind} ${id} false`),
    });
    const coverage = {
      states: MACHINE_STATES.map(covered("state")),
      transitions: this.transitions.map(({ definition: _, ...parts }) => ({
        ...parts,
        counts: this.of(`transition ${parts.id}`),
        branches: sorted(this.branchesOf.get(parts.id)),
      })),
      guards: Object.keys(this.machine.implementations.guards).map(condition("guard")),
      branches: HANDLER_BRANCHES.map(covered("branch")),
      conditions: CONDITIONS.map(condition("condition")),
      offsets: [...this.offsets].map(([key, { steps, branches }]) => {
        const [used = 0, offset = 0] = key.split("/").map(Number);
        return { used, offset, steps, branches: sorted(branches) };
      }),
    };
    return { ...coverage, missing: missingOf(coverage) };
  }

  private of(key: string): GuestCounts {
    return this.counts.get(key) ?? none();
  }

  private count(key: string): void {
    let counts = this.counts.get(key);
    if (counts === undefined) {
      counts = none();
      this.counts.set(key, counts);
    }
    counts[this.guest] += 1;
  }

  private countTransition({ from, event, output }: Step): void {
    const taken = this.machine.getTransitionData(from, event)[0];
    const found = this.transitions.find(({ definition }) => definition === taken);
    if (found === undefined) return;
    this.count(`transition ${found.id}`);
    if (output === undefined) return;
    this.count(`branch ${output.branch}`);
    addTo(this.branchesOf, found.id, output.branch);
  }

  /** The C's conditions of one call, asked only as far as the C asks them. */
  private countConditions({ from, event }: Step): void {
    if (event.type !== "GUEST_WRITES_REGISTER") return;
    const { capability, cookie } = from.context;
    const view = handlerView(capability, HOST_PAIR);
    const access = concreteWrite(capability, event.register, event.value);
    const ask = (index: number, outcome: boolean) => {
      this.count(`condition ${CONDITIONS[index]} ${outcome}`);
      return outcome;
    };
    if (!ask(0, isInspected(view, access)) || ask(1, isGuestAddress(view, access))) return;
    if (ask(2, isAwaitedOffset(cookie, access))) ask(3, isGuestData(view, access));
  }

  private countOffset(used: number, { from, event, output }: Step): void {
    if (this.guest !== "keeping" || event.type !== "GUEST_WRITES_REGISTER") return;
    if (allocatedVectors(from.context.capability) !== allocationFor(used)) return;
    const offset = vectorOffsetOf(event.value);
    if (offset === undefined || output === undefined || kindOf(event.register) !== "data") return;
    const key = `${used}/${offset}`;
    const entry = this.offsets.get(key) ?? { steps: 0, branches: new Set<HandlerBranch>() };
    entry.steps += 1;
    entry.branches.add(output.branch);
    this.offsets.set(key, entry);
  }
}

function addTo(sets: Map<string, Set<HandlerBranch>>, key: string, branch: HandlerBranch): void {
  const set = sets.get(key) ?? new Set();
  set.add(branch);
  sets.set(key, set);
}

function sorted(branches: ReadonlySet<HandlerBranch> | undefined): readonly HandlerBranch[] {
  return HANDLER_BRANCHES.filter((branch) => branches?.has(branch));
}

function reached(counts: GuestCounts): boolean {
  return GUESTS.some((guest) => counts[guest] > 0);
}

function missingOf(coverage: Omit<Coverage, "missing">): readonly string[] {
  const items = [
    ...coverage.states.map((item) => ({ what: "state", ...item })),
    ...coverage.transitions.map((item) => ({ what: "transition", ...item })),
    ...coverage.branches.map((item) => ({ what: "branch", ...item })),
  ];
  const conditions = [
    ...coverage.guards.map((item) => ({ what: "guard", ...item })),
    ...coverage.conditions.map((item) => ({ what: "condition", ...item })),
  ];
  return [
    ...items.filter(({ counts }) => !reached(counts)).map(({ what, id }) => `${what} ${id}`),
    ...conditions.flatMap(({ what, id, whenTrue, whenFalse }) => [
      ...(reached(whenTrue) ? [] : [`${what} ${id}: never true`]),
      ...(reached(whenFalse) ? [] : [`${what} ${id}: never false`]),
    ]),
  ];
}
