import { describe, expect, it } from "vitest";
import type { Step } from "../../../checks/machine/enumerate.js";
import { stateKey } from "../../../checks/machine/key.js";
import { handlerStep, STEP_CHECKS } from "../../../checks/machine/step-checks.js";
import type { QuirkContext } from "../../../model/quirks/as-posted/events.js";
import {
  arbitraryGuest,
  GUESTS,
  HANDLER_ASSUMPTIONS,
  KEEPS,
  keepingGuest,
} from "../../../model/quirks/as-posted/guests.js";
import { asPostedMachine } from "../../../model/quirks/as-posted/machine.js";
import { recording } from "./recording.js";
import { enumerationOf, snapshotAt, take } from "./walk.js";

const USED = 3;
const BYTE = (index: number) => `capability.bytes.${index}`;

/** The bytes the key is made of: flags, address, data. (The flags' high byte, 3, never changes.) */
const FLAGS = [2, 3].map(BYTE);
const ADDRESS = [4, 5, 6, 7].map(BYTE);
const DATA = [8, 9].map(BYTE);
const SLOTS = ["slots.0", "slots.1", "slots.length"];
/** What never changes in a run; key.test.ts shows it. */
const LAYOUT = ["is64Bit", "hasPerVectorMask", "maximumVectors"].map(
  (k) => `capability.layout.${k}`,
);
const CONSTANT = [
  ...LAYOUT,
  "capability.bytes.length",
  ...[0, 1, ...Array.from({ length: 10 }, (_, i) => 10 + i)].map(BYTE),
];
/** All that a key says, and what is the same in every state. */
const KEYED = ["cookie", ...FLAGS, ...ADDRESS, ...DATA, ...LAYOUT];

/** One context for each state of both guests. */
const contexts = GUESTS.flatMap((guest) => [
  ...new Map(enumerationOf(guest, USED).steps.map(({ fromKey, from }) => [fromKey, from])).values(),
]);
const writes = arbitraryGuest(USED)(contextOf(contexts[0])).filter(
  (event) => event.type === "GUEST_WRITES_REGISTER",
);

function contextOf(snapshot: (typeof contexts)[number] | undefined): QuirkContext {
  if (snapshot === undefined) throw new Error("no state was reached");
  return snapshot.context;
}

/** What is read of the context, over all states, by a function of it. */
function readsOf(read: (context: QuirkContext) => unknown): string[] {
  const reads = new Set<string>();
  for (const { context } of contexts) read(recording(context, reads));
  return [...reads].sort();
}

const sorted = (paths: readonly string[]) => [...paths].sort();

/** True if nothing is read beside these. */
function expectWithin(reads: readonly string[], allowed: readonly string[]): void {
  expect(reads.filter((path) => !allowed.includes(path))).toEqual([]);
}

describe("the recording proxy", () => {
  it("writes down the leaves read, and nothing that was only passed on", () => {
    const reads = new Set<string>();
    const context = recording({ a: 1, b: { c: [2, 3], d: 4 }, e: 5 }, reads);
    const passedOn = context.b;
    expect(reads).toEqual(new Set());
    expect(context.a + passedOn.c.reduce((x, y) => x + y)).toBe(6);
    expect(reads).toEqual(new Set(["a", "b.c.length", "b.c.0", "b.c.1"]));
  });
});

describe("what is read of a state", () => {
  it("each state key reads cookie, flags, address, data, and the keeping guest's also the slots", () => {
    const value = "idle";
    expect(readsOf((context) => stateKey("arbitrary", { value, context }))).toEqual(
      sorted(["cookie", ...FLAGS, ...ADDRESS, ...DATA, "capability.layout.is64Bit"]),
    );
    const read = readsOf((context) => stateKey("keeping", { value, context }));
    expectWithin(read, [...KEYED, ...SLOTS]);
    expect(read).toEqual(expect.arrayContaining(["slots.0", "slots.1"]));
  });

  it.each(Object.entries(asPostedMachine.implementations.guards))(
    "guard %s reads only what every key says, never the slots",
    (id, guard) => {
      if (typeof guard !== "function") throw new Error(`guard ${id} is not a function`);
      const read = readsOf((context) =>
        writes.map((event) => guard({ context, event }, undefined)),
      );
      expectWithin(read, KEYED);
      expect(read).toEqual(expect.arrayContaining(FLAGS));
    },
  );

  it("the arbitrary guest reads nothing, so its key needs no slots", () => {
    expect(readsOf(arbitraryGuest(USED))).toEqual([]);
  });

  it("the keeping guest reads what its key says, slots included", () => {
    const read = readsOf(keepingGuest(USED));
    expectWithin(read, [...KEYED, ...SLOTS]);
    expect(read).toEqual(expect.arrayContaining([...FLAGS, ...ADDRESS, "slots.0", "slots.1"]));
  });

  it.each(HANDLER_ASSUMPTIONS)("assumption %s reads what the keeping guest's key says", (id) => {
    const events = arbitraryGuest(USED);
    const read = readsOf((context) => events(context).map((event) => KEEPS[id](context, event)));
    expectWithin(read, [...KEYED, ...SLOTS]);
  });

  it("the checks, invariants included, read of both ends of a step only what every key says", () => {
    const before = new Set<string>();
    const after = new Set<string>();
    for (const guest of GUESTS) {
      for (const step of enumerationOf(guest, USED).steps) {
        const watched: Step = {
          ...step,
          from: snapshotAt(step.from.value, recording(step.from.context, before)),
          to: snapshotAt(step.to.value, recording(step.to.context, after)),
        };
        const roles = handlerStep(watched);
        for (const check of STEP_CHECKS) {
          check.concerns({ step: watched, roles });
          check.holds({ step: watched, roles });
        }
      }
    }
    expectWithin([...before], KEYED);
    expect([...before]).toEqual(expect.arrayContaining(["cookie", ...FLAGS, ...ADDRESS, ...DATA]));
    expect([...after]).toEqual(["cookie"]);
  });

  it("a whole step, actions included, reads no more than key, slots and what never changes", () => {
    const reads = new Set<string>();
    const events = arbitraryGuest(USED);
    for (const { value, context } of contexts) {
      const from = snapshotAt(value, recording(context, reads));
      for (const event of events(context)) take(from, event);
    }
    expectWithin([...reads], [...KEYED, ...SLOTS, ...CONSTANT]);
  });

  it("the slots are read by the actions that follow them and by nothing else of the machine", () => {
    const reads = new Set<string>();
    const followsNothing = asPostedMachine.provide({
      actions: { followSlots: () => {}, interruptSlots: () => {} },
    });
    const events = arbitraryGuest(USED);
    for (const { value, context } of contexts) {
      const from = snapshotAt(value, recording(context, reads), followsNothing);
      for (const event of events(context)) take(from, event, followsNothing);
    }
    expectWithin([...reads], [...KEYED, ...CONSTANT]);
  });
});
