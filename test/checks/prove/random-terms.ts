/** Random terms, each built twice: folded, and as it stands. */
import fc from "fast-check";
import * as build from "../../../checks/prove/terms/build.js";
import { ARITHMETIC, COMPARISONS, intern, type Term } from "../../../checks/prove/terms/term.js";

/** The same term built with all folding, and without any. */
export interface Pair {
  readonly folded: Term;
  readonly plain: Term;
}

const raw = (operator: Term["operator"], width: number, list: readonly Term[], low = 0) =>
  intern(operator, width, { arguments: list, low });

const leaf = (width: number): fc.Arbitrary<Pair> =>
  fc
    .oneof(
      fc.constantFrom(...["x", "y"].map((name) => build.symbol(`${name}${width}`, width))),
      fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n }).map((n) => build.constant(n, width)),
      fc.constantFrom(...[0, 1, 4, 0xff, -1].map((n) => build.constant(n, width))),
    )
    .map((term) => ({ folded: term, plain: term }));

/** Terms of 8, 16 and 32 bits, as deep as `depth`. */
export function pairOf(width: number, depth: number): fc.Arbitrary<Pair> {
  if (depth === 0) return leaf(width);
  const inner = pairOf(width, depth - 1);
  const other = width === 32 ? 16 : 32;
  const binary = fc.tuple(fc.constantFrom(...ARITHMETIC), inner, inner).map(([operator, a, b]) => ({
    folded: build.binary(operator, a.folded, b.folded),
    plain: raw(operator, width, [a.plain, b.plain]),
  }));
  const choice = fc
    .tuple(fc.constantFrom(...COMPARISONS), inner, inner, inner, inner)
    .map(([operator, a, b, c, d]) => ({
      folded: build.ite(build.compared(operator, a.folded, b.folded), c.folded, d.folded),
      plain: raw("ite", width, [raw(operator, 0, [a.plain, b.plain]), c.plain, d.plain]),
    }));
  const resized = pairOf(other, depth - 1).chain((a) =>
    fc.nat(16).map((low) => resize(a, width, low)),
  );
  const joined = fc.tuple(pairOf(8, depth - 1), pairOf(8, depth - 1)).map(([a, b]) => {
    const folded = build.concat(a.folded, b.folded);
    const plain = raw("concat", 16, [a.plain, b.plain]);
    return resize({ folded, plain }, width, 0);
  });
  return fc.oneof(leaf(width), binary, binary, choice, resized, joined);
}

function resize({ folded, plain }: Pair, width: number, low: number): Pair {
  if (folded.width === width) return { folded, plain };
  if (folded.width > width) {
    const at = Math.min(low, folded.width - width);
    return {
      folded: build.extract(folded, at, width),
      plain: raw("extract", width, [plain], at),
    };
  }
  return low % 2 === 0
    ? { folded: build.zeroExtend(folded, width), plain: raw("zero_extend", width, [plain]) }
    : { folded: build.signExtend(folded, width), plain: raw("sign_extend", width, [plain]) };
}
