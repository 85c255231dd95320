/** The instructions of one function, with the places to which its blocks lead. */
import { NotKnown } from "../errors.js";
import { INSTRUCTIONS, type Known } from "./instructions.js";
import type { Reader } from "./reader.js";

export interface Signature {
  /** Widths in bits. */
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export interface Instruction extends Known {
  /** Labels (of `br_table` the default last), or one index. */
  readonly numbers: readonly number[];
  /** A constant; the offset of a memory access. */
  readonly value: bigint;
  /** Of a block: its signature, and the places of its `else` (0: none) and its `end`. */
  readonly block: Signature | undefined;
  otherwise: number;
  end: number;
}

/** Floating point has a width too; the instructions that use it are not known. */
const WIDTHS: ReadonlyMap<number, number> = new Map([
  [0x7f, 32],
  [0x7e, 64],
  [0x7d, 32],
  [0x7c, 64],
]);

/** The width of a value. @throws NotKnown for a vector or a reference */
export function valueType(reader: Reader): number {
  const code = reader.byte();
  const width = WIDTHS.get(code);
  if (width === undefined) throw new NotKnown(`a value of type ${hexByte(code)}`);
  return width;
}

/** Reads to the end of the function. @throws NotKnown at an instruction that is not known */
export function bodyOf(reader: Reader, types: readonly Signature[]): readonly Instruction[] {
  const body: Instruction[] = [];
  const open: Instruction[] = [];
  while (!reader.isAtEnd) {
    const instruction = instructionOf(reader, types);
    const place = body.push(instruction) - 1;
    const innermost = open.at(-1);
    if (instruction.block !== undefined) open.push(instruction);
    else if (instruction.name === "else" && innermost !== undefined) innermost.otherwise = place;
    else if (instruction.name === "end" && innermost !== undefined) {
      innermost.end = place;
      open.pop();
    }
  }
  return body;
}

function instructionOf(reader: Reader, types: readonly Signature[]): Instruction {
  const code = reader.byte();
  const known = INSTRUCTIONS.get(code);
  if (known === undefined) throw new NotKnown(`the instruction ${hexByte(code)} of WebAssembly`);
  const plain = { ...known, numbers: [], value: 0n, block: undefined, otherwise: 0, end: 0 };
  switch (known.immediate) {
    case "block":
      return { ...plain, block: blockType(reader, types) };
    case "label":
    case "index":
      return { ...plain, numbers: [reader.count()] };
    case "labels":
      return { ...plain, numbers: [...reader.list((each) => each.count()), reader.count()] };
    case "call_indirect":
      return { ...plain, numbers: [reader.count(), reader.count()] };
    case "memory":
      // The alignment is a hint.
      reader.count();
      return { ...plain, value: BigInt(reader.count()) };
    case "constant":
      return { ...plain, value: reader.signed() };
    case "none":
      return plain;
  }
}

function blockType(reader: Reader, types: readonly Signature[]): Signature {
  const first = reader.peek();
  if (first === 0x40) {
    reader.byte();
    return { parameters: [], results: [] };
  }
  if (first !== undefined && WIDTHS.has(first)) {
    return { parameters: [], results: [valueType(reader)] };
  }
  const found = types[Number(reader.signed())];
  if (found === undefined) throw new NotKnown("a block of no type");
  return found;
}

function hexByte(code: number): string {
  return `0x${code.toString(16).padStart(2, "0")}`;
}
