import { beforeAll, describe, expect, it } from "vitest";
import { type Coverage, CoverageCollector } from "../../../checks/machine/coverage.js";
import { type Enumeration, enumerate } from "../../../checks/machine/enumerate.js";
import { listTransitions } from "../../../checks/machine/machine-parts.js";
import { eventsOf } from "../../../checks/machine/verify.js";
import { GUESTS, type Guest } from "../../../model/quirks/as-posted/guests.js";
import { HANDLER_BRANCHES } from "../../../model/quirks/as-posted/handler.js";
import { asPostedMachine } from "../../../model/quirks/as-posted/machine.js";
import { enumerationOf, stepText } from "./walk.js";

const USED = 3;

/** Adds the enumeration of one guest with `used` vectors, of the collector's own machine. */
function collect(collector: CoverageCollector, guest: Guest, used: number): Enumeration {
  collector.begin(guest);
  const events = eventsOf(guest, used);
  const enumeration = enumerate({ guest, used, events, machine: collector.machine });
  collector.add(enumeration);
  return enumeration;
}

const total = (counts: Readonly<Record<Guest, number>>) => counts.arbitrary + counts.keeping;

const TRANSITIONS = [
  "any state GUEST_ENABLES_MSI",
  "any state GUEST_DISABLES_MSI",
  "any state GUEST_SETS_VECTORS",
  "any state GUEST_PROGRAMS_PAIR",
  "any state DEVICE_RESETS",
  "any state MACHINE_RESETS",
  "idle GUEST_WRITES_REGISTER #1",
  "idle GUEST_WRITES_REGISTER #2",
  "addressSeen GUEST_WRITES_REGISTER #1",
  "addressSeen GUEST_WRITES_REGISTER #2",
  "addressSeen GUEST_WRITES_REGISTER #3",
  "addressSeen GUEST_WRITES_REGISTER #4",
  "dataReplaced GUEST_WRITES_REGISTER #1",
  "dataReplaced GUEST_WRITES_REGISTER #2",
  "cleared GUEST_WRITES_REGISTER #1",
  "cleared GUEST_WRITES_REGISTER #2",
];
const GUARDS = ["replacesAddress", "replacesData", "mismatchesData", "msiIsDisabled"];
const CONDITIONS = [
  "size == 4 && msi_enabled",
  "data == guest address",
  "cookie set and == offset",
  "masked data == guest word at +8",
];

/** Every guard asked in these steps, with its answer: in order until one is true, in addressSeen all three. */
function guardAnswers(steps: Enumeration["steps"]): string[] {
  return steps.flatMap(({ from, to, event, output }) => {
    if (event.type === "GUEST_SETS_VECTORS") return [`msiIsDisabled ${from !== to}`];
    if (output === undefined) return [];
    const { branch } = output;
    const address = `replacesAddress ${branch === "replace-address"}`;
    if (from.value !== "addressSeen" || branch === "replace-address") return [address];
    const data = `replacesData ${branch === "replace-data"}`;
    if (branch === "replace-data") return [address, data];
    return [address, data, `mismatchesData ${branch === "data-mismatch"}`];
  });
}

