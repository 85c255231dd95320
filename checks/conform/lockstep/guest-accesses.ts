/** Accesses of a guest to the trapped window, through the memory core's rules, those of the C and the model's. */
import {
  type AccessRules,
  dispatchWrite,
  type WriteAccess,
} from "../../../model/qemu/memory-core.js";
import {
  type Cookie,
  readHandler,
  TRAPPED_WINDOW_ACCESS,
} from "../../../model/quirks/as-posted/handler.js";
import type { CompiledQuirk, Trap } from "../compiled/compiled-quirk.js";
import {
  CONTROL,
  INPUT,
  OUTPUT,
  STEP_INPUT_WORDS,
  STEP_OUTPUT_WORDS,
} from "../compiled/records.js";
import type { Comparison } from "./comparison.js";
import { CONCRETISATIONS, type Concretisation, capabilityFor } from "./concretisations.js";
import type { Region } from "./reachable.js";
import { type Setting, settingOf } from "./step.js";

/** Every offset and size within three 8-byte words, and at the window's end. */
function places(windowSize: number): readonly Omit<WriteAccess, "value">[] {
  const offsets = [...Array(24).keys(), ...[8, 6, 4, 2, 1].map((back) => windowSize - back)];
  return offsets.flatMap((offset) =>
    [1, 2, 3, 4, 5, 6, 7, 8]
      .filter((size) => offset + size <= windowSize)
      .map((size) => ({ offset, size })),
  );
}

/** The pieces that an access is cut into: the calls of each; null of one that is rejected. */
export type Dispatched = readonly {
  readonly size: number;
  readonly calls: readonly { readonly offset: number; readonly size: number }[] | null;
}[];

/** A guest access that the two sets of rules cut, reject or split differently. */
interface RulesDifference {
  readonly offset: number;
  readonly size: number;
  readonly c: Dispatched;
  readonly model: Dispatched;
}

/** One for each way in which they differ; none if the rules come to the same. */
export function compareRules(rules: AccessRules, windowSize: number): readonly RulesDifference[] {
  const found = new Map<string, RulesDifference>();
  for (const place of places(windowSize)) {
    const [c, model] = [dispatched(rules, place), dispatched(TRAPPED_WINDOW_ACCESS, place)];
    if (JSON.stringify(c) === JSON.stringify(model)) continue;
    const key = JSON.stringify([place.size, sizesOf(c), sizesOf(model)]);
    if (!found.has(key)) found.set(key, { ...place, c, model });
  }
  return [...found.values()];
}

function dispatched(rules: AccessRules, place: Omit<WriteAccess, "value">): Dispatched {
  return dispatchWrite(rules, { ...place, value: 0n }).map(({ piece, rejected, calls }) => ({
    size: piece.size,
    calls: rejected ? null : calls.map(({ offset, size }) => ({ offset, size })),
  }));
}

function sizesOf(pieces: Dispatched): readonly (number | readonly number[])[] {
  return pieces.map(({ size, calls }) => calls?.map((call) => call.size) ?? size);
}

/** Writes as a guest makes them: the calls that come of each, one after the other, after a slot's address. */
export function compareGuestWrites(
  comparison: Comparison,
  { rules, size: windowSize }: Region,
  concretisations: readonly Concretisation[],
): void {
  for (const concretisation of concretisations) {
    const setting = settingOf(capabilityFor(concretisation, 4, true), concretisation.host);
    for (const value of guestValues(setting)) {
      for (const { offset, size } of places(windowSize)) {
        const access = { offset, size, value: BigInt.asUintN(8 * size, value) };
        const calls = dispatchWrite(rules, access).flatMap((dispatch) => dispatch.calls);
        if (calls.length === 0) continue;
        const address = { offset: 0, size: 4, value: BigInt(setting.view.guestAddressLow) };
        comparison.sequence(calls.map((call) => ({ setting, access: call })));
        comparison.sequence(
          [address, ...calls, ...calls].map((call) => ({ setting, access: call })),
        );
      }
    }
  }
  comparison.flush();
}

/** Address and data in either half of 8 bytes. */
function guestValues({ view }: Setting): readonly bigint[] {
  const address = BigInt(view.guestAddressLow);
  const data = BigInt(view.guestWord8 + 1);
  return [
    address,
    data,
    (address << 32n) | data,
    (data << 32n) | address,
    (address << 32n) | address,
  ];
}

