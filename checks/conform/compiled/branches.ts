/**
 * The branches of the patch's C, read off the compiler's intermediate code (LLVM IR as text) after it put a
 * coverage guard on every edge.
 *
 * Source: LLVM's language reference (`br`, `switch`, `!DILocation`), and SanitizerCoverage's
 * `-fsanitize-coverage=trace-pc-guard,no-prune`, which splits critical edges, so that each way out of a
 * branch has a block, and each block a guard, of its own.
 */

/** One way out of a branch, or (`entered`) into a function. */
export interface BranchEdge {
  readonly function: string;
  /** Of the condition, in the file given. */
  readonly line: number;
  readonly column: number;
  /** `true`, `false`, `case 0x1103`, `default`, `entered`. */
  readonly way: string;
  /** Number of its guard, from 1. */
  readonly guard: number;
}

export interface Coverage {
  readonly edges: readonly BranchEdge[];
  /** Line by guard number; 0 where the compiler names none. */
  readonly lineOfGuard: readonly number[];
}

interface Block {
  guard: number;
  readonly lines: string[];
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const GUARD =
  /call void @__sanitizer_cov_trace_pc_guard\(ptr (?:getelementptr[^@]*)?(@__sancov_gen_[\w.]*)(?:, i\d+ 0, i\d+ (\d+)\))?\)/;
const LOCATION = /!dbg !(\d+)/;

/**
 * @param ir the module's text
 * @param functions those whose branches are wanted; guards are numbered over all
 */
export function coverageOf(ir: string, functions: readonly string[]): Coverage {
  const places = locations(ir);
  const bases = guardBases(ir);
  const lineOfGuard: number[] = [];
  const edges: BranchEdge[] = [];
  for (const [, name = "", body = ""] of ir.matchAll(
    /^define [^@\n]*@"?([\w.$]+)"?\([\s\S]*?\{\n([\s\S]*?)^\}/gm,
  )) {
    const blocks = blocksOf(body, bases, (guard, place) => {
      lineOfGuard[guard] = places.get(place)?.line ?? 0;
    });
    if (functions.includes(name)) edges.push(...edgesOf(name, blocks, places));
  }
  return { edges, lineOfGuard };
}

function locations(ir: string): ReadonlyMap<string, Place> {
  const found = ir.matchAll(
    /^!(\d+) = (?:distinct )?!DILocation\(line: (\d+)(?:, column: (\d+))?/gm,
  );
  return new Map(
    [...found].map(([, id = "", line, column]) => [
      id,
      { line: Number(line), column: Number(column ?? 0) },
    ]),
  );
}

/** The number of each guard array's first guard: the linker keeps the arrays in order. */
function guardBases(ir: string): ReadonlyMap<string, number> {
  const bases = new Map<string, number>();
  let next = 1;
  for (const [, name = "", length] of ir.matchAll(
    /^(@__sancov_gen_[\w.]*) = .*\[(\d+) x i32\].*section "__sancov_guards"/gm,
  )) {
    bases.set(name, next);
    next += Number(length);
  }
  return bases;
}

function blocksOf(
  body: string,
  bases: ReadonlyMap<string, number>,
  onGuard: (guard: number, place: string) => void,
): ReadonlyMap<string, Block> {
  const blocks = new Map<string, Block>();
  let block: Block = { guard: 0, lines: [] };
  for (const line of body.split("\n")) {
    const label = /^"?([\w.$-]+)"?:/.exec(line)?.[1];
    if (label !== undefined) {
      block = { guard: 0, lines: [] };
      blocks.set(label, block);
      continue;
    }
    const [whole, array = "", index = "0"] = GUARD.exec(line) ?? [];
    if (whole === undefined) block.lines.push(line);
    else {
      block.guard ||= (bases.get(array) ?? 0) + Number(index);
      onGuard(block.guard, LOCATION.exec(line)?.[1] ?? "");
    }
  }
  return blocks;
}

function edgesOf(
  name: string,
  blocks: ReadonlyMap<string, Block>,
  places: ReadonlyMap<string, Place>,
): readonly BranchEdge[] {
  const [entry] = blocks.keys();
  const ways = [...blocks].flatMap(([label, { lines }]) => [
    ...(label === entry ? [{ at: firstLocation(lines), way: "entered", label }] : []),
    ...branchWays(lines),
    ...switchWays(lines),
  ]);
  return ways.map(({ at, way, label }) => {
    const place = places.get(at ?? "") ?? { line: 0, column: 0 };
    return { function: name, ...place, way, guard: blocks.get(label)?.guard ?? 0 };
  });
}

/** A way out of a block: the place of the condition, which way, and the block it leads to. */
interface Way {
  readonly at: string | undefined;
  readonly way: string;
  readonly label: string;
}

const BRANCH = /^ {2}br i1 (\S+), label %"?([\w.$-]+)"?, label %"?([\w.$-]+)"?(.*)$/m;

function branchWays(lines: readonly string[]): readonly Way[] {
  const [, condition = "", ifTrue = "", ifFalse = "", rest] = BRANCH.exec(lines.join("\n")) ?? [];
  // The compiler's own checks for undefined behaviour are no branches of the patch.
  if (rest === undefined || rest.includes("!nosanitize")) return [];
  const at = definitionPlace(lines, condition) ?? LOCATION.exec(rest)?.[1];
  return [
    { at, way: "true", label: ifTrue },
    { at, way: "false", label: ifFalse },
  ];
}

const SWITCH = /^ {2}switch i\d+ \S+, label %"?([\w.$-]+)"? \[([\s\S]*?)\], !dbg !(\d+)/m;
const CASE = /i\d+ (-?\d+), label %"?([\w.$-]+)"?/g;

function switchWays(lines: readonly string[]): readonly Way[] {
  const [, otherwise, cases = "", at] = SWITCH.exec(lines.join("\n")) ?? [];
  if (otherwise === undefined) return [];
  const named = [...cases.matchAll(CASE)].map(([, value, label = ""]) => ({
    at,
    way: `case 0x${Number(value).toString(16)}`,
    label,
  }));
  return [...named, { at, way: "default", label: otherwise }];
}

/** Where the operand of a branch was computed: tells the parts of `a && b` apart. */
function definitionPlace(lines: readonly string[], value: string): string | undefined {
  const definition = lines.find((line) => line.startsWith(`  ${value} = `));
  return definition === undefined ? undefined : LOCATION.exec(definition)?.[1];
}

function firstLocation(lines: readonly string[]): string | undefined {
  return lines.map((line) => LOCATION.exec(line)?.[1]).find((id) => id !== undefined);
}
