/**
 * QEMU's functions as the proof has them: configuration space and the device's file are uninterpreted functions
 * of the place, whatever is written to the device is noted, and what each is given is a goal of its own.
 *
 * Sources: as for the stand-in, docs/conformance.md; the two say the same.
 */
import { NotKnown } from "../errors.js";
import { binary, compared, constant, equal, known, symbol, zeroExtend } from "../terms/build.js";
import type { Term } from "../terms/term.js";
import type { Outside } from "../wasm/execute.js";
import type { State } from "../wasm/state.js";
import {
  ALLOCATED,
  asBool,
  CONFIG_BYTES,
  configBytes,
  ENABLED,
  fileBytes,
  fileFails,
  INPUT,
  unlessFails,
} from "./inputs.js";
import type { Places } from "./sandbox.js";

/** What a call of the handler did outside of it. */
export type Note =
  | {
      readonly kind: "write" | "read";
      readonly region: Term;
      readonly place: Term;
      /** 64 bits; of a read 0. */
      readonly value: Term;
      readonly size: Term;
    }
  | { readonly kind: "trace"; readonly point: number; readonly arguments: readonly Term[] }
  /** Has to be so where the function is called. */
  | { readonly kind: "requires"; readonly what: string; readonly holds: Term };

export type QemuFunction = Outside<Note>;
type Call = Parameters<QemuFunction>[0];

/** What `vfio_region_read` answers. */
export const DEVICE_ANSWER = symbol("answer", 64);

/** By name. @param places addresses that the functions have to be given */
export function qemuFunctions(places: Places): ReadonlyMap<string, QemuFunction> {
  return new Map<string, QemuFunction>([
    // Coverage, which `conform` compiles in: changes nothing that a handler sees.
    ["__sanitizer_cov_trace_pc_guard", () => []],
    // What a call looks at and writes, told to the harness: no handler sees that either.
    ["stand_in_load", () => []],
    ["stand_in_store", () => []],
    ["pci_get_byte", (call) => configLoad(call, 1)],
    ["pci_get_word", (call) => configLoad(call, 2)],
    ["pci_get_long", (call) => configLoad(call, 4)],
    ["pci_get_quad", (call) => configLoad(call, 8)],
    ["msi_present", (call) => ofDevice(call, places, constant(1, 32))],
    ["msi_enabled", (call) => ofDevice(call, places, asBool(ENABLED))],
    ["msi_nr_vectors_allocated", (call) => ofDevice(call, places, ALLOCATED)],
    ["pread", pread],
    ["vfio_region_write", regionWrite],
    ["vfio_region_read", regionRead],
    ["stand_in_trace", trace],
    ["stand_in_assertion_failed", () => ({ ends: "an assertion fails" })],
    ["quirkcheck.stop", () => ({ ends: "is stopped" })],
    ...["memcpy", "memmove"].map((name) => [name, copy] as const),
    ["memset", fill],
  ]);
}

function requires(state: State<Note>, what: string, holds: Term): void {
  state.notes.push({ kind: "requires", what, holds });
}

function configLoad({ arguments: [pointer], state }: Call, bytes: number): readonly Term[] {
  if (pointer === undefined) throw new NotKnown("a load of configuration space without a pointer");
  const inside = binary("bvsub", pointer, INPUT.config);
  const last = constant(CONFIG_BYTES - bytes, 32);
  requires(state, "the pointer is into configuration space", compared("bvule", inside, last));
  const loaded = configBytes(pointer, bytes);
  return [bytes === 8 ? loaded : zeroExtend(loaded, 32)];
}

function ofDevice({ arguments: [pointer], state }: Call, places: Places, answer: Term) {
  if (pointer === undefined) throw new NotKnown("a question about no device");
  const device = constant(places.pdev, 32);
  requires(state, "the pointer is the device's", equal(pointer, device));
  return [answer];
}

/** A constant argument. @throws NotKnown for another */
function number(term: Term | undefined, what: string): number {
  const value = term === undefined ? undefined : known(term);
  if (value === undefined) throw new NotKnown(`${what} that is not known`);
  return Number(value);
}

/** If it fails, -1 and the buffer as it was. A buffer that was never set then holds anything. */
function pread({ arguments: [fd, buffer, count, offset], state }: Call): readonly Term[] {
  if (fd === undefined || offset === undefined) throw new NotKnown("a pread of no file");
  const [to, bytes] = [number(buffer, "a pread to a buffer"), number(count, "a pread of a count")];
  if (bytes < 1 || bytes > 8 || !state.memory.has(to, bytes)) {
    throw new NotKnown(`a pread of ${bytes} bytes`);
  }
  requires(state, "the file is the device's", equal(fd, INPUT.fd));
  const inside = binary("bvsub", offset, INPUT.configOffset);
  const last = constant(CONFIG_BYTES - bytes, 64);
  requires(state, "what is read is configuration space", compared("bvule", inside, last));
  const fails = fileFails(offset, bytes);
  for (let i = 0; i < bytes; i++) {
    const before = state.memory.byteAt(to + i) ?? symbol(`unset_${state.notes.length}_${i}`, 8);
    const read = fileBytes(binary("bvadd", offset, constant(i, 64)), 1);
    state.memory.store(to + i, 1, unlessFails(fails, read, before));
  }
  return [unlessFails(fails, constant(bytes, 32), constant(-1, 32))];
}

function regionWrite({ arguments: list, state }: Call): readonly Term[] {
  const [region, place, value, size] = list as readonly [Term, Term, Term, Term];
  state.notes.push({ kind: "write", region, place, value, size });
  return [];
}

function regionRead({ arguments: list, state }: Call): readonly Term[] {
  const [region, place, size] = list as readonly [Term, Term, Term];
  state.notes.push({ kind: "read", region, place, value: constant(0, 64), size });
  return [DEVICE_ANSWER];
}

function trace({ arguments: [point, name, count, from], state }: Call): readonly Term[] {
  if (name === undefined) throw new NotKnown("a trace point without a name");
  requires(state, "the name told is the device's", equal(name, INPUT.name));
  const start = number(from, "arguments of a trace point");
  const length = number(count, "a trace point with a number of arguments");
  const list = Array.from({ length }, (_, i) => state.memory.load(start + 8 * i, 8));
  state.notes.push({ kind: "trace", point: number(point, "a trace point"), arguments: list });
  return [];
}

function copy({ arguments: list, state }: Call): readonly Term[] {
  const [to, from, length] = list.map((term) => number(term, "a copy")) as [number, number, number];
  if (!state.memory.has(to, length) || !state.memory.has(from, length)) {
    return throwOutside();
  }
  const bytes = Array.from({ length }, (_, i) => state.memory.load(from + i, 1));
  for (const [i, byte] of bytes.entries()) state.memory.store(to + i, 1, byte);
  return list.slice(0, 1);
}

function fill({ arguments: [to, byte, length], state }: Call): readonly Term[] {
  const [start, count] = [number(to, "a fill"), number(length, "a fill")];
  if (to === undefined || byte === undefined || !state.memory.has(start, count)) {
    return throwOutside();
  }
  for (let i = 0; i < count; i++) state.memory.store(start + i, 1, byte);
  return [to];
}

function throwOutside(): never {
  throw new NotKnown("memory is copied or filled outside of it");
}
