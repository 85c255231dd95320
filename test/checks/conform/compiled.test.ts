import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { coverageOf } from "../../../checks/conform/compiled/branches.js";
import { CompiledQuirk, isTrap } from "../../../checks/conform/compiled/compiled-quirk.js";
import { conform } from "../../../checks/conform/conform.js";
import { isReachable } from "../../../checks/conform/lockstep/reachable.js";
import { PatchError } from "../../../checks/conform/source/errors.js";
import { comparePatchWorld } from "../../../checks/conform/world/compare-worlds.js";
import { quirkOf } from "../../../checks/conform/world/compiled-handler.js";
import { UnusableQuirk } from "../../../checks/conform/world/errors.js";
import { ReplaySession } from "../../../checks/replay/replay.js";
import { parseLine } from "../../../checks/trace-log/codec.js";
import { compilePatch } from "../../../cli/conform/compile.js";
import { createMsiCapability, WCN6855_MSI_LAYOUT } from "../../../model/qemu/msi-capability.js";
import { TRAPPED_WINDOW_ACCESS } from "../../../model/quirks/as-posted/handler.js";
import { conformReport } from "../../../reports/conform-report.js";
import {
  FIXTURE,
  FIXTURE_NAMES,
  SEEDED_BUGS,
  type SeededBug,
  withBug,
} from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "./compiler.js";

function seeded(name: string): SeededBug {
  const bug = SEEDED_BUGS.find((known) => known.name === name);
  if (bug === undefined) throw new Error(name);
  return bug;
}

describe.skipIf(!HAS_COMPILER)(`compiled C${NEEDS_COMPILER}`, () => {
  const compiled = (text: string) => compilePatch(text, FIXTURE_NAMES);

  it("in the world's place of the model gives the same world, state for state", async () => {
    const quirk = quirkOf(await compiled(readFileSync(FIXTURE, "utf8")), FIXTURE_NAMES);
    const report = comparePatchWorld({ ...quirk, allocations: [2], order: 1, exact: false });
    expect(report).toMatchObject({ verdict: "same", notCompared: [], went: [], came: [] });
    expect(report.patch).toEqual(report.model);
    expect(report.model?.cutSets).toBeGreaterThan(100);
  });

  it("that replaces with MSI disabled too lets disabled-transparent fall with nothing dropped", async () => {
    const text = withBug(seeded("it replaces with MSI disabled too"));
    const quirk = quirkOf(await compiled(text), FIXTURE_NAMES);
    const report = comparePatchWorld({ ...quirk, allocations: [1], order: 1, exact: false });
    expect(report.verdict).toBe("differs");
    const found = report.came.find(({ invariant }) => invariant === "disabled-transparent");
    expect(found).toMatchObject({ assumptions: [] });
    expect(found?.run.steps).toHaveLength(1);
  });

  it("that does not come back is refused by the world", async () => {
    const quirk = quirkOf(await compiled(withBug(seeded("it never ends"))), FIXTURE_NAMES);
    const verify = () => comparePatchWorld({ ...quirk, allocations: [1], order: 1, exact: false });
    expect(verify).toThrow(UnusableQuirk);
  });

  it("gives its shortest difference as a log that replay takes as the model does", async () => {
    const patch = await compiled(withBug(seeded("the wrong word is read")));
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 10, quick: true };
    const result = conform(patch, { ...options, untilFirst: true });
    const { sequence } = conformReport(result);
    const session = new ReplaySession({
      capabilityOffset: 0x50,
      capability: createMsiCapability(WCN6855_MSI_LAYOUT),
      window: { base: 0x80000, size: 0x40000 },
      host: { address: 0xfee01004, data: 0x4140 },
    });
    expect(sequence?.replayOptions.join(" ")).toContain(
      "--host-address 0xfee01004 --host-data 0x4140",
    );
    const writes = (sequence?.log ?? []).flatMap((line, i) => {
      const event = parseLine(line);
      if (event?.kind !== "region-write" && event?.kind !== "config-write") throw new Error(line);
      return session.step(event, i + 1);
    });
    const right = result.sequence?.model.map(({ value }) => value);
    expect(writes.map(({ device }) => device)).toEqual(right);
  });

  it("that has a loop or a null pointer names the line it was last at", async () => {
    const text = withBug(seeded("it crashes"));
    const line = text.split("\n").findIndex((found) => found.includes("radio = NULL")) + 1;
    const options = { names: FIXTURE_NAMES, used: [3], seed: 1, runs: 10, quick: true };
    const { differences } = conform(await compiled(text), { ...options, untilFirst: true });
    const first = differences.find(({ fields }) => fields.includes("ends"))?.first;
    if (first?.kind !== "call" || !isTrap(first.c)) throw new Error("it came back");
    expect(first.c.what).toContain("uses a null pointer");
    expect(Math.abs(first.c.line - line)).toBeLessThanOrEqual(3);
  });

  it.each([
    ["  uint32_t found = 0;\n  missing(found);", "missing is called, which neither"],
    ["  uint32_t found = ;", "expected expression"],
  ])(
    "that is wrong gets the compiler's first error with its line: %j",
    async (written, message) => {
      const text = readFileSync(FIXTURE, "utf8");
      const broken = text.replace("    uint32_t found = 0;", written);
      const line = broken.split("\n").indexOf(written.split("\n").at(-1) ?? "") + 1;
      await expect(compiled(broken)).rejects.toMatchObject({
        message: expect.stringContaining(message),
        line,
      });
    },
  );
});

