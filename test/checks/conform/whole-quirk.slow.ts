import { describe, expect, it } from "vitest";
import { comparePatchWorld } from "../../../checks/conform/world/compare-worlds.js";
import { quirkOf, searchWhole } from "../../../checks/conform/world/compiled-handler.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { compilePatch } from "../../../cli/conform/compile.js";
import { designCalled } from "../../../model/quirks/designs.js";
import { CHANGES, FLAGS } from "../../fixtures/changes.js";
import { type Edit, edited, FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "./compiler.js";

const CHANGE = CHANGES.find(({ name }) => name === "a second cookie, which matches too");
/** Without what an address repeated leaves behind. */
const NO_DUPLICATE: Edit = [
  "    radio->older = radio->expected;\n",
  "    if (radio->expected != at + 8) {\n        radio->older = radio->expected;\n    }\n",
];

async function compared(...more: readonly Edit[]) {
  const edits = [...(CHANGE?.edits ?? []), ...more];
  const quirk = quirkOf(await compilePatch(edited(edits), FIXTURE_NAMES), FIXTURE_NAMES);
  return comparePatchWorld({ ...quirk, allocations: [2], order: 1, exact: false });
}

describe.skipIf(!HAS_COMPILER)(`a second cookie${NEEDS_COMPILER}`, () => {
  it("that an address repeated leaves behind, lets what is read and passed fall with nothing dropped", async () => {
    const found = await compared();
    expect(found.verdict).toBe("differs");
    // Slot 0 gets its address twice and its data: the cookie stays, and under the window's other position the
    // data's offset is an ordinary register's, which then gets the host's data.
    const fallen = ["collateral-free", "readback-faithful", "host-values-confidential"];
    expect(found.came.map(({ invariant, assumptions }) => [invariant, assumptions])).toEqual([
      ["collateral-free", []],
      // The data settled it, and it is awaited still.
      ["cookie-discipline", []],
      ["readback-faithful", []],
      ["host-values-confidential", []],
    ]);
    // What fell with one dropped falls with none: 8, 12 and 9 sets of one (README).
    expect(found.went).toHaveLength(29);
    expect(found.went.every(({ invariant }) => fallen.includes(invariant))).toBe(true);
  });

  it("that is another slot's takes a third slot to lose the first: the same sets, by longer ways", async () => {
    const found = await compared(NO_DUPLICATE);
    expect(found).toMatchObject({ verdict: "differs", went: [], came: [], verdicts: [] });
    // Where an address other than the slot's own evicts its cookie, it takes two.
    const evicting = ["one-slot-at-a-time", "unique-address", "address-programmed"];
    expect(found.lengths.flatMap(({ assumptions }) => assumptions)).toContain("one-slot-at-a-time");
    for (const { assumptions, model, patch } of found.lengths) {
      expect(evicting).toContain(assumptions.join());
      expect(patch).toBeGreaterThan(model);
    }
  });
});

describe.skipIf(!HAS_COMPILER)(`the C in the world${NEEDS_COMPILER}`, () => {
  const scope = { allocations: [2], order: 1, exact: false };

  it("with a flag for each register is the design cookie-per-address, state for state", async () => {
    const design = designCalled("cookie-per-address");
    if (design === undefined) throw new Error("no such design");
    const made = quirkOf(await compilePatch(edited(FLAGS), FIXTURE_NAMES), FIXTURE_NAMES);
    expect(searchWhole(made, (quirk) => verifyWorld({ ...scope, quirk }))).toEqual(
      verifyWorld({ ...scope, quirk: design.quirk, terms: design.terms }),
    );
  });

  it("is the model, state for state, whatever its trace points are called", async () => {
    const names = { ...FIXTURE_NAMES, traceAddress: "nothing", traceData: "nothing" };
    const quirk = quirkOf(await compilePatch(edited([]), names), names);
    expect(comparePatchWorld({ ...quirk, ...scope })).toMatchObject({ verdict: "same" });
  });
});
