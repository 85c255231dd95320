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
import { BOOL, type Term } from "../terms/term.js";

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
  guestWord12: symbol("guest_word12", 16),
  hostAddress: symbol("host_address", 32),
  hostWord8: symbol("host_word8", 16),
  addressFails: symbol("address_read_fails", BOOL),
  word8Fails: symbol("word8_read_fails", BOOL),
} as const;

/** Both configuration spaces hold so many bytes. */
export const CONFIG_BYTES = 0x1000;

/** A byte of QEMU's copy at this pointer: an uninterpreted function. */
function configByte(pointer: Term): Term {
  return apply("config_byte", [pointer], 8);
}

/** Little-endian. */
export function configBytes(pointer: Term, bytes: number): Term {
  return joined(bytes, (i) => configByte(binary("bvadd", pointer, constant(i, 32))));
}

/** Bytes of the device's file at this offset of 64 bits, little-endian. */
export function fileBytes(offset: Term, bytes: number): Term {
  return joined(bytes, (i) => apply("file_byte", [binary("bvadd", offset, constant(i, 64))], 8));
}

/** Whether reading so many bytes there fails. The same read asked twice in one call fails twice. */
export function fileFails(offset: Term, bytes: number): Term {
  return apply("read_fails", [offset, constant(bytes, 32)], BOOL);
}

function joined(bytes: number, byteOf: (i: number) => Term): Term {
  return Array.from({ length: bytes }, (_, i) => byteOf(i)).reduce((low, high) =>
    concat(high, low),
  );
}

/** Where register `at` of the capability is in QEMU's copy, and in the device's file. */
function inConfig(at: number): Term {
  const start = binary("bvadd", INPUT.config, zeroExtend(INPUT.capability, 32));
  return binary("bvadd", start, constant(at, 32));
}

function inFile(at: number): Term {
  const start = binary("bvadd", INPUT.configOffset, zeroExtend(INPUT.capability, 64));
  return binary("bvadd", start, constant(at, 64));
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
    holds: [
      equal(VIEW.flags, configBytes(inConfig(2), 1)),
      equal(VIEW.guestAddress, configBytes(inConfig(4), 4)),
      equal(VIEW.guestWord8, configBytes(inConfig(8), 2)),
      equal(VIEW.guestWord12, configBytes(inConfig(12), 2)),
      equal(VIEW.hostAddress, fileBytes(inFile(4), 4)),
      equal(VIEW.hostWord8, fileBytes(inFile(8), 2)),
      equal(VIEW.addressFails, fileFails(inFile(4), 4)),
      equal(VIEW.word8Fails, fileFails(inFile(8), 2)),
    ],
  },
  {
    id: "config-in-memory",
    claim: "QEMU's copy of configuration space lies in memory: not at 0, not over its end",
    holds: [
      not(equal(INPUT.config, constant(0, 32))),
      compared("bvule", INPUT.config, constant(2 ** 32 - CONFIG_BYTES, 32)),
    ],
  },
  {
    id: "offset-exact",
    claim: "the offset is below 2^53 - 8, which a number of JavaScript holds exactly",
    holds: [compared("bvult", INPUT.offset, constant(2n ** 53n - 8n, 64))],
  },
] as const;
export type HypothesisId = (typeof HYPOTHESES)[number]["id"];

/** 1 or 0, as C's bool is returned. */
export function asBool(condition: Term): Term {
  return bit(condition, 32);
}

/** What `pread` leaves of bytes that were there. */
export function unlessFails(fails: Term, read: Term, before: Term): Term {
  return ite(fails, before, read);
}
