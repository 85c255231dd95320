/**
 * The instructions of WebAssembly that are known here, by their code in the binary format.
 *
 * Source: WebAssembly Core Specification 2.0, sections 5.4 (binary format of instructions) and 4.4 (what they
 * do). Floating point, vectors, tables and references are left out: no handler has business with them.
 */
import type { Arithmetic, Comparison } from "../terms/term.js";

/** What follows the code of an instruction. */
export type Immediate =
  | "none"
  | "block"
  | "label"
  | "labels"
  | "index"
  | "call_indirect"
  | "memory"
  | "constant";

/** What an instruction does to the operand stack, for those of which that is all. */
export type Effect =
  | { readonly kind: "arithmetic"; readonly operator: Arithmetic; readonly width: number }
  | {
      readonly kind: "comparison";
      readonly operator: Comparison;
      readonly width: number;
      /** Compares the operands the other way round; and the answer is the other one. */
      readonly swapped?: true;
      readonly negated?: true;
    }
  | { readonly kind: "zero"; readonly width: number }
  | { readonly kind: "rotate"; readonly width: number; readonly left: boolean }
  | {
      readonly kind: "load";
      readonly width: number;
      readonly bytes: number;
      readonly signed: boolean;
    }
  | { readonly kind: "store"; readonly bytes: number }
  | {
      readonly kind: "extend";
      readonly from: number;
      readonly width: number;
      readonly signed: boolean;
    };

export interface Known {
  readonly name: string;
  readonly immediate: Immediate;
  readonly effect?: Effect;
}

const CONTROL: readonly (readonly [code: number, name: string, immediate: Immediate])[] = [
  [0x00, "unreachable", "none"],
  [0x01, "nop", "none"],
  [0x02, "block", "block"],
  [0x03, "loop", "block"],
  [0x04, "if", "block"],
  [0x05, "else", "none"],
  [0x0b, "end", "none"],
  [0x0c, "br", "label"],
  [0x0d, "br_if", "label"],
  [0x0e, "br_table", "labels"],
  [0x0f, "return", "none"],
  [0x10, "call", "index"],
  [0x11, "call_indirect", "call_indirect"],
  [0x1a, "drop", "none"],
  [0x1b, "select", "none"],
  [0x20, "local.get", "index"],
  [0x21, "local.set", "index"],
  [0x22, "local.tee", "index"],
  [0x23, "global.get", "index"],
  [0x24, "global.set", "index"],
  [0x41, "i32.const", "constant"],
  [0x42, "i64.const", "constant"],
];

/** From 0x28 on: width of the operand, bytes in memory, and whether the sign is kept. */
const LOADS: readonly (readonly [code: number, width: number, bytes: number, signed: boolean])[] = [
  [0x28, 32, 4, false],
  [0x29, 64, 8, false],
  [0x2c, 32, 1, true],
  [0x2d, 32, 1, false],
  [0x2e, 32, 2, true],
  [0x2f, 32, 2, false],
  [0x30, 64, 1, true],
  [0x31, 64, 1, false],
  [0x32, 64, 2, true],
  [0x33, 64, 2, false],
  [0x34, 64, 4, true],
  [0x35, 64, 4, false],
];

const STORES: readonly (readonly [code: number, width: number, bytes: number])[] = [
  [0x36, 32, 4],
  [0x37, 64, 8],
  [0x3a, 32, 1],
  [0x3b, 32, 2],
  [0x3c, 64, 1],
  [0x3d, 64, 2],
  [0x3e, 64, 4],
];

/** From 0x45 (32 bits) and 0x50 (64 bits) on, behind `eqz`. */
const COMPARED: readonly (readonly [
  name: string,
  operator: Comparison,
  swapped: boolean,
  negated: boolean,
])[] = [
  ["eq", "=", false, false],
  ["ne", "=", false, true],
  ["lt_s", "bvslt", false, false],
  ["lt_u", "bvult", false, false],
  ["gt_s", "bvslt", true, false],
  ["gt_u", "bvult", true, false],
  ["le_s", "bvsle", false, false],
  ["le_u", "bvule", false, false],
  ["ge_s", "bvsle", true, false],
  ["ge_u", "bvule", true, false],
];

/** From 0x6a (32 bits) and 0x7c (64 bits) on. */
const COMPUTED: readonly (readonly [name: string, operator: Arithmetic])[] = [
  ["add", "bvadd"],
  ["sub", "bvsub"],
  ["mul", "bvmul"],
  ["div_s", "bvsdiv"],
  ["div_u", "bvudiv"],
  ["rem_s", "bvsrem"],
  ["rem_u", "bvurem"],
  ["and", "bvand"],
  ["or", "bvor"],
  ["xor", "bvxor"],
  ["shl", "bvshl"],
  ["shr_s", "bvashr"],
  ["shr_u", "bvlshr"],
];

const EXTENDED: readonly (readonly [
  code: number,
  name: string,
  from: number,
  width: number,
  signed: boolean,
])[] = [
  [0xa7, "i32.wrap_i64", 64, 32, false],
  [0xac, "i64.extend_i32_s", 32, 64, true],
  [0xad, "i64.extend_i32_u", 32, 64, false],
  [0xc0, "i32.extend8_s", 8, 32, true],
  [0xc1, "i32.extend16_s", 16, 32, true],
  [0xc2, "i64.extend8_s", 8, 64, true],
  [0xc3, "i64.extend16_s", 16, 64, true],
  [0xc4, "i64.extend32_s", 32, 64, true],
];

function* ofWidth(
  width: number,
  codes: { readonly compared: number; readonly computed: number },
): Generator<readonly [number, Known]> {
  const pure = (name: string, effect: Effect): Known => ({
    name: `i${width}.${name}`,
    immediate: "none",
    effect,
  });
  yield [codes.compared, pure("eqz", { kind: "zero", width })];
  for (const [i, [name, operator, swapped, negated]] of COMPARED.entries()) {
    const how = { ...(swapped ? { swapped } : {}), ...(negated ? { negated } : {}) };
    yield [codes.compared + 1 + i, pure(name, { kind: "comparison", operator, width, ...how })];
  }
  for (const [i, [name, operator]] of COMPUTED.entries()) {
    yield [codes.computed + i, pure(name, { kind: "arithmetic", operator, width })];
  }
  const rotate = codes.computed + COMPUTED.length;
  yield [rotate, pure("rotl", { kind: "rotate", width, left: true })];
  yield [rotate + 1, pure("rotr", { kind: "rotate", width, left: false })];
}

function* all(): Generator<readonly [number, Known]> {
  for (const [code, name, immediate] of CONTROL) yield [code, { name, immediate }];
  for (const [code, width, bytes, signed] of LOADS) {
    const effect = { kind: "load", width, bytes, signed } as const;
    yield [code, { name: `i${width}.load${8 * bytes}`, immediate: "memory", effect }];
  }
  for (const [code, width, bytes] of STORES) {
    const effect = { kind: "store", bytes } as const;
    yield [code, { name: `i${width}.store${8 * bytes}`, immediate: "memory", effect }];
  }
  yield* ofWidth(32, { compared: 0x45, computed: 0x6a });
  yield* ofWidth(64, { compared: 0x50, computed: 0x7c });
  for (const [code, name, from, width, signed] of EXTENDED) {
    yield [code, { name, immediate: "none", effect: { kind: "extend", from, width, signed } }];
  }
}

/** By code. */
export const INSTRUCTIONS: ReadonlyMap<number, Known> = new Map(all());
