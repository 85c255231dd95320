import { describe, expect, it } from "vitest";
import { conform } from "../../../checks/conform/conform.js";
import type { NotCompared } from "../../../checks/conform/result.js";
import { PatchError } from "../../../checks/conform/source/errors.js";
import { comparePatchWorld } from "../../../checks/conform/world/compare-worlds.js";
import { quirkOf, searchWhole } from "../../../checks/conform/world/compiled-handler.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { compilePatch } from "../../../cli/conform/compile.js";
import { designCalled } from "../../../model/quirks/designs.js";
import { conformReport } from "../../../reports/conform-report.js";
import { renderConform } from "../../../reports/render/conform-text.js";
import { CHANGES, CHECKED_READ, type Change } from "../../fixtures/changes.js";
import { type Edit, edited, FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "./compiler.js";

const compiled = ({ edits }: Pick<Change, "edits">) => compilePatch(edited(edits), FIXTURE_NAMES);
const edits = (name: string) => CHANGES.find((change) => change.name === name)?.edits ?? [];
const SCOPE = { allocations: [1], order: 1, exact: false };

describe.skipIf(!HAS_COMPILER)(`changed C${NEEDS_COMPILER}`, () => {
  it.each(CHANGES)("that is no difference to conform only if it is none: $name", async (change) => {
    const { differs, notCompared = [] } = change;
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 400, quick: true };
    const untilFirst = differs !== undefined;
    const report = conform(await compiled(change), { ...options, untilFirst });
    const found = notCompared.length > 0 ? "not compared" : "agrees";
    expect(report.verdict).toBe(differs === undefined ? found : "differs");
    const fields = report.differences.flatMap(({ fields: those }) => those);
    if (differs === undefined) expect(fields).toEqual([]);
    else expect(fields).toContain(differs);
    expect(report.notCompared.filter(({ kind }) => kind !== "branch")).toEqual(notCompared);
  });

  it.each<[string, Edit, string]>([
    [
      "a way that nothing took",
      [
        "    if (bytes == 4 &&",
        "    if (bytes == 16) {\n        value = 0;\n    }\n    if (bytes == 4 &&",
      ],
      "radio_write",
    ],
    [
      "a function of which nothing is known",
      [
        "static uint64_t radio_read(",
        'static __attribute__((no_sanitize("coverage"))) uint64_t radio_read(',
      ],
      "radio_read",
    ],
  ])("is no pass with %s", async (_, edit, name) => {
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 1, quick: true };
    const report = conform(await compiled({ edits: [edit] }), options);
    expect(report).toMatchObject({ verdict: "not compared", differences: [] });
    expect(report.notCompared).toMatchObject([{ kind: "branch", function: name }]);
  });

  it("is a pass if the way that nothing took was said to be out of reach, and only then", async () => {
    const place = "    if (bytes == 4 &&";
    const edit: Edit = [place, `    if (bytes == 16) {\n        value = 0;\n    }\n${place}`];
    const line = edited([edit]).split("\n").indexOf("    if (bytes == 16) {") + 1;
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 1, quick: true };
    const patch = await compiled({ edits: [edit] });
    const ok = (...unreachedOk: number[]) => conform(patch, { ...options, unreachedOk });
    const report = ok(line);
    expect(report).toMatchObject({ verdict: "agrees", notCompared: [] });
    expect(report.unreached).toMatchObject([{ function: "radio_write", line, way: "true" }]);
    expect(renderConform(conformReport(report), "quirk.c", false)).toContain(
      `\n  out of reach, as was said: radio_write, line ${line} column 15: true never taken\n`,
    );
    // What is taken needs no such word, and a word for it would be a mistake.
    expect(() => ok(line, line + 3)).toThrow("no way out of a branch here was left untaken");
  });

  it("is no pass for a function of which nothing is known, whatever was said of its line", async () => {
    const edit: Edit = [
      "static uint64_t radio_read(",
      'static __attribute__((no_sanitize("coverage"))) uint64_t radio_read(',
    ];
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 1, quick: true };
    const patch = await compiled({ edits: [edit] });
    const [missed] = conform(patch, options).notCompared;
    if (missed?.kind !== "branch") throw new Error("it is named");
    expect(() => conform(patch, { ...options, unreachedOk: [missed.line] })).toThrow(PatchError);
  });

  it("starts each call in a fresh state, static variables too", async () => {
    const counter = CHANGES.find(({ name }) => name === "the same counter, static");
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 1, quick: true };
    const { phases } = conform(await compiled({ edits: counter?.edits ?? [] }), options);
    expect(phases.find(({ phase }) => phase === "symbolic")?.differences).toBe(0);
  });

  it("is told with what was not compared, and what that means", async () => {
    const kept = CHANGES.find(({ name }) => name === "memory allocated and kept");
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 1, quick: true };
    const report = conform(await compiled({ edits: kept?.edits ?? [] }), options);
    const text = renderConform(conformReport(report), "quirk.c", false);
    expect(text).toMatch(
      /\nNo difference in what was compared; not compared:\n {2}the C keeps state besides its cookie \(memory it allocated\)\n$/,
    );
  });

  it("is no pass where the patch changes more than the quirk, to conform and in the world", async () => {
    const own = edited([]).trimEnd().split("\n");
    const diff = [
      ...["--- a/hw/vfio/pci-quirks.c", "+++ b/hw/vfio/pci-quirks.c"],
      ...["@@ -1,1 +1,99 @@", ...own.map((line) => `+${line}`)],
      ...["--- a/hw/vfio/pci.c", "+++ b/hw/vfio/pci.c", "@@ -1,3 +1,4 @@", "+    return;"],
    ];
    const patch = await compilePatch(diff.join("\n"), FIXTURE_NAMES);
    const expected: NotCompared = { kind: "elsewhere", lines: [diff.length] };
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 1, quick: true };
    const { verdict, notCompared } = conform(patch, options);
    expect({ verdict, notCompared }).toEqual({ verdict: "not compared", notCompared: [expected] });
    const world = comparePatchWorld({ ...quirkOf(patch, FIXTURE_NAMES), ...SCOPE });
    expect(world.verdict).not.toBe("same");
    expect(world.notCompared).toContainEqual(expected);
  });

  it.each(CHANGES.filter(({ large }) => !large))(
    "is the same in the world only if it is all there: $name",
    async (change) => {
      const patch = await compiled(change);
      const made = quirkOf(patch, FIXTURE_NAMES);
      const compare = () => comparePatchWorld({ ...made, ...SCOPE });
      const { world } = change;
      if ("refused" in world) return expect(compare).toThrow(world.refused);
      const named = (all: readonly NotCompared[]) => all.filter(({ kind }) => kind !== "branch");
      // Without a search no way of the handler is taken.
      if ("around" in world) return expect(named(made.notCompared())).toEqual(world.around);
      const { verdict, model, patch: ofC, came, endless, ...rest } = compare();
      const notCompared = named(rest.notCompared);
      if ("verdict" in world) {
        expect({ verdict, notCompared }).toEqual({ notCompared: [], ...world });
      } else if ("endless" in world) {
        expect({ verdict, words: endless?.words }).toEqual({
          verdict: "incomplete",
          words: [world.endless],
        });
      } else {
        expect({ verdict, notCompared }).toEqual({
          verdict: "not compared",
          notCompared: world.notCompared,
        });
        expect(ofC !== null).toBe(world.searched);
        expect({ model, came }).toEqual({ model: ofC, came: [] });
      }
    },
  );

  it.each<[string, readonly Edit[], string]>([
    ["with each read checked", CHECKED_READ, "read-checked"],
    ["with a hook that clears the cookie", edits("a reset hook"), "reset-clears"],
  ])("%s is the design, state for state", async (_, edit, name) => {
    const made = quirkOf(await compiled({ edits: edit }), FIXTURE_NAMES);
    const design = designCalled(name);
    if (design === undefined) throw new Error("no such design");
    const scope = { ...SCOPE, allocations: [2] };
    const { terms } = design;
    expect(searchWhole(made, (quirk) => verifyWorld({ ...scope, quirk }))).toEqual(
      verifyWorld({ ...scope, quirk: design.quirk, terms }),
    );
  });

  it("whose handler puts the hook in that clears the cookie lets the design's sets go", async () => {
    const forget = `static void radio_forget(void *card, VFIOQuirk *quirk)
{
    ((RadioQuirk *)quirk->data)->expected = 0;
}

static uint64_t radio_take_address(`;
    const late: readonly Edit[] = [
      ["    uint32_t expected;\n", "    uint32_t expected;\n    VFIOQuirk *quirk;\n"],
      ["static uint64_t radio_take_address(", forget],
      [
        "    radio->expected = at + 8;\n",
        "    radio->expected = at + 8;\n    radio->quirk->reset = radio_forget;\n",
      ],
      ["    quirk->data = radio;\n", "    quirk->data = radio;\n    radio->quirk = quirk;\n"],
    ];
    const made = quirkOf(await compiled({ edits: late }), FIXTURE_NAMES);
    const { verdict, went, came } = comparePatchWorld({ ...made, ...SCOPE });
    expect({ verdict, came }).toEqual({ verdict: "differs", came: [] });
    expect(went.map(({ invariant, assumptions }) => [invariant, assumptions])).toEqual([
      ["collateral-free", ["no-reset-in-between"]],
      ["readback-faithful", ["no-reset-in-between"]],
      ["host-values-confidential", ["no-reset-in-between"]],
    ]);
  });

  it("that forgets the cookie at a read leaks data with nothing dropped: an ordinary register is read", async () => {
    const made = quirkOf(
      await compiled({ edits: edits("a read clears the cookie") }),
      FIXTURE_NAMES,
    );
    const { came } = comparePatchWorld({ ...made, ...SCOPE });
    // The address of slot 0, a read, its data.
    expect(came.map(({ invariant, assumptions }) => [invariant, assumptions])).toEqual([
      ["guest-data-contained", []],
      ["vector-offset-preserved", []],
      ["pair-consistent", []],
      ["interrupt-delivered", []],
      ["interrupt-isolated", ["interrupt-remapping"]],
    ]);
  });

  it("whose accesses are all refused delivers no write, and reads give 0", async () => {
    const made = quirkOf(
      await compiled({ edits: edits("valid.accepts rejects all") }),
      FIXTURE_NAMES,
    );
    const { came } = comparePatchWorld({ ...made, ...SCOPE });
    const fallen = came.filter(({ assumptions }) => assumptions.length === 0);
    const one = (id: string) => fallen.find(({ invariant }) => invariant === id)?.run.steps;
    expect(one("write-delivered")).toHaveLength(1);
    // The window shows the stored ordinary register, a write to it is lost, and its read gives 0.
    expect(one("readback-faithful")).toHaveLength(3);
    expect(one("host-values-confidential")).toBeUndefined();
  });
});
