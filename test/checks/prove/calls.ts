/** Random calls of the handler at full width, drawn so that every branch is met often. */
import fc from "fast-check";
import type { StepCall } from "../../../checks/conform/lockstep/step.js";
import { settingOf } from "../../../checks/conform/lockstep/step.js";

export type FullCall = StepCall & { readonly cookie: number };

const word = fc.nat(0xffff);
const long = fc.nat(0xffffffff);

const registers = fc.record({
  enabled: fc.constantFrom(1, 1, 1, 0),
  size: fc.nat(7),
  other: fc.constantFrom(0, 0x8a, 0x0a),
  address: fc.oneof(long, fc.constantFrom(0, 8, 0xfee00000, 0xffffffff)),
  word8: fc.oneof(
    word,
    word.map((value) => value & 0xff80),
    word.map((value) => value & 0xff80),
    fc.constantFrom(0, 0xffff),
  ),
  word10: word,
  word12: word,
  host: long,
  hostWord8: word,
  readFails: fc.constantFrom(false, false, true),
});

const access = fc.record({
  offset: fc.oneof(
    fc.nat(0x3ffff).map((value) => value & ~3),
    fc.nat(0x3ffff),
    fc.maxSafeNat().map((value) => value % (2 ** 53 - 8)),
  ),
  size: fc.constantFrom(4, 4, 4, 4, 4, 1, 2, 8),
  /** What is written: an address, data, the same with an upper bit, or anything. */
  kind: fc.constantFrom("address", "data", "data", "data", "wide", "any", "any32"),
  vector: fc.oneof(fc.nat(127), fc.nat(3)),
  any: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  bit: fc.nat(63),
  awaited: fc.constantFrom("here", "here", "none", "elsewhere"),
  elsewhere: long,
});

/** Of a capability with all of its registers, whatever they are. */
export const fullCall: fc.Arbitrary<FullCall> = fc
  .tuple(registers, access)
  .map(([capability, given]) => {
    const { address, word8, word10, word12, host, hostWord8, readFails } = capability;
    const flags = capability.enabled | (capability.size << 4) | capability.other;
    const words = [0x05, flags, address & 0xffff, address >>> 16, word8, word10, word12];
    const bytes = words.flatMap((each) => [each & 0xff, each >>> 8]);
    const layout = {
      is64Bit: (flags & 0x80) !== 0,
      hasPerVectorMask: true,
      maximumVectors: 32,
    };
    const physical = { addressLow: host, word8: hostWord8 };
    const setting = settingOf({ layout, bytes }, physical, readFails);
    const { offset, size } = given;
    const here = offset % 2 ** 32;
    const cookie = { here, none: 0, elsewhere: given.elsewhere }[given.awaited];
    return { setting, access: { offset, size, value: valueFor(given, address, word8) }, cookie };
  });

interface Given {
  readonly kind: string;
  readonly vector: number;
  readonly any: bigint;
  readonly bit: number;
}

function valueFor({ kind, vector, any, bit }: Given, address: number, word8: number): bigint {
  switch (kind) {
    case "address":
      return BigInt(address);
    case "data":
      return BigInt(word8) + BigInt(vector);
    case "wide":
      return BigInt(address) ^ (1n << BigInt(bit));
    case "any32":
      return any & 0xffffffffn;
    default:
      return any;
  }
}