describe("a module that WebAssembly does not take", () => {
  const EMPTY = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  const patch = {
    form: "C file" as const,
    functions: [],
    tracePoints: [],
    elsewhere: [],
    variables: [],
  };
  const coverage = { edges: [], lineOfGuard: [] };

  it("is the patch's fault, in one line", () => {
    const wasm = Uint8Array.from([...EMPTY, 0xff]);
    expect(() => new CompiledQuirk({ ...patch, coverage, wasm })).toThrow(PatchError);
  });
});

describe("the branches of compiled C", () => {
  const IR = `
@__sancov_gen_ = private global [2 x i32] zeroinitializer, section "__sancov_guards", align 4
@__sancov_gen_.1 = private global [4 x i32] zeroinitializer, section "__sancov_guards", align 4
define internal i32 @first(i32 %a) #0 {
entry:
  call void @__sanitizer_cov_trace_pc_guard(ptr @__sancov_gen_), !dbg !1
  %ok = icmp eq i32 %a, 0, !dbg !2, !nosanitize !9
  br i1 %ok, label %fine, label %handler, !dbg !2, !nosanitize !9
}
define internal i32 @second(i32 %a) #0 {
entry:
  call void @__sanitizer_cov_trace_pc_guard(ptr @__sancov_gen_.1), !dbg !1
  %cmp = icmp eq i32 %a, 0, !dbg !2
  br i1 %cmp, label %yes, label %no, !dbg !1

yes:                                              ; preds = %entry
  call void @__sanitizer_cov_trace_pc_guard(ptr getelementptr inbounds ([4 x i32], ptr @__sancov_gen_.1, i64 0, i64 1)), !dbg !3
  ret i32 1, !dbg !3

no:                                               ; preds = %entry
  call void @__sanitizer_cov_trace_pc_guard(ptr getelementptr inbounds ([4 x i32], ptr @__sancov_gen_.1, i64 0, i64 2)), !dbg !3
  ret i32 0, !dbg !3
}
!1 = !DILocation(line: 10, column: 3, scope: !8)
!2 = !DILocation(line: 10, column: 9, scope: !8)
!3 = !DILocation(line: 11, column: 5, scope: !8)
`;

  it("are numbered over all functions, placed where the condition is, and none of the compiler's own", () => {
    const { edges, lineOfGuard } = coverageOf(IR, ["first", "second"]);
    const at = { line: 10, column: 9 };
    expect(edges).toEqual([
      { function: "first", line: 10, column: 9, way: "entered", guard: 1 },
      { function: "second", line: 10, column: 9, way: "entered", guard: 3 },
      { function: "second", ...at, way: "true", guard: 4 },
      { function: "second", ...at, way: "false", guard: 5 },
    ]);
    expect(lineOfGuard[5]).toBe(11);
  });
});

describe("a call of the callbacks", () => {
  const region = { rules: TRAPPED_WINDOW_ACCESS, size: 0x100 };
  it.each([
    [{ offset: 4, size: 4, value: 1n }, true],
    [{ offset: 0xfc, size: 4, value: 1n }, true],
    [{ offset: 0x100, size: 4, value: 1n }, false],
    [{ offset: 0, size: 8, value: 1n }, false],
    [{ offset: 0, size: 2, value: 1n }, false],
    [{ offset: 2, size: 4, value: 1n }, false],
    [{ offset: 4, size: 4, value: 1n << 32n }, false],
  ])("%o is one that the memory core makes: %s", (call, reachable) => {
    expect(isReachable(region, call)).toBe(reachable);
  });
});
