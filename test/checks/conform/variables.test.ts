import { describe, expect, it } from "vitest";
import { gatherVariables } from "../../../checks/conform/compiled/variables.js";
import { PatchError } from "../../../checks/conform/source/errors.js";

const PLACED = 'section "patch_state"';

describe("the variables of compiled C", () => {
  it("are put into one section, whatever their own, and listed in a table", () => {
    const ir = [
      "@first = internal global i32 0, align 4",
      '@"a.b" = dso_local global [2 x i8] c"a,", section "mine", align 1',
      "@f.count = internal global ptr @first, align 4, !dbg !3",
    ];
    expect(gatherVariables(ir.join("\n"))).toEqual({
      variables: ["first", '"a.b"', "f.count"],
      ir: [
        `@first = internal global i32 0, ${PLACED}, align 4`,
        `@"a.b" = dso_local global [2 x i8] c"a,", ${PLACED}, align 1`,
        `@f.count = internal global ptr @first, ${PLACED}, align 4, !dbg !3`,
        '@quirk_variables = constant [4 x ptr] [ptr @first, ptr @"a.b", ptr @f.count, ptr null]',
        "",
      ].join("\n"),
    });
  });

  it("are no constants, no declarations and nothing of the compiler's", () => {
    const ir = [
      '@.str = private unnamed_addr constant [9 x i8] c"a global ", align 1',
      "@ops = internal constant %struct.Ops { ptr @global }, align 8",
      "@elsewhere = external global i32, align 4",
      '@__sancov_gen_ = private global [2 x i32] zeroinitializer, section "__sancov_guards", align 4',
      '@llvm.used = appending global [1 x ptr] [ptr @ops], section "llvm.metadata"',
      "define void @f() {",
      "  store i32 1, ptr @elsewhere, align 4",
      "}",
    ].join("\n");
    const table = "@quirk_variables = constant [1 x ptr] [ptr null]";
    expect(gatherVariables(ir)).toEqual({ variables: [], ir: `${ir}\n${table}\n` });
  });

  it("are refused where they are thread-local", () => {
    const ir = "@mine = internal thread_local global i32 0, align 4";
    expect(() => gatherVariables(ir)).toThrow(PatchError);
    expect(() => gatherVariables(ir)).toThrow("mine is thread-local");
  });

  it("are refused in a form that is not known", () => {
    expect(() => gatherVariables("@odd = internal global i32 0")).toThrow(PatchError);
  });
});
