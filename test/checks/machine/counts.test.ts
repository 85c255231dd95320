import { describe, expect, it } from "vitest";
import {
  EXPECTED_OFFSET_PAIRS,
  EXPECTED_VERDICTS,
  expectedCounts,
} from "../../../checks/expectations/machine.js";
import { simplePaths } from "../../../checks/machine/simple-paths.js";
import { keepingReference } from "./keeping-reference.js";
import { enumerationOf } from "./walk.js";

const ALL = Array.from({ length: 32 }, (_, i) => i + 1);
/** Vector counts for which the machine itself is enumerated here: `verify` does all. */
const SOME = [1, 2, 3, 5, 8, 32];

const nextPowerOfTwo = (used: number) => 2 ** ALL.findIndex((_, i) => 2 ** i >= used);
const allocationsOf = (used: number) => (used === 1 ? [1, 2] : [1, nextPowerOfTwo(used)]);

describe("the arbitrary guest", () => {
  /** 3 machine states without a cookie, 1 with any of 7 cookies; enable bit, pair, 2 allocations. */
  const STATES = (3 + 7) * 2 * 2 * 2;
  /** 7 registers times n + 4 values; enable, disable, 2 counts, program, 2 resets. */
  const eventsOf = (used: number) => 7 * (used + 4) + 7;

  it("has 80 states and 7(n + 4) + 7 transitions in each, for all 32 vector counts", () => {
    for (const used of ALL) {
      const states = STATES;
      const transitions = states * eventsOf(used);
      expect(expectedCounts("arbitrary", used)).toEqual({ states, transitions, paths: null });
    }
  });

  it.each(SOME)("reaches the whole product with %i vectors, and nothing else", (used) => {
    const machineStates = [
      ...["idle", "dataReplaced", "cleared"].map((state) => `${state}, cookie 0`),
      ...[8, 12, 16, 20, 24, 28, 32].map((cookie) => `addressSeen, cookie ${cookie}`),
    ];
    const product = machineStates.flatMap((state) =>
      ["enabled", "disabled"].flatMap((msi) =>
        allocationsOf(used).flatMap((vectors) =>
          ["fee00000/4020", "0/0"].map(
            (pair) => `${state}, ${msi}, vectors ${vectors}, pair ${pair}`,
          ),
        ),
      ),
    );
    const { states, steps } = enumerationOf("arbitrary", used);
    expect(new Set(states)).toEqual(new Set(product));
    expect(states).toHaveLength(STATES);
    expect(steps).toHaveLength(STATES * eventsOf(used));
  });
});

describe("the keeping guest", () => {
  it("has the states and transitions of the reference, for all 32 vector counts", () => {
    for (const used of ALL) {
      const { states, transitions } = keepingReference(used);
      const expected = expectedCounts("keeping", used);
      expect([expected.states, expected.transitions], `${used}`).toEqual([
        states.size,
        transitions,
      ]);
    }
  });

  it("has the transitions of the formula: n in each state, and what differs between states", () => {
    /** Transitions of the states with one allocation, of which the guest uses d = min(n, allocation). */
    const atAllocation = (n: number, d: number) =>
      // enabled, both slots none or programmed (4 ways; idle or just replaced): 3 registers take n + 3
      // values, 2 addresses, enable, disable, program, 2 resets
      8 * (3 * n + 16) +
      // enabled, one slot at address or high, the other none or programmed: 3(n + 3), 1 address, d data,
      // enable, disable, program
      8 * (3 * n + 13 + d) +
      // enabled, one slot interrupted, the other none (programmed: it could not have been enabled)
      2 * (3 * n + 13) +
      // disabled, both slots none or programmed: n + 3, disable, 2 counts, program, 2 resets; with no
      // slot programmed (idle and just replaced) also enable
      8 * (n + 9) +
      2 +
      // disabled, one slot interrupted: the same less 2 resets; with the other none also enable
      4 * (n + 7) +
      2 +
      // after a machine reset (idle, just replaced): the address, now 0, in the ordinary register too
      2 * (n + 10);
    for (const n of ALL) {
      const [first = 0, second = 0] = allocationsOf(n).map((a) => atAllocation(n, Math.min(n, a)));
      expect(expectedCounts("keeping", n).transitions).toBe(first + second);
      expect(first + second).toBe(144 * n + 772);
      expect(expectedCounts("keeping", n).states).toBe(2 * (8 + 8 + 2 + 8 + 4 + 2));
    }
  });

  it.each(SOME)("reaches exactly the states of the reference with %i vectors", (used) => {
    const reference = keepingReference(used);
    const { states, steps } = enumerationOf("keeping", used);
    expect(new Set(states)).toEqual(reference.states);
    expect(states).toHaveLength(reference.states.size);
    expect(steps).toHaveLength(reference.transitions);
  });
});

