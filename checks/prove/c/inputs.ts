/**
 * What one call of the handler is given and looks at, as terms: any values at all, but for the hypotheses, each
 * of which has a name.
 */
import {
  apply,
  binary,
  bit,
  compared,
  concat,
  constant,
  equal,
  extract,
  ite,
  not,
  symbol,
  zeroExtend,
} from "../terms/build.js";
import { BOOL, inOrder, type Term } from "../terms/term.js";

/** The handler's own arguments, its cookie, and the device's values. Pointers are 32 bits wide here. */
export const INPUT = {
  data: symbol("data", 64),
  offset: symbol("offset", 64),
  size: symbol("size", 32),
  cookie: symbol("cookie", 32),
  /** Pointer to QEMU's copy of configuration space; offset of the MSI capability in it. */
  config: symbol("config", 32),
  capability: symbol("capability", 8),
  /** File of the device, and where configuration space begins in it. */
  fd: symbol("fd", 32),
  configOffset: symbol("config_offset", 64),
  name: symbol("name", 32),
} as const;

/** Registers by name, so that a counterexample says them. */
export const VIEW = {
  /** Low byte of the flags of QEMU's copy: bit 0 enables, bits 6:4 are QSIZE, bit 7 is the 64-bit layout. */
  flags: symbol("flags", 8),
  guestAddress: symbol("guest_address", 32),
  guestWord8: symbol("guest_word8", 16),
  guestWord10: symbol("guest_word10", 16),
  guestWord12: symbol("guest_word12", 16),
  hostAddress: symbol("host_address", 32),
  hostWord8: symbol("host_word8", 16),
  hostWord10: symbol("host_word10", 16),
  hostWord12: symbol("host_word12", 16),
  addressFails: symbol("address_read_fails", BOOL),
  word8Fails: symbol("word8_read_fails", BOOL),
} as const;

/** Both configuration spaces hold so many bytes. */
export const CONFIG_BYTES = 0x1000;

/** Where register `at` of the capability is in QEMU's copy, and in the device's file. */
export function inConfig(at: number): Term {
  const start = binary("bvadd", INPUT.config, zeroExtend(INPUT.capability, 32));
  return binary("bvadd", start, constant(at, 32));
}

function inFile(at: number): Term {
  const start = binary("bvadd", INPUT.configOffset, zeroExtend(INPUT.capability, 64));
  return binary("bvadd", start, constant(at, 64));
}

/** The registers of both capabilities that have a name, by the offset in it (PCI 3.0, section 6.8.1). */
const GUEST_REGISTERS = [
  [2, VIEW.flags],
  [4, VIEW.guestAddress],
  [8, VIEW.guestWord8],
  [10, VIEW.guestWord10],
  [12, VIEW.guestWord12],
] as const;
const HOST_REGISTERS = [
  [4, VIEW.hostAddress],
  [8, VIEW.hostWord8],
  [10, VIEW.hostWord10],
  [12, VIEW.hostWord12],
] as const;
const HOST_READS = [
  [4, 4, VIEW.addressFails],
  [8, 2, VIEW.word8Fails],
] as const;

/** Places of the registers' bytes, by the function that gives a byte. */
export const REGISTER_PLACES: ReadonlyMap<string, readonly Term[]> = new Map([
  ["config_byte", placesOf(GUEST_REGISTERS, inConfig)],
  ["file_byte", placesOf(HOST_REGISTERS, inFile)],
]);

function placesOf(
  registers: readonly (readonly [at: number, register: Term])[],
  placeOf: (at: number) => Term,
): readonly Term[] {
  return registers.flatMap(([at, { width }]) =>
    Array.from({ length: width / 8 }, (_, i) => placeOf(at + i)),
  );
}

/** The byte of a register at this place; undefined where it is none, or not plainly one. */
function registerByte(
  registers: readonly (readonly [at: number, register: Term])[],
  isAt: (offset: number) => boolean,
): Term | undefined {
  for (const [at, register] of registers) {
    for (let i = 0; i < register.width / 8; i++) {
      if (isAt(at + i)) return extract(register, 8 * i, 8);
    }
  }
  return undefined;
}

/**
 * A byte of QEMU's copy at this pointer: an uninterpreted function of it, which the registers' names stand for
 * where the pointer is plainly theirs.
 */
function configByte(pointer: Term): Term {
  const named = registerByte(GUEST_REGISTERS, (at) => inConfig(at) === pointer);
  return named ?? apply("config_byte", [pointer], 8);
}

