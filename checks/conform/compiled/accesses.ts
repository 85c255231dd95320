/**
 * The patch's C made to say which memory it looks at and which it writes, before it does, so that the harness
 * knows what a call depends on and what it changes (stand-in/followed.h). What is on the stack of the function itself is
 * left out.
 *
 * Source: LLVM's language reference, `load`, `store`, `atomicrmw`, `cmpxchg`, `llvm.memcpy` and its kin, and
 * the attribute `byval`, at whose call the callee gets a copy. -fsanitize-coverage=trace-loads would not
 * tell of the last three, nor of bit-fields of 24 bits.
 */
import { PatchError } from "../source/errors.js";

const INSTRUCTION =
  /^ {2}(?:%\S+ = )?(load|store|atomicrmw|cmpxchg|(?:tail |musttail |notail )?call) (.*)$/;
const COPY = /^void @llvm\.mem(?:cpy|move)\.\S*?\((.*)\)/;
const FILL = /^void @llvm\.memset\.\S*?\((.*)\)/;
const BY_VALUE = /\bbyval\((.+?)\) (?:align \d+ )?(%[\w.]+|@[\w.$]+)/g;
const ASSEMBLY = /\basm (?:\w+ )*"[^"]/;

const WIDTHS: Readonly<Record<string, number>> = {
  ptr: 4,
  half: 2,
  float: 4,
  double: 8,
  fp128: 16,
};

/**
 * @param ir the module's text
 * @returns it with a call of `stand_in_load` or `stand_in_store` (address, bytes) before each access
 * @throws PatchError for assembly, of which nobody knows what it does to memory
 */
export function announceAccesses(ir: string): string {
  let own = new Set<string>();
  const lines = ir.split("\n").flatMap((line) => {
    if (line.startsWith("define ")) own = new Set();
    const [, local] = /^ {2}(%\S+) = alloca /.exec(line) ?? [];
    if (local !== undefined) own.add(local);
    if (!line.startsWith("  ")) return [line];
    const said = accessesOf(line).filter(({ at }) => !own.has(at));
    return [
      ...said.map(({ how, at, bytes }) => `  call void @stand_in_${how}(ptr ${at}, i32 ${bytes})`),
      line,
    ];
  });
  const declared = ["load", "store"].map((how) => `declare void @stand_in_${how}(ptr, i32)`);
  return [...lines, ...declared, ""].join("\n");
}

interface Access {
  readonly how: "load" | "store";
  readonly at: string;
  /** A number, or an expression of LLVM's. */
  readonly bytes: string;
}

function accessesOf(line: string): readonly Access[] {
  const [, instruction = "", rest = ""] = INSTRUCTION.exec(line) ?? [];
  const [first = "", second = ""] = operands(rest);
  switch (instruction) {
    case "":
      return [];
    case "load":
      return [read(pointer(second), typeOf(first))];
    case "store":
      return written(pointer(second), typeOf(first));
    case "atomicrmw":
    case "cmpxchg": {
      const at = pointer(first.replace(/^.*?(?=ptr )/, ""));
      return [read(at, typeOf(second)), ...written(at, typeOf(second))];
    }
    default:
      return callAccesses(rest);
  }
}

function callAccesses(call: string): readonly Access[] {
  if (ASSEMBLY.test(call)) {
    throw new PatchError("assembly is not followed: nobody knows what it does to memory");
  }
  const [, copied] = COPY.exec(call) ?? [];
  if (copied !== undefined) {
    const [to = "", from = "", bytes = ""] = operands(copied);
    return [range("load", from, bytes), range("store", to, bytes)];
  }
  const [, filled] = FILL.exec(call) ?? [];
  if (filled !== undefined) {
    const [to = "", , bytes = ""] = operands(filled);
    return [range("store", to, bytes)];
  }
  return [...call.matchAll(BY_VALUE)].map(([, type = "", at = ""]) => read(at, type));
}

/** Separated by commas that are in no brackets. */
function operands(text: string): readonly string[] {
  const found = [""];
  let depth = 0;
  for (const character of text) {
    if ("([{<".includes(character)) depth++;
    if (")]}>".includes(character)) depth--;
    if (character === "," && depth === 0) found.push("");
    else found.push(`${found.pop()}${character}`);
  }
  return found.map((operand) => operand.trim());
}

/** Of `ptr %at`, `ptr align 4 getelementptr (...)`, `ptr %at seq_cst`. */
function pointer(typed: string): string {
  const plain = typed.replace(/^ptr (?:(?:align \d+|noundef|nonnull) )*/, "");
  return /^(?:%\S+|@"[^"]*"|@\S+)/.exec(plain)?.[0] ?? plain;
}

function read(at: string, type: string): Access {
  return { how: "load", at, bytes: String(widthOf(type) ?? sizeOf(type)) };
}

/** What is no number may have holes, which a write leaves as they are. */
function written(at: string, type: string): readonly Access[] {
  const width = widthOf(type);
  if (width !== undefined) return [{ how: "store", at, bytes: String(width) }];
  return [read(at, type), { how: "store", at, bytes: sizeOf(type) }];
}

function range(how: Access["how"], at: string, length: string): Access {
  return { how, at: pointer(at), bytes: length.replace(/^i\d+ /, "") };
}

/** Bytes of a number or a pointer. */
function widthOf(type: string): number | undefined {
  const [, bits] = /^i(\d+)$/.exec(type) ?? [];
  return bits === undefined ? WIDTHS[type] : Math.ceil(Number(bits) / 8);
}

function sizeOf(type: string): string {
  return `ptrtoint (ptr getelementptr (${type}, ptr null, i32 1) to i32)`;
}

/** Of `i32 %value`, `volatile ptr`, `atomic i32`, `{ i32, i32 } %pair`. */
function typeOf(typed: string): string {
  const plain = typed.replace(/^(?:(?:atomic|volatile) )*/, "");
  return /^(?:\[.*?\]|\{.*?\}|<.*?>|[%\w.]+)/.exec(plain)?.[0] ?? plain;
}