/** A call of the read callback, and what the device answers to it. */
export interface ReadCall extends Omit<WriteAccess, "value"> {
  readonly cookie: Cookie;
  readonly answer: bigint;
}

/** What the C did in it. */
export interface ReadAnswer {
  readonly value: bigint;
  /** Reads of the device; what follows is of the first. */
  readonly reads: number;
  /** Bytes from the start of the window. */
  readonly offset: bigint;
  readonly size: number;
  /** It did something else as well. */
  readonly more: boolean;
}

interface ReadDifference {
  readonly call: ReadCall;
  readonly c: ReadAnswer | Trap;
}

const DEVICE_ANSWERS = [
  0n,
  1n,
  0xfee00000n,
  0xfee01004n,
  0x80000000n,
  0xffffffffn,
  (1n << 64n) - 1n,
];

/** The read callback: what the device answers is what the guest gets, and the cookie, if there is one, stays. */
export function compareReads(
  quirk: CompiledQuirk,
  windowBase: number,
  windowSize: number,
): { readonly steps: number; readonly differences: readonly ReadDifference[] } {
  const [plain] = CONCRETISATIONS;
  if (plain === undefined) throw new Error("there is a concretisation");
  const { flagsAndWord8, guestAddress, physical } = settingOf(
    capabilityFor(plain, 4, true),
    plain.host,
  );
  const reads = places(windowSize)
    .filter(({ offset, size }) => [1, 2, 4, 8].includes(size) && offset % size === 0)
    .flatMap((place) =>
      DEVICE_ANSWERS.flatMap((answer) =>
        [0, place.offset || 8].map((cookie) => ({
          ...place,
          cookie,
          answer: BigInt.asUintN(8 * place.size, answer),
        })),
      ),
    );
  for (const [i, { offset, size, answer, cookie }] of reads.entries()) {
    const words = quirk.inputs.subarray(i * STEP_INPUT_WORDS, (i + 1) * STEP_INPUT_WORDS);
    words.fill(0);
    words[INPUT.control] = CONTROL.reset | CONTROL.isRead | (cookie === 0 ? 0 : CONTROL.setCookie);
    words[INPUT.cookie] = cookie;
    words[INPUT.size] = size;
    words[INPUT.offset] = offset;
    words[INPUT.value] = Number(answer & 0xffffffffn);
    words[INPUT.value + 1] = Number(answer >> 32n);
    words[INPUT.guestAddress] = guestAddress;
    words[INPUT.flagsAndWord8] = flagsAndWord8;
    words[INPUT.physicalWord8] = physical.word8;
    words[INPUT.physicalAddress] = physical.addressLow;
  }
  return { steps: reads.length, differences: runReads(quirk, reads, windowBase) };
}

function runReads(
  quirk: CompiledQuirk,
  reads: readonly ReadCall[],
  windowBase: number,
): readonly ReadDifference[] {
  const differences: ReadDifference[] = [];
  let first = 0;
  while (first < reads.length && differences.length < 64 && !quirk.endless) {
    const stop = quirk.run(first, reads.length);
    const last = stop?.at ?? reads.length;
    for (let i = first; i < last; i++) {
      const call = reads[i] as ReadCall;
      const words = quirk.outputs.subarray(i * STEP_OUTPUT_WORDS);
      const c = readAnswer(words, windowBase, call.cookie);
      if (!isRight(c, call)) differences.push({ call, c });
    }
    if (stop !== undefined) differences.push({ call: reads[last] as ReadCall, c: stop.trap });
    first = last + 1;
  }
  return differences;
}

function isRight(c: ReadAnswer, { offset, size, answer }: ReadCall): boolean {
  const once = c.reads === 1 && c.offset === BigInt(offset) && c.size === size && !c.more;
  return once && c.value === readHandler(answer);
}

function readAnswer(words: Uint32Array, windowBase: number, cookie: Cookie): ReadAnswer {
  const word = (at: number) => words[at] ?? 0;
  const long = (at: number) => BigInt(word(at)) + (BigInt(word(at + 1)) << 32n);
  return {
    value: long(OUTPUT.value),
    reads: word(OUTPUT.reads),
    offset: long(OUTPUT.address) - BigInt(windowBase),
    size: word(OUTPUT.size),
    more: word(OUTPUT.effects) + word(OUTPUT.traces) > 0 || word(OUTPUT.cookie) !== cookie,
  };
}
