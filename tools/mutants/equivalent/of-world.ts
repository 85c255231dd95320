/** Of model/world/: values, writes and what is made of them. */
import type { EquivalentMutant } from "../findings.js";

const KEYS =
  "only a key by which equal ones are found: any number does that differs from the others'";
const COMPILER =
  "no other role has a value, and undefined is no number; the test is for the compiler";
const NO_COOKIE =
  "only cookie-discipline looks at it, which is not asked of a quirk without a cookie";
const SIZES = "sizes of accesses are 1, 2, 4 and 8 bytes";
const ANY_OTHER = "stands for any value that is not the address, and is compared with itself alone";

export const OF_WORLD: readonly EquivalentMutant[] = [
  {
    file: "model/world/contents.ts",
    source: 'return received.kind === "other" && isHostValue(received.value) ? "host" : "guest";',
    mutants: [["ConditionalExpression", "true"]],
    because: COMPILER,
  },
  {
    file: "model/world/contents.ts",
    source: 'return role.kind === "other" && role.value === 0n;',
    mutants: [["ConditionalExpression", "true"]],
    because: COMPILER,
  },
  {
    file: "model/world/values.ts",
    source: "const layout = { is64Bit, hasPerVectorMask: true, maximumVectors: 32 };",
    mutants: [["BooleanLiteral", "false"]],
    because: "the handler's view has nothing of the mask bits",
  },
  {
    file: "model/world/values.ts",
    source: "const high = is64Bit ? BigInt(GUEST_HIGH[state.guestHigh]) << 32n : 0n;",
    mutants: [["ConstantOffByOne", "1n"]],
    because: "the capability's address register has no bits 1:0",
  },
  {
    file: "model/world/world.ts",
    source: "if (Object.keys(terms.carriedBy).length === 0) return moves;",
    mutants: [
      ["ConditionalExpression", "false"],
      ["ConstantOffByOne", "-1"],
    ],
    because: "without it the same needs are made anew for each outcome: it saves time",
  },
  {
    file: "model/world/writer.ts",
    source: "let count = 0;",
    mutants: [
      ["ConstantOffByOne", "1"],
      ["ConstantOffByOne", "-1"],
    ],
    because: KEYS,
  },
  {
    file: "model/world/writer.ts",
    source: "id: count++,",
    mutants: [["UpdateOperator", "count--"]],
    because: KEYS,
  },
  {
    file: "model/world/writer.ts",
    source: "let number = 0;",
    mutants: [
      ["ConstantOffByOne", "1"],
      ["ConstantOffByOne", "-1"],
    ],
    because: KEYS,
  },
  {
    file: "model/world/writer.ts",
    source: "for (const id of needs) number += BITS.get(id) ?? 0;",
    mutants: [
      ["AssignmentOperator", "number -= BITS.get(id) ?? 0"],
      ["ConstantOffByOne", "1"],
      ["ConstantOffByOne", "-1"],
    ],
    because: `every assumption has its bit, so the 0 is for the compiler; and the sum is ${KEYS}`,
  },
  {
    file: "model/world/writes.ts",
    source: "const split = run.halves && seen && quirk.access.implemented.maximumSize < 8;",
    mutants: [["ConstantOffByOne", "7"]],
    because: SIZES,
  },
  {
    file: "model/world/writes.ts",
    source: 'const narrow = quirk.access.valid.minimumSize > 2 ? "rejected" : "partial";',
    mutants: [["ConstantOffByOne", "3"]],
    because: SIZES,
  },
  {
    file: "model/world/writes.ts",
    source: "cookieBefore: effects.cookie?.before ?? 0,",
    mutants: [
      ["ConstantOffByOne", "1"],
      ["ConstantOffByOne", "-1"],
    ],
    because: NO_COOKIE,
  },
  {
    file: "model/world/writes.ts",
    source: "cookieAfter: effects.cookie?.after ?? 0,",
    mutants: [
      ["ConstantOffByOne", "1"],
      ["ConstantOffByOne", "-1"],
    ],
    because: NO_COOKIE,
  },
  {
    file: "model/world/writes.ts",
    source: "{ value = 0n, replaced }: WriteEffects,",
    mutants: [
      ["ConstantOffByOne", "1n"],
      ["ConstantOffByOne", "-1n"],
    ],
    because:
      "no quirk says that it replaced what it does not write; the default is for the compiler",
  },
  {
    file: "model/world/writes.ts",
    source: "const UNSEEN: WriteEffects = { branch: NOT_TRAPPED, value: 0n, own: {} };",
    mutants: [
      ["ConstantOffByOne", "1n"],
      ["ConstantOffByOne", "-1n"],
    ],
    because: "where no quirk is called the guest's value goes on; this only says that one does",
  },
  {
    file: "model/world/writes.ts",
    source: "const OTHER_VALUE = 0x5a5a5a5a;",
    mutants: [
      ["ConstantOffByOne", "1515870811"],
      ["ConstantOffByOne", "1515870809"],
    ],
    because: ANY_OTHER,
  },
  {
    file: "model/world/writes.ts",
    source: ': { kind: "other", value: BigInt(OTHER_VALUE) };',
    mutants: [["ObjectLiteral", "{}"]],
    because: ANY_OTHER,
  },
  {
    file: "model/world/writes.ts",
    source: "for (const invariant of STEP_INVARIANTS) {",
    mutants: [
      [
        "BranchOrder",
        "{ const { id } = invariant; const conduct = isConduct(id); if (conduct && !isAsked(id, seen, effects)) continue; // Conduct is about values as the handler compares them, whatever becomes of its output. const step = conduct ? asCompared(call, { isAddress, replacement }) : call; if (!invariant.holds(step)) violates.push(id); if (invariant.concerns(step)) concerns.push(id); }",
      ],
    ],
    because: "what is violated and what is concerned are two lists",
  },
];