/** The same of the device's file. */
function fileByte(offset: Term): Term {
  const named = registerByte(HOST_REGISTERS, (at) => inFile(at) === offset);
  return named ?? apply("file_byte", [offset], 8);
}

/** Little-endian. */
export function configBytes(pointer: Term, bytes: number): Term {
  return joined(bytes, (i) => configByte(binary("bvadd", pointer, constant(i, 32))));
}

/** Bytes of the device's file at this offset of 64 bits, little-endian. */
export function fileBytes(offset: Term, bytes: number): Term {
  return joined(bytes, (i) => fileByte(binary("bvadd", offset, constant(i, 64))));
}

/** Whether reading so many bytes there fails. The same read asked twice in one call fails twice. */
export function fileFails(offset: Term, bytes: number): Term {
  const named = HOST_READS.find(([at, count]) => count === bytes && inFile(at) === offset);
  return named?.[2] ?? apply("read_fails", [offset, constant(bytes, 32)], BOOL);
}

function joined(bytes: number, byteOf: (i: number) => Term): Term {
  return Array.from({ length: bytes }, (_, i) => byteOf(i)).reduce((low, high) =>
    concat(high, low),
  );
}

/** The uninterpreted functions are, at a register's place, the register. */
function registersNamed(): readonly Term[] {
  const bytes = (registers: readonly (readonly [number, Term])[], nameOf: (at: number) => Term) =>
    registers.flatMap(([at, register]) =>
      Array.from({ length: register.width / 8 }, (_, i) =>
        equal(nameOf(at + i), extract(register, 8 * i, 8)),
      ),
    );
  return [
    ...bytes(GUEST_REGISTERS, (at) => apply("config_byte", [inConfig(at)], 8)),
    ...bytes(HOST_REGISTERS, (at) => apply("file_byte", [inFile(at)], 8)),
    ...HOST_READS.map(([at, count, fails]) =>
      equal(apply("read_fails", [inFile(at), constant(count, 32)], BOOL), fails),
    ),
  ];
}

/** `msi_enabled`: bit 0 of the flags. */
export const ENABLED = equal(extract(VIEW.flags, 0, 1), constant(1, 1));
/** `msi_nr_vectors_allocated`: 2 to the power of QSIZE, 1 to 128. */
export const ALLOCATED = binary(
  "bvshl",
  constant(1, 32),
  zeroExtend(extract(VIEW.flags, 4, 3), 32),
);
export const IS_64_BIT = equal(extract(VIEW.flags, 7, 1), constant(1, 1));

/** What holds of every call, each with what it is for. */
export const HYPOTHESES = [
  {
    id: "registers-named",
    claim: "the registers are the bytes of the capability, by the PCI specification",
    about: ["config_byte", "file_byte", "read_fails"],
    holds: registersNamed(),
  },
  {
    id: "config-in-memory",
    claim: "QEMU's copy of configuration space lies in memory: not at 0, not over its end",
    about: ["config"],
    holds: [
      not(equal(INPUT.config, constant(0, 32))),
      compared("bvule", INPUT.config, constant(2 ** 32 - CONFIG_BYTES, 32)),
    ],
  },
  {
    id: "offset-exact",
    claim: "the offset is below 2^53 - 8, which a number of JavaScript holds exactly",
    about: ["offset"],
    holds: [compared("bvult", INPUT.offset, constant(2n ** 53n - 8n, 64))],
  },
] as const;

/**
 * These with every hypothesis that speaks of one of their symbols or functions, or of one of another such
 * hypothesis. One that does not would change no answer: it can be met whatever the others are.
 */
export function assuming(asserted: readonly Term[]): readonly Term[] {
  const left = new Set<(typeof HYPOTHESES)[number]>(HYPOTHESES);
  let all = asserted;
  for (;;) {
    const used = new Set(inOrder(all).map(({ name }) => name));
    const needed = [...left].filter(({ about }) => about.some((name) => used.has(name)));
    if (needed.length === 0) return all;
    for (const hypothesis of needed) left.delete(hypothesis);
    all = [...needed.flatMap(({ holds }) => holds), ...all];
  }
}

/** 1 or 0, as C's bool is returned. */
export function asBool(condition: Term): Term {
  return bit(condition, 32);
}

/** What `pread` leaves of bytes that were there. */
export function unlessFails(fails: Term, read: Term, before: Term): Term {
  return ite(fails, before, read);
}