describe("the simple paths", () => {
  it("are counted by recursion and by formula alike, for all 32 vector counts", () => {
    for (const used of ALL) {
      const offsets = used === 1 ? 1 : 2;
      // A slot is stopped at after address or high (2), or at its data by either way with any offset,
      // or at the ordinary write that follows (2 * offsets each). The second slot begins from one of the
      // latter 4 * offsets. Either slot may come first.
      const oneSlot = 2 + 4 * offsets;
      const formula = 1 + 2 * oneSlot * (1 + 4 * offsets);
      expect(expectedCounts("keeping", used).paths).toBe(formula);
      expect(countPaths(offsets)).toBe(formula);
    }
  });

  it.each(SOME)("are listed, none dropped, with %i vectors", (used) => {
    expect(simplePaths(used)).toHaveLength(expectedCounts("keeping", used).paths ?? 0);
  });
});

describe("what else is committed", () => {
  it("there are 528 pairs of vector count and offset", () => {
    expect(EXPECTED_OFFSET_PAIRS).toBe(ALL.reduce((sum, used) => sum + used, 0));
  });

  it("a count for a number of vectors that no device uses is refused", () => {
    expect(() => expectedCounts("keeping", 0)).toThrow(RangeError);
    expect(() => expectedCounts("arbitrary", 33)).toThrow(RangeError);
  });

  it("each verdict has a reason; the arbitrary guest is meant to break four checks, the other none", () => {
    const violated = (guest: "arbitrary" | "keeping") =>
      Object.entries(EXPECTED_VERDICTS[guest]).filter(([, { verdict }]) => verdict === "violated");
    expect(violated("arbitrary").map(([id, { length }]) => [id, length])).toEqual([
      ["guest-address-contained", 2],
      ["guest-data-contained", 1],
      ["vector-offset-preserved", 1],
      ["collateral-free", 1],
    ]);
    expect(violated("keeping")).toEqual([]);
    for (const verdicts of Object.values(EXPECTED_VERDICTS)) {
      for (const { because, length, verdict } of Object.values(verdicts)) {
        expect(because.split(" ").length).toBeGreaterThanOrEqual(3);
        expect(length !== null).toBe(verdict === "violated");
      }
    }
  });
});

type Stage = "none" | "address" | "high" | "data";
type Stages = readonly [Stage, Stage];

/** Simple paths by recursion: those that stop here, and those that go on by each of the next writes. */
function countPaths(offsets: number, slots: Stages = ["none", "none"], isFresh = false): number {
  // A write of the ordinary register leads to another state only right after data.
  const ordinary = isFresh ? countPaths(offsets, slots) : 0;
  const open = slots.findIndex((stage) => stage === "address" || stage === "high");
  const bySlot = ([0, 1] as const).map((slot) => {
    const goOn = (stage: Stage) =>
      countPaths(offsets, slot === 0 ? [stage, slots[1]] : [slots[0], stage], stage === "data");
    if (open === -1) return slots[slot] === "none" ? goOn("address") : 0;
    if (open !== slot) return 0;
    return (slots[slot] === "address" ? goOn("high") : 0) + offsets * goOn("data");
  });
  return 1 + ordinary + bySlot.reduce((a, b) => a + b);
}
