/** What is different in a world with MSI-X, and that a world without is as it was. */
import { describe, expect, it } from "vitest";
import type { AssumptionId } from "../../model/assumptions/index.js";
import { MSIX, MSIX_TERMS } from "../../model/quirks/msix/quirk.js";
import { isBesideAnother, offsetOfEntry } from "../../model/world/msix-entries.js";
import { addressValues } from "../../model/world/pairs.js";
import type { WorldState } from "../../model/world/state.js";
import { USUAL_TERMS } from "../../model/world/terms.js";
import { unmaskMove } from "../../model/world/unmask.js";
import { concrete, roleOfGuestValue } from "../../model/world/values.js";
import { createWorld } from "../../model/world/world.js";
import { stateWith } from "./world-outcomes.js";

describe("unmasking more entries", () => {
  const outcomes = (over: Partial<WorldState>) =>
    unmaskMove({ asked: 2 }).outcomes(stateWith({ msi: "enabled", grant: "asked", ...over }));
  const grows = { kind: "grow-allocation", vectors: 4 };
  const step = (action: object, changes: object, needs: readonly AssumptionId[]) => ({
    action: { ...grows, ...action },
    changes,
    needs,
    violates: [],
    concerns: [],
  });

  it("is normal course; the host may also have no more, or take all anew", () => {
    const both = { vectors: "grown", grant: "grown" };
    expect(outcomes({ low: "host", data: "word" })).toEqual([
      step({}, both, []),
      step({ host: "refuses" }, { vectors: "grown" }, ["full-grant"]),
      step({ host: "anew" }, { ...both, low: "stale", data: "stale" }, ["dynamic-allocation"]),
    ]);
  });

  it("brings no interrupt where the host had too few, and moves none where it had none", () => {
    const one = { vectors: "grown", grant: "one" };
    expect(outcomes({ grant: "one" })).toEqual([
      step({}, one, []),
      step({ host: "anew" }, one, ["dynamic-allocation"]),
    ]);
    expect(outcomes({ grant: "none" })).toEqual([
      step({}, { vectors: "grown", grant: "none" }, []),
    ]);
  });

  it("is done once, and with MSI-X enabled", () => {
    expect(outcomes({ msi: "disabled" })).toEqual([]);
    expect(outcomes({ vectors: "grown" })).toEqual([]);
  });
});

describe("the data word of an entry", () => {
  it("is its own, but 0 in a table of 0, and one for all if they are alike", () => {
    const programmed = { pair: "programmed", "own.guestEntries": "apart" } as const;
    expect(offsetOfEntry(3, programmed)).toBe(3);
    expect(offsetOfEntry(3, { ...programmed, "own.guestEntries": "alike" })).toBe(0);
    expect(offsetOfEntry(3, { ...programmed, pair: "zero" })).toBe(0);
  });

  it("of MSI is the base and the vector, whatever the capability holds", () => {
    expect(offsetOfEntry(3, { pair: "zero" })).toBe(3);
    expect(offsetOfEntry(3, { pair: "programmed" })).toBe(3);
  });

  it("of the host's stands beside another's address if each has its own, but for the first", () => {
    const each = { "own.hostAddresses": "each" };
    expect([0, 1].map((k) => isBesideAnother(k, each))).toEqual([false, true]);
    expect(isBesideAnother(1, { "own.hostAddresses": "common" })).toBe(false);
    expect(isBesideAnother(1, {})).toBe(false);
  });
});

describe("an address of a masked entry", () => {
  const values = (pair: WorldState["pair"], terms = MSIX_TERMS) =>
    addressValues(stateWith({ pair }), terms).map(([value]) => value);

  it("is one that a driver may write, if the table is programmed and is one of MSI-X", () => {
    expect(values("programmed")).toContain("masked-address");
    expect(values("zero")).not.toContain("masked-address");
    expect(values("programmed", USUAL_TERMS)).not.toContain("masked-address");
  });

  it("is a number that no other value has, and an address of the guest's", () => {
    const programmed = stateWith({ pair: "programmed" });
    const number = concrete("masked-address", programmed);
    const others = [
      "address",
      "old-address",
      "foreign-address",
      "data+0",
      "zero",
      "other",
    ] as const;
    expect(others.map((value) => concrete(value, programmed))).not.toContain(number);
    expect(number).toBe(0xfee0_6000n);
    expect(roleOfGuestValue("masked-address", programmed)).toEqual({ kind: "guest-address" });
  });
});

describe("the world with MSI-X", () => {
  const world = createWorld({ asked: 2, order: 1, quirk: MSIX, terms: MSIX_TERMS });
  const chosen = world.choices.flatMap(({ needs }) => needs);

  it("has addresses of 64 bits in every entry, so high words need nothing else dropped", () => {
    const layout = world.components.find(({ name }) => name === "capability");
    expect(layout?.values).toEqual(["64-bit"]);
    expect(chosen).toContain("low-guest-address");
    expect(chosen).toContain("low-host-address");
  });

  it("chooses nothing by an assumption that is gone, and both ways of the tables'", () => {
    const gone: readonly AssumptionId[] = [
      "aligned-base-data",
      "aligned-host-base",
      "capability-32-bit",
      "little-endian-host",
    ];
    expect(chosen.filter((id) => gone.includes(id))).toEqual([]);
    const changesBy = (id: AssumptionId) =>
      world.choices.flatMap(({ needs, changes }) => (needs.includes(id) ? [changes] : []));
    expect(changesBy("distinct-pairs")).toEqual([{ "own.guestEntries": "alike" }]);
    expect(changesBy("common-host-address")).toEqual([{ "own.hostAddresses": "each" }]);
    expect(changesBy("table-readable")).toEqual([{ quirk: "absent" }]);
  });

  it("grows by unmasking; that of the patch by its allocation", () => {
    const names = (moves: typeof world.moves) => moves.map(({ name }) => name);
    expect(names(world.moves)).toContain("unmask more entries");
    const patch = createWorld({ asked: 2, order: 1 });
    expect(names(patch.moves)).toContain("grow the allocation");
    expect(names(patch.moves)).not.toContain("unmask more entries");
  });
});
