import { describe, expect, it } from "vitest";
import { refuseUnsafe } from "../../../checks/conform/compiled/refused.js";
import { PatchError } from "../../../checks/conform/source/errors.js";

const NAMES = {
  declared: new Set(["pci_get_long"]),
  defined: new Set(["pci_get_long", "get_outputs", "stop"]),
};
const refusal = (ir: string) => () => refuseUnsafe(ir, NAMES);

describe("C that the sandbox takes", () => {
  it.each([
    ["calls of what the stand-in declares", "declare i32 @pci_get_long(ptr noundef) #1"],
    ["what the compiler calls", "declare void @__sanitizer_cov_trace_pc_guard(ptr)"],
    [
      "what the compiler looks at",
      "@__sancov_lowest_stack = external thread_local global i32\n@__start___sancov_guards = external hidden global i32",
    ],
    ["static functions of the harness's names", "define internal void @stop(i32 %a) #0 {"],
    ["functions of other names", "define dso_local void @radio(i32 %a) #0 {"],
    ["a barrier", '  call void asm sideeffect "", "~{memory}"(), !dbg !3'],
    ["64 KiB", "@table = internal global [256 x [256 x i8]] zeroinitializer, align 1"],
  ])("may have %s", (_, ir) => {
    expect(refusal(ir)).not.toThrow();
  });
});

describe("C that the sandbox refuses", () => {
  it.each([
    ["declare i32 @nobody(...) #1", "nobody is called, which neither"],
    ["declare ptr @get_outputs() #1", "calls get_outputs, which is the harness's"],
    ["@theirs = external global i32, align 4", "theirs is used, which neither"],
    ["@theirs = extern_weak global i32, align 4", "theirs is used, which neither"],
    ["define dso_local void @stop(i32 %why) #0 {", "defines stop, a name of the harness"],
    ["define weak void @get_outputs() #0 {", "defines get_outputs, a name of the harness"],
    ["define void @__wasm_call_ctors() #0 {", "defines __wasm_call_ctors, a name of the harness"],
    ["declare i32 @llvm.wasm.memory.grow.i32(i32, i32)", "uses WebAssembly's memory.grow"],
    ['  call void asm sideeffect "memory.grow 0", ""(), !dbg !3', "has inline assembly"],
    ['module asm "nop"', "has inline assembly"],
    ['attributes #3 = { "wasm-import-name"="begin" }', "has an import_name or import_module"],
    ['attributes #3 = { "wasm-export-name"="outputs" }', "has an export_name or export_module"],
    ["@huge = internal global [2147483647 x i8] zeroinitializer, align 1", "huge has more than 64"],
    ["@wide = internal constant [257 x [256 x i8]] zeroinitializer", "wide has more than 64 KiB"],
    ["%struct.Huge = type { i32, [70000 x i8] }", "struct.Huge has more than 64 KiB"],
    [
      '@__sancov_gen_ = private global [4000 x i32] zeroinitializer, section "__sancov_guards"\n' +
        '@__sancov_gen_.1 = private global [96 x i32] zeroinitializer, section "__sancov_guards"',
      "has 4,096 edges in its control flow",
    ],
  ])("%s", (ir, message) => {
    expect(refusal(ir)).toThrow(PatchError);
    expect(refusal(ir)).toThrow(message);
  });
});
