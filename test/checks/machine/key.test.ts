import { describe, expect, it } from "vitest";
import type { Enumeration } from "../../../checks/machine/enumerate.js";
import { type KeyedState, stateKey } from "../../../checks/machine/key.js";
import {
  programMsiPair,
  resetMsiCapability,
  writeMsiConfig,
} from "../../../model/qemu/msi-capability.js";
import { eventText, type SlotPhase } from "../../../model/quirks/as-posted/events.js";
import { arbitraryGuest, GUESTS } from "../../../model/quirks/as-posted/guests.js";
import { MACHINE_STATES } from "../../../model/quirks/as-posted/states.js";
import { programmedCapability } from "../../../model/quirks/as-posted/symbols.js";
import { enumerationOf, outputText, snapshotAt, take } from "./walk.js";

const USED = 3;
const PHASES: readonly SlotPhase[] = ["none", "address", "high", "data", "interrupted"];
const CAPABILITY = programmedCapability(4, true);
const BASE: KeyedState = {
  value: "addressSeen",
  context: { cookie: 8, capability: CAPABILITY, slots: ["address", "none"] },
};

const withContext = (part: Partial<KeyedState["context"]>): KeyedState => ({
  ...BASE,
  context: { ...BASE.context, ...part },
});

/** The base state with one component changed, each another. */
const NEIGHBOURS: readonly KeyedState[] = [
  ...MACHINE_STATES.filter((value) => value !== BASE.value).map((value) => ({ ...BASE, value })),
  ...[0, 12, 16, 20, 24, 28, 32].map((cookie) => withContext({ cookie })),
  withContext({ capability: programmedCapability(4, false) }),
  ...[1, 2, 8, 16, 32].map((n) => withContext({ capability: programmedCapability(n, true) })),
  withContext({ capability: programMsiPair(CAPABILITY, 0n, 0x4020) }),
  withContext({ capability: programMsiPair(CAPABILITY, 0xfee00004n, 0x4020) }),
  withContext({ capability: programMsiPair(CAPABILITY, 0xfee00000n, 0) }),
  withContext({ capability: programMsiPair(CAPABILITY, 0xfee00000n, 0x4021) }),
  withContext({ capability: programMsiPair(CAPABILITY, 0n, 0) }),
];

const OTHER_SLOTS = PHASES.flatMap((first) =>
  PHASES.map((second) => withContext({ slots: [first, second] })),
);

describe("the state key", () => {
  it.each(GUESTS)("of the %s guest separates states that differ in one component", (guest) => {
    const keys = [BASE, ...NEIGHBOURS].map((state) => stateKey(guest, state));
    expect(new Set(keys).size).toBe(1 + 3 + 7 + 1 + 5 + 5);
  });

  it("of the keeping guest separates all 25 phases of the slots, the arbitrary one's none", () => {
    const keys = (guest: (typeof GUESTS)[number]) =>
      new Set(OTHER_SLOTS.map((state) => stateKey(guest, state))).size;
    expect([keys("keeping"), keys("arbitrary")]).toEqual([25, 1]);
  });

  it("leaves out what never changes in a run: layout and the rest of the capability's bytes", () => {
    const masked = writeMsiConfig(CAPABILITY, 12, 0xffffffff, 4);
    expect(masked).not.toEqual(CAPABILITY);
    for (const guest of GUESTS) {
      expect(stateKey(guest, withContext({ capability: masked }))).toBe(stateKey(guest, BASE));
    }
  });
});

/** Bytes of the capability that the key says nothing of: id, next, flags high, reserved, mask, pending. */
const UNKEYED_BYTES = [0, 1, 3, ...Array.from({ length: 10 }, (_, i) => 10 + i)];

/** All contexts the states of an enumeration were reached with. */
function contextsOf({ steps }: Enumeration) {
  return steps.flatMap(({ from, to }) => [from.context, to.context]);
}

describe.each(GUESTS)("in a whole run of the %s guest", (guest) => {
  const enumeration = enumerationOf(guest, USED);

  it("what the key leaves out never changes: layout, mask and pending bytes, flags high", () => {
    const { bytes } = resetMsiCapability(CAPABILITY);
    const unkeyed = UNKEYED_BYTES.map((index) => bytes[index]);
    for (const { capability } of contextsOf(enumeration)) {
      expect(capability.layout).toBe(CAPABILITY.layout);
      expect(capability.bytes).toHaveLength(20);
      expect(UNKEYED_BYTES.map((index) => capability.bytes[index])).toEqual(unkeyed);
    }
  });

  it("and of the low flags byte only enable and allocation do", () => {
    for (const { capability } of contextsOf(enumeration)) {
      expect((capability.bytes[2] ?? 0) & ~0x71).toBe(0x0a);
    }
  });

  it("two states with one key have one context, but for the arbitrary guest's slots", () => {
    const contexts = new Map<string, Set<string>>();
    const slots = new Map<string, Set<string>>();
    for (const { to, toKey } of enumeration.steps) {
      const { slots: phases, ...rest } = to.context;
      const known = guest === "keeping" ? { ...rest, phases } : rest;
      addTo(contexts, toKey, JSON.stringify(known));
      addTo(slots, toKey, phases.join());
    }
    expect(Math.max(...sizes(contexts))).toBe(1);
    expect(Math.max(...sizes(slots)) > 1).toBe(guest === "arbitrary");
  });
});

/** Each slot in each phase, the other not begun: no action looks at both. */
const EACH_SLOT = OTHER_SLOTS.filter(({ context }) => context.slots.includes("none"));

describe("two states with one key behave the same for ever", () => {
  it("arbitrary guest: with any phases of the slots every event has the same next key and output", () => {
    const events = arbitraryGuest(USED);
    const { steps } = enumerationOf("arbitrary", USED);
    const expected = new Map(
      steps.map((step) => [
        `${step.fromKey} ${eventText(step.event)}`,
        `${step.toKey} ${outputText(step.output)}`,
      ]),
    );
    const different: string[] = [];
    let taken = 0;
    const states = new Map(steps.map((step) => [step.fromKey, step.from]));
    for (const [fromKey, from] of states) {
      const others = EACH_SLOT.map(({ context: { slots } }) =>
        snapshotAt(from.value, { ...from.context, slots }),
      );
      for (const { again, event } of pairs(others, events(from.context))) {
        const { to, output } = take(again, event);
        const seen = `${stateKey("arbitrary", to)} ${outputText(output)}`;
        const step = `${fromKey} ${eventText(event)}`;
        taken += 1;
        if (expected.get(step) !== seen) different.push(`${again.context.slots}: ${step}`);
      }
    }
    expect(different).toEqual([]);
    expect(taken).toBe(9 * steps.length);
  });
});

function pairs<S, E>(states: readonly S[], events: readonly E[]) {
  return states.flatMap((again) => events.map((event) => ({ again, event })));
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

const sizes = (sets: ReadonlyMap<string, ReadonlySet<string>>) =>
  [...sets.values()].map((set) => set.size);
