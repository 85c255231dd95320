import { describe, expect, it } from "vitest";
import { EXPECTED_GUESTS } from "../../../checks/expectations/guests.js";
import { ALONE } from "../../../checks/expectations/world.js";
import type { DropOptions, DroppedVerdict } from "../../../checks/verify/drop.js";
import { type DropScope, dropAssumptions } from "../../../checks/verify/drop-jobs.js";
import { INVARIANT_IDS } from "../../../model/invariants.js";
import { NAMED_GUESTS, type NamedGuest } from "../../../model/world/guests/index.js";

const verifyGuest = (
  guest: NamedGuest,
  { dropped, ...options }: Pick<DropScope, "dropped"> & DropOptions,
) => dropAssumptions({ dropped, allocations: [guest.allocated], guest }, options);

const of = (verdicts: readonly DroppedVerdict[], wanted: DroppedVerdict["verdict"]) =>
  verdicts.filter(({ verdict }) => verdict === wanted).map(({ invariant }) => invariant);

describe("each named guest", () => {
  it.each(NAMED_GUESTS.map((guest) => [guest.name, guest] as const))(
    "%s lets fall, and never reaches, what was worked out by hand",
    (name, guest) => {
      const verdicts = verifyGuest(guest, { dropped: [] });
      expect(verdicts.map(({ invariant }) => invariant)).toEqual(INVARIANT_IDS);
      expect(of(verdicts, "incomplete")).toEqual([]);
      expect({
        violated: of(verdicts, "violated"),
        unreachable: of(verdicts, "unreachable"),
      }).toEqual({
        violated: EXPECTED_GUESTS[name]?.violated,
        unreachable: EXPECTED_GUESTS[name]?.unreachable,
      });
    },
  );
});

describe("a named guest with more dropped", () => {
  const guest = NAMED_GUESTS.find(({ name }) => name === "linux-32");
  if (guest === undefined) throw new Error("no guest linux-32");

  it("has that fault as the arbitrary guest has it", () => {
    const fallen = of(verifyGuest(guest, { dropped: ["one-slot-at-a-time"] }), "violated");
    expect(fallen).toEqual(expect.arrayContaining([...ALONE["one-slot-at-a-time"].falls]));
    expect(fallen).toContain("pair-consistent");
  });

  it("cut short is incomplete, never a pass", () => {
    const verdicts = verifyGuest(guest, { dropped: [], limits: { states: 3 } });
    expect(of(verdicts, "holds")).toEqual([]);
    const why = verdicts.filter(({ verdict }) => verdict === "incomplete").map(({ why }) => why);
    expect(new Set(why)).toEqual(new Set(["32 vectors: more than 3 states"]));
  });
});