describe("coverage of three vectors under both guests", () => {
  const enumerations = new Map<Guest, Enumeration>();
  let coverage: Coverage;
  beforeAll(() => {
    const collector = new CoverageCollector();
    for (const guest of GUESTS) enumerations.set(guest, collect(collector, guest, USED));
    coverage = collector.result();
  });

  const stepsOf = (guest: Guest) => enumerations.get(guest)?.steps ?? [];
  const callsOf = (guest: Guest) => stepsOf(guest).filter(({ output }) => output !== undefined);

  it("misses nothing", () => {
    expect(coverage.missing).toEqual([]);
  });

  it("counts each step in one state, and each call in one branch", () => {
    for (const guest of GUESTS) {
      const sum = (items: Coverage["states"]) =>
        items.reduce((n, { counts }) => n + counts[guest], 0);
      expect(sum(coverage.states)).toBe(stepsOf(guest).length);
      expect(sum(coverage.branches)).toBe(callsOf(guest).length);
      for (const { id, counts } of coverage.branches) {
        expect(counts[guest]).toBe(
          callsOf(guest).filter(({ output }) => output?.branch === id).length,
        );
      }
      for (const { id, counts } of coverage.states) {
        expect(counts[guest]).toBe(stepsOf(guest).filter(({ from }) => from.value === id).length);
      }
    }
  });

  it("counts each step in one transition, but for a count change while enabled, which takes none", () => {
    for (const guest of GUESTS) {
      const unchanged = stepsOf(guest).filter(({ from, to }) => from === to);
      const types = new Set(unchanged.map(({ event }) => event.type));
      expect([...types]).toEqual(guest === "arbitrary" ? ["GUEST_SETS_VECTORS"] : []);
      const sum = coverage.transitions.reduce((n, { counts }) => n + counts[guest], 0);
      expect(sum).toBe(stepsOf(guest).length - unchanged.length);
    }
  });

  it("gives each write transition the branch of its guard, and the others none", () => {
    const branches = {
      replacesAddress: ["replace-address"],
      replacesData: ["replace-data"],
      mismatchesData: ["data-mismatch"],
      msiIsDisabled: [],
    };
    for (const { id, guard, branches: taken } of coverage.transitions) {
      const unguarded = id.includes("GUEST_WRITES_REGISTER") ? ["pass"] : [];
      expect(taken, id).toEqual(
        guard === null ? unguarded : branches[guard as keyof typeof branches],
      );
    }
  });

  it("counts a guard as often as it is really evaluated, worked out from the steps", () => {
    for (const guest of GUESTS) {
      const expected = guardAnswers(stepsOf(guest));
      const times = (answer: string) => expected.filter((one) => one === answer).length;
      for (const { id, whenTrue, whenFalse } of coverage.guards) {
        expect(whenTrue[guest], id).toBe(times(`${id} true`));
        expect(whenFalse[guest], id).toBe(times(`${id} false`));
      }
    }
    expect(coverage.guards.map(({ id }) => id).sort()).toEqual([...GUARDS].sort());
  });

  it("counts the C's conditions as the C asks them: each only where the one before lets it", () => {
    expect(coverage.conditions.map(({ id }) => id)).toEqual(CONDITIONS);
    const branch = new Map(coverage.branches.map(({ id, counts }) => [id, counts]));
    const [inspected, address, awaited, data] = coverage.conditions;
    for (const guest of GUESTS) {
      const at = (counts: Coverage["branches"][number]["counts"] | undefined) =>
        counts?.[guest] ?? -1;
      expect(at(inspected?.whenTrue) + at(inspected?.whenFalse)).toBe(callsOf(guest).length);
      expect(at(address?.whenTrue) + at(address?.whenFalse)).toBe(at(inspected?.whenTrue));
      expect(at(awaited?.whenTrue) + at(awaited?.whenFalse)).toBe(at(address?.whenFalse));
      expect(at(data?.whenTrue) + at(data?.whenFalse)).toBe(at(awaited?.whenTrue));
      expect(at(address?.whenTrue)).toBe(at(branch.get("replace-address")));
      expect(at(data?.whenTrue)).toBe(at(branch.get("replace-data")));
      expect(at(data?.whenFalse)).toBe(at(branch.get("data-mismatch")));
      expect(at(inspected?.whenFalse) + at(awaited?.whenFalse)).toBe(at(branch.get("pass")));
    }
  });

  it("has exactly the offsets (3,0), (3,1) and (3,2), all replaced", () => {
    const branches = ["replace-data"];
    expect(coverage.offsets.map(({ steps: _, ...rest }) => rest)).toEqual([
      { used: 3, offset: 0, branches },
      { used: 3, offset: 1, branches },
      { used: 3, offset: 2, branches },
    ]);
    // 8 states have a slot in progress with all 4 vectors allocated; those with one do not count.
    expect(coverage.offsets.map(({ steps }) => steps)).toEqual([8, 8, 8]);
  });

  it("says what the keeping guest alone does not reach: cleared, and the mismatch", () => {
    const unreached = [...coverage.states, ...coverage.transitions, ...coverage.branches]
      .filter(({ counts }) => counts.keeping === 0)
      .map(({ id }) => id);
    expect(unreached).toEqual([
      "cleared",
      "addressSeen GUEST_WRITES_REGISTER #3",
      "cleared GUEST_WRITES_REGISTER #1",
      "cleared GUEST_WRITES_REGISTER #2",
      "data-mismatch",
    ]);
  });
});

describe("coverage of other runs", () => {
  it("of no run misses every state, transition, branch, and both ways of every guard and condition", () => {
    const bothWays = (what: string) => (id: string) => [
      `${what} ${id}: never true`,
      `${what} ${id}: never false`,
    ];
    const { missing, offsets } = new CoverageCollector().result();
    expect(offsets).toEqual([]);
    expect(missing).toEqual([
      ...["idle", "addressSeen", "dataReplaced", "cleared"].map((id) => `state ${id}`),
      ...TRANSITIONS.map((id) => `transition ${id}`),
      ...HANDLER_BRANCHES.map((id) => `branch ${id}`),
      ...GUARDS.flatMap(bothWays("guard")),
      ...CONDITIONS.flatMap(bothWays("condition")),
    ]);
  });

  it("of the keeping guest alone misses what only the arbitrary one does", () => {
    const collector = new CoverageCollector();
    collect(collector, "keeping", USED);
    expect(collector.result().missing).toEqual([
      "state cleared",
      "transition addressSeen GUEST_WRITES_REGISTER #3",
      "transition cleared GUEST_WRITES_REGISTER #1",
      "transition cleared GUEST_WRITES_REGISTER #2",
      "branch data-mismatch",
      "guard mismatchesData: never true",
      "guard msiIsDisabled: never false",
      "condition masked data == guest word at +8: never false",
    ]);
  });

  it("adds up over vector counts, each pair of count and offset on its own", () => {
    const collector = new CoverageCollector();
    for (const used of [1, 2]) collect(collector, "keeping", used);
    const { offsets, states } = collector.result();
    expect(offsets.map(({ used, offset }) => [used, offset])).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
    ]);
    expect(states.reduce((n, { counts }) => n + total(counts), 0)).toBe(916 + 1060);
  });

  it("of the arbitrary guest has no offsets: they are of the guest that keeps its word", () => {
    const collector = new CoverageCollector();
    collect(collector, "arbitrary", 1);
    expect(collector.result().offsets).toEqual([]);
  });
});

describe("the machine's parts", () => {
  it("are listed with guard, target and source, the root's transitions first", () => {
    const parts = listTransitions(asPostedMachine);
    expect(parts.map(({ id }) => id)).toEqual(TRANSITIONS);
    expect(parts[2]).toMatchObject({ guard: "msiIsDisabled", target: null });
    expect(parts[9]).toMatchObject({ guard: "replacesData", target: "dataReplaced" });
    expect(parts[13]).toMatchObject({ guard: null, target: "idle" });
    for (const { source } of parts) expect(source).not.toBe("");
  });

  it("being watched changes nothing", () => {
    const { machine } = new CoverageCollector();
    for (const guest of GUESTS) {
      expect(enumerationOf(guest, 2, machine).steps.map(stepText)).toEqual(
        enumerationOf(guest, 2).steps.map(stepText),
      );
    }
  });
});
