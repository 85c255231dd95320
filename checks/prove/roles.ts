/**
 * Why one number for each role is enough: under named conditions the handler's two comparisons come out for every
 * choice of numbers as for those of model/world/values.ts. Without any one of the conditions they do not.
 */
import { isGuestAddress, isGuestData } from "../../model/quirks/as-posted/handler.js";
import { DOMAINS, USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { concrete, type GuestValue, viewOf } from "../../model/world/values.js";
import type { Program } from "./handler/evaluate.js";
import { comparisonsOf } from "./handler/handler.js";
import type { Query } from "./query.js";
import {
  and,
  binary,
  compared,
  constant,
  equal,
  extract,
  FALSE,
  not,
  or,
  symbol,
  truth,
  zeroExtend,
} from "./terms/build.js";
import { substitute } from "./terms/substitute.js";
import type { Term } from "./terms/term.js";

/** Allocations a run can have: 1 to 32 asked for, doubled where the count grows. */
const ALLOCATIONS = [1, 2, 4, 8, 16, 32, 64];
/** The largest of them: a word less its low bits is one of so many. */
const MOST = 64;
const NO_OFFSET = constant(0, 32);
const OFFSET = symbol("vector_offset", 32);
const OFFSETS = Array.from({ length: MOST + 1 }, (_, k) => k);

/** What the roles' numbers are, in place of those of values.ts: any. */
const address = (name: string) => symbol(`${name}_address`, 32);
const GUEST_ADDRESS = address("guest");
const GUEST_DATA = symbol("guest_data", 16);
const HOST_DATA = symbol("host_data", 16);
const OLD_DATA = symbol("old_data", 16);
const FOREIGN_DATA = symbol("foreign_data", 16);
const HOST_HIGH = symbol("host_high", 32);
const OTHER = symbol("other", 32);

const wide = (term: Term) => zeroExtend(term, 32);

/** The guest's high word of each kind that the world has; none of 0. */
const HIGH_KINDS = DOMAINS.guestHigh.filter((kind) => kind !== "zero");
const highOf = (kind: string) => symbol(`guest_high_${kind.replaceAll("-", "_")}`, 32);

/** A state as far as it says what the roles' numbers are. */
type State = Pick<
  WorldState,
  "capability" | "guestHigh" | "hostHigh" | "guestBase" | "hostBase" | "pair"
>;

export const STATES: readonly State[] = DOMAINS.capability.flatMap((capability) =>
  DOMAINS.guestHigh.flatMap((guestHigh) =>
    DOMAINS.hostHigh.flatMap((hostHigh) =>
      DOMAINS.guestBase.flatMap((guestBase) =>
        DOMAINS.hostBase.flatMap((hostBase) =>
          DOMAINS.pair.map((pair) => ({
            capability,
            guestHigh,
            hostHigh,
            guestBase,
            hostBase,
            pair,
          })),
        ),
      ),
    ),
  ),
);

/** What a guest writes, by kind: with a vector's offset or without. */
export const WRITTEN = [
  "address",
  "old-address",
  "foreign-address",
  "data",
  "old-data",
  "foreign-data",
  "high-word",
  "pair-address",
  "pair-high",
  "pair-data",
  "zero",
  "other",
] as const;
type Written = (typeof WRITTEN)[number];

/** The offsets of a kind: 0 to one beyond the largest allocation; only 0 of a kind that has none. */
function offsetsOf(kind: Written): readonly number[] {
  return kind === "data" || kind === "pair-data" ? OFFSETS : [0];
}

function guestValue(kind: Written, offset: number): GuestValue {
  return kind === "data" || kind === "pair-data" ? `${kind}+${offset}` : kind;
}

/**
 * `concrete` of values.ts with symbols for its numbers, 32 bits: a test holds the two together.
 * @param offset the vector's, 32 bits; of a kind that has none it is not looked at
 */
export function symbolic(kind: Written, state: State, offset: Term): Term {
  const isProgrammed = state.pair === "programmed";
  const zero = constant(0, 32);
  switch (kind) {
    case "address":
      return isProgrammed ? GUEST_ADDRESS : zero;
    case "data":
      return binary("bvadd", guestBase(state), offset);
    case "pair-data":
      return binary("bvadd", base(HOST_DATA, state.hostBase), offset);
    case "high-word":
      return isProgrammed && state.guestHigh !== "zero" ? highOf(state.guestHigh) : zero;
    case "pair-high":
      return state.hostHigh === "set" ? HOST_HIGH : zero;
    case "pair-address":
      return address("host");
    case "old-address":
      return address("old");
    case "foreign-address":
      return address("foreign");
    case "old-data":
      return wide(OLD_DATA);
    case "foreign-data":
      return wide(FOREIGN_DATA);
    case "zero":
      return zero;
    case "other":
      return OTHER;
  }
}

function base(word: Term, kind: "aligned" | "unaligned"): Term {
  return binary("bvadd", wide(word), constant(kind === "aligned" ? 0 : 1, 32));
}

function guestBase({ pair, guestBase: kind }: State): Term {
  return pair === "zero" ? constant(0, 32) : base(GUEST_DATA, kind);
}

/** The 16-bit word at + 8: data, or bits 47:32 of the address. */
function word8(state: State): Term {
  const word =
    state.capability === "64-bit" ? symbolic("high-word", state, NO_OFFSET) : guestBase(state);
  return extract(word, 0, 16);
}

/** The numbers of values.ts, by the symbols that stand for them. */
export function numbersOfValues(): ReadonlyMap<Term, bigint> {
  const state = {
    ...USUAL_STATE,
    pair: "programmed",
    hostHigh: "set",
    capability: "64-bit",
  } as const;
  const of = (value: GuestValue) => concrete(value, state);
  return new Map([
    [GUEST_ADDRESS, of("address")],
    [address("old"), of("old-address")],
    [address("foreign"), of("foreign-address")],
    [address("host"), of("pair-address")],
    [GUEST_DATA, of("data+0")],
    [HOST_DATA, of("pair-data+0")],
    [OLD_DATA, of("old-data")],
    [FOREIGN_DATA, of("foreign-data")],
    [HOST_HIGH, of("pair-high")],
    [OTHER, of("other")],
    ...HIGH_KINDS.map((guestHigh) => {
      return [highOf(guestHigh), concrete("high-word", { ...state, guestHigh })] as const;
    }),
  ]);
}

export interface Condition {
  readonly id: string;
  readonly claim: string;
  readonly holds: Term;
  /** What is written where a comparison comes out otherwise without it. */
  readonly shownBy: string;
}

/** Without its low six bits: what the widest mask leaves. */
function masked(term: Term): Term {
  return binary("bvand", term, constant(-MOST, term.width));
}

const differ = (a: Term, b: Term) => not(equal(a, b));

/** 128 or more lie between them: no data word of one, with any vector's offset, is one of the other's. */
function apart(a: Term, b: Term): Term {
  const distance = binary("bvadd", binary("bvsub", a, b), constant(2 * MOST - 1, 32));
  return compared("bvult", constant(2 * (2 * MOST - 1), 32), distance);
}

/** What is none of the guest's current pair, by what is written of it. */
const STRANGERS: readonly (readonly [kind: string, what: string, term: Term])[] = [
  ["old-address", "an address of an earlier pair", address("old")],
  ["foreign-address", "an address of another domain", address("foreign")],
  ["pair-address", "the host's address", address("host")],
  ["pair-high", "the host's high word", HOST_HIGH],
  ["old-data", "data of an earlier pair", wide(OLD_DATA)],
  ["foreign-data", "data of another domain", wide(FOREIGN_DATA)],
  ["other", "a value of nobody", OTHER],
];

/** Named, each needed. */
export function conditions(): readonly Condition[] {
  const [guest, host] = [wide(GUEST_DATA), wide(HOST_DATA)];
  return [
    {
      id: "guest-address-large",
      claim: "the guest's address is 0x20000 or more: no data word",
      holds: compared("bvule", constant(0x20000, 32), GUEST_ADDRESS),
      shownBy: "data",
    },
    {
      id: "guest-data-aligned",
      claim: `the guest's base data, where it is aligned at all, is a multiple of ${MOST}`,
      holds: equal(masked(guest), guest),
      shownBy: "data",
    },
    {
      id: "guest-data-not-0",
      claim: "the guest's base data is not 0",
      holds: differ(guest, constant(0, 32)),
      shownBy: "zero",
    },
    {
      id: "host-data-apart",
      claim: "the host's base data is 128 or more away from the guest's",
      holds: apart(host, guest),
      shownBy: "pair-data",
    },
    {
      id: "host-data-not-small",
      claim: `the host's base data is ${MOST} or more: with nothing programmed, less counts as data`,
      holds: compared("bvule", constant(MOST, 32), host),
      shownBy: "pair-data",
    },
    ...STRANGERS.flatMap(strangerConditions),
    ...HIGH_KINDS.flatMap(highConditions),
  ];
}

function strangerConditions([kind, what, term]: (typeof STRANGERS)[number]): readonly Condition[] {
  const notAddress = {
    id: `${kind}-not-address`,
    claim: `${what} is not the guest's address`,
    holds: differ(term, GUEST_ADDRESS),
    shownBy: kind,
  };
  return [
    // A data word is none anyway: the guest's address is larger.
    ...(term.operator === "symbol" ? [notAddress] : []),
    {
      id: `${kind}-not-data`,
      claim: `${what}, without its low six bits, is not the guest's base data`,
      holds: differ(masked(term), wide(GUEST_DATA)),
      shownBy: kind,
    },
    {
      id: `${kind}-not-small`,
      claim: `${what} is ${MOST} or more: with nothing programmed, less counts as data`,
      holds: compared("bvule", constant(MOST, 32), term),
      shownBy: kind,
    },
  ];
}

/** By the kind of the guest's high word: what its low half, the word at + 8, makes of it. */
function highConditions(kind: string): readonly Condition[] {
  const high = highOf(kind);
  return kind === "low-half-zero" ? zeroHalfConditions(high) : halfConditions(kind, high);
}

function zeroHalfConditions(high: Term): readonly Condition[] {
  const condition = (id: string, claim: string, holds: Term): Condition => ({
    id: `high-low-half-zero-${id}`,
    claim,
    holds,
    shownBy: "high-word",
  });
  const low = extract(high, 0, 16);
  return [
    condition(
      "is",
      "the guest's high word of more than 16 bits has a low half of 0",
      equal(low, constant(0, 16)),
    ),
    condition(
      "not-0",
      "the guest's high word of more than 16 bits is not 0",
      differ(high, constant(0, 32)),
    ),
    condition(
      "not-address",
      "the guest's high word of more than 16 bits is not the guest's address",
      differ(high, GUEST_ADDRESS),
    ),
  ];
}

function halfConditions(kind: string, high: Term): readonly Condition[] {
  const apartFrom = (word: Term, what: string, shownBy: string): Condition => ({
    id: `high-${kind}-apart-from-${shownBy}`,
    claim: `the guest's high word of 16 bits is 128 or more away from ${what}`,
    holds: apart(high, wide(word)),
    shownBy,
  });
  return [
    {
      id: `high-${kind}-fits`,
      claim: "the guest's high word of 16 bits has no more: the word at + 8 is all of it",
      holds: compared("bvult", high, constant(0x10000, 32)),
      shownBy: "high-word",
    },
    ...(kind === "aligned" ? alignedConditions(high) : [oddCondition(high)]),
    apartFrom(GUEST_DATA, "the guest's base data", "data"),
    apartFrom(HOST_DATA, "the host's base data", "pair-data"),
    ...STRANGERS.map(([stranger, what, term]) => ({
      id: `${stranger}-not-high-${kind}`,
      claim: `${what} is not the guest's high word of 16 bits, each without its low six bits`,
      holds: differ(masked(term), masked(high)),
      shownBy: stranger,
    })),
  ];
}

function oddCondition(high: Term): Condition {
  return {
    id: "high-unaligned-odd",
    claim: "the unaligned high word is odd: a mask of any width changes it",
    holds: equal(extract(high, 0, 1), constant(1, 1)),
    shownBy: "high-word",
  };
}

function alignedConditions(high: Term): readonly Condition[] {
  return [
    {
      id: "high-aligned-is",
      claim: `the aligned high word is a multiple of ${MOST}: no mask changes it`,
      holds: equal(masked(high), high),
      shownBy: "high-word",
    },
    {
      id: "high-aligned-not-0",
      claim: "the aligned high word is not 0",
      holds: differ(high, constant(0, 32)),
      shownBy: "zero",
    },
  ];
}

/** The questions: with all conditions every comparison is as with the numbers; without one, some is not. */
export function roleQueries(program: Program): readonly Query[] {
  const kind = "one number for each role";
  const all = conditions();
  const held = all.map(({ holds }) => holds);
  const compare = comparer(program);
  const mismatches = WRITTEN.map((name) => [name, mismatch(compare, name)] as const);
  const otherwise = new Map<string, Term>(mismatches);
  return [
    { kind, what: "the conditions can be met", asserted: held, expected: "sat" },
    ...mismatches.map(
      ([name, term]): Query => ({
        kind,
        what: `${name} compares as its number`,
        asserted: [...held, term],
        expected: "unsat",
      }),
    ),
    ...all.map(({ id, shownBy }): Query => {
      const others = all.flatMap((each) => (each.id === id ? [] : [each.holds]));
      const asserted = [...others, otherwise.get(shownBy) ?? FALSE];
      return { kind, what: `false without ${id}`, asserted, expected: "sat" };
    }),
  ];
}

/** Some comparison comes out otherwise than with the numbers. */
function mismatch(compare: Compare, kind: Written): Term {
  const differences = STATES.flatMap((state) =>
    ALLOCATIONS.map((count) => wrong(compare, kind, state, count)),
  );
  const last = constant(offsetsOf(kind).length - 1, 32);
  return and(compared("bvule", OFFSET, last), or(...new Set(differences)));
}

type Compare = (
  registers: { readonly address: Term; readonly word8: Term; readonly allocated: Term },
  written: Term,
) => { readonly isAddress: Term; readonly isData: Term };

/** The comparisons of handler.ts, evaluated once and then with what is compared put in place. */
function comparer(program: Program): Compare {
  const registers = {
    address: symbol("compared_address", 32),
    word8: symbol("compared_word8", 16),
    allocated: symbol("compared_allocated", 32),
  };
  const written = symbol("compared_value", 32);
  const made = comparisonsOf(program, registers, written);
  const known = new Map<string, ReturnType<Compare>>();
  return (given, value) => {
    const places = [
      [registers.address, given.address],
      [registers.word8, given.word8],
      [registers.allocated, given.allocated],
      [written, value],
    ] as const;
    const key = places.map(([, term]) => term.id).join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const inPlace = new Map<Term, Term>(places);
    const put = (term: Term) => substitute(term, (each) => inPlace.get(each));
    const result = { isAddress: put(made.isAddress), isData: put(made.isData) };
    known.set(key, result);
    return result;
  };
}

function wrong(compare: Compare, kind: Written, state: State, count: number): Term {
  const registers = {
    address: symbolic("address", state, NO_OFFSET),
    word8: word8(state),
    allocated: constant(count, 32),
  };
  const { isAddress, isData } = compare(registers, symbolic(kind, state, OFFSET));
  const world = { ...USUAL_STATE, ...state, vectors: "asked" } as const;
  const view = viewOf(world, count, false);
  const accesses = offsetsOf(kind).map((offset) => ({
    offset: 0,
    size: 4,
    value: concrete(guestValue(kind, offset), world),
  }));
  const same = and(
    equal(isAddress, isOneOf(accesses.map((access) => isGuestAddress(view, access)))),
    equal(isData, isOneOf(accesses.map((access) => isGuestData(view, access)))),
  );
  return not(same);
}

/** The offset is one of those for which it is true. */
function isOneOf(answers: readonly boolean[]): Term {
  if (answers.length === 1) return truth(answers[0] === true);
  const runs: Term[] = [];
  for (const [k, answer] of answers.entries()) {
    if (!answer || answers[k - 1] === true) continue;
    const end = answers.indexOf(false, k);
    const last = (end < 0 ? answers.length : end) - 1;
    runs.push(
      and(
        compared("bvule", constant(k, 32), OFFSET),
        compared("bvule", OFFSET, constant(last, 32)),
      ),
    );
  }
  return or(...runs);
}
