import { describe, expect, it } from "vitest";
import { comparePatchWorld } from "../../../checks/conform/world/compare-worlds.js";
import { quirkOf } from "../../../checks/conform/world/compiled-handler.js";
import { compilePatch } from "../../../cli/conform/compile.js";
import { CHANGES } from "../../fixtures/changes.js";
import { edited, FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "./compiler.js";

describe.skipIf(!HAS_COMPILER)(`a second cookie${NEEDS_COMPILER}`, () => {
  it("that an address repeated leaves behind, lets what is read and passed fall with nothing dropped", async () => {
    const change = CHANGES.find(({ name }) => name === "a second cookie, which matches too");
    const quirk = quirkOf(
      await compilePatch(edited(change?.edits ?? []), FIXTURE_NAMES),
      FIXTURE_NAMES,
    );
    const found = comparePatchWorld({ ...quirk, allocations: [2], order: 1, exact: false });
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
});
