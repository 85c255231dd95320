import { describe, expect, it } from "vitest";
import { announceAccesses } from "../../../checks/conform/compiled/accesses.js";

const PAIR = "getelementptr inbounds nuw (%struct.Pair, ptr @kept, i32 0, i32 1)";

/** The calls that are put before one line of a function that has %own on its stack. */
function saidBefore(line: string): readonly string[] {
  const ir = `define void @f(ptr %from, i32 %n) {\n  %own = alloca %struct.Pair, align 4\n  ${line}\n}`;
  return announceAccesses(ir)
    .split("\n")
    .filter((text) => text.startsWith("  call void @stand_in_"))
    .map((text) => text.trim().replace("call void @stand_in_", ""));
}

describe("an access to memory is said before it is made", () => {
  it.each<[string, readonly string[]]>([
    ["%0 = load i32, ptr %from, align 4, !dbg !12", ["load(ptr %from, i32 4)"]],
    ["%0 = load volatile i8, ptr @kept, align 1", ["load(ptr @kept, i32 1)"]],
    ["%0 = load atomic i64, ptr @kept seq_cst, align 8", ["load(ptr @kept, i32 8)"]],
    [`%bf.load = load i24, ptr ${PAIR}, align 1`, [`load(ptr ${PAIR}, i32 3)`]],
    ["%0 = load i32, ptr %own, align 4", []],
    ["store ptr @kept, ptr %from, align 4", ["store(ptr %from, i32 4)"]],
    [`store ptr ${PAIR}, ptr %from, align 4`, ["store(ptr %from, i32 4)"]],
    ["store i32 %n, ptr %own, align 4", []],
    [
      "%1 = atomicrmw add ptr @kept, i32 %n seq_cst, align 4",
      ["load(ptr @kept, i32 4)", "store(ptr @kept, i32 4)"],
    ],
    [
      "%1 = cmpxchg weak ptr @kept, i32 %n, i32 %n seq_cst seq_cst, align 4",
      ["load(ptr @kept, i32 4)", "store(ptr @kept, i32 4)"],
    ],
    [
      `call void @llvm.memcpy.p0.p0.i32(ptr align 4 ${PAIR}, ptr align 4 %from, i32 %n, i1 false), !dbg !1`,
      ["load(ptr %from, i32 %n)", `store(ptr ${PAIR}, i32 %n)`],
    ],
    [
      "call void @llvm.memset.p0.i32(ptr align 4 @kept, i8 0, i32 20, i1 false)",
      ["store(ptr @kept, i32 20)"],
    ],
    [
      "%call = call i32 @use(ptr noundef byval(%struct.Pair) align 4 @kept) #8",
      ["load(ptr @kept, i32 ptrtoint (ptr getelementptr (%struct.Pair, ptr null, i32 1) to i32))"],
    ],
    ["%cmp = icmp eq ptr %from, @kept", []],
    ['call void asm sideeffect "", "~{memory}"()', []],
  ])("%s", (line, said) => {
    expect(saidBefore(line)).toEqual(said);
  });

  it("but assembly is refused: nobody knows what it does", () => {
    expect(() => saidBefore('call void asm sideeffect "nop", ""()')).toThrow("assembly");
  });
});
