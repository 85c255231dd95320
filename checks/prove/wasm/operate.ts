/** Instructions that only take operands and leave a result. */
import { NotKnown } from "../errors.js";
import {
  binary,
  bit,
  compared,
  constant,
  equal,
  extract,
  known,
  not,
  signExtend,
  zeroExtend,
} from "../terms/build.js";
import type { Arithmetic, Term } from "../terms/term.js";
import type { Effect } from "./instructions.js";

type Pure = Exclude<Effect, { readonly kind: "load" | "store" }>;

/** How many operands it takes. */
export function operandsOf({ kind }: Pure): number {
  return kind === "zero" || kind === "extend" ? 1 : 2;
}

/**
 * Source: WebAssembly Core Specification 2.0, section 4.3.2 (integer operations).
 * @param operands the last is the topmost
 * @throws NotKnown for a division that may trap
 */
export function operate(effect: Pure, [a, b]: readonly [Term, Term]): Term {
  switch (effect.kind) {
    case "arithmetic":
      return arithmetic(effect.operator, a, b);
    case "comparison": {
      const { operator, swapped, negated } = effect;
      const answer = swapped ? compared(operator, b, a) : compared(operator, a, b);
      return bit(negated ? not(answer) : answer, 32);
    }
    case "zero":
      return bit(equal(a, constant(0, effect.width)), 32);
    case "rotate":
      return rotated(a, b, effect.left);
    case "extend":
      return extended(a, effect);
  }
}

function arithmetic(operator: Arithmetic, a: Term, b: Term): Term {
  switch (operator) {
    case "bvshl":
    case "bvlshr":
    case "bvashr":
      return binary(operator, a, countOf(b));
    case "bvudiv":
    case "bvurem":
    case "bvsdiv":
    case "bvsrem":
      if (!isPlainDivisor(b)) throw new NotKnown("a division that may trap");
      return binary(operator, a, b);
    default:
      return binary(operator, a, b);
  }
}

/** WebAssembly shifts by the count modulo the width, SMT-LIB shifts all bits out. */
function countOf(b: Term): Term {
  return binary("bvand", b, constant(b.width - 1, b.width));
}

/** Division by 0 traps, and that of the smallest number by -1. */
function isPlainDivisor(b: Term): boolean {
  const value = known(b);
  return value !== undefined && value !== 0n && value !== (1n << BigInt(b.width)) - 1n;
}

function rotated(a: Term, b: Term, left: boolean): Term {
  const count = countOf(b);
  const rest = countOf(binary("bvsub", constant(0, b.width), count));
  const [up, down] = left ? [count, rest] : [rest, count];
  return binary("bvor", binary("bvshl", a, up), binary("bvlshr", a, down));
}

function extended(a: Term, effect: Extract<Effect, { readonly kind: "extend" }>): Term {
  const { from, width, signed } = effect;
  if (from > width) return extract(a, 0, width);
  const low = extract(a, 0, from);
  return signed ? signExtend(low, width) : zeroExtend(low, width);
}
