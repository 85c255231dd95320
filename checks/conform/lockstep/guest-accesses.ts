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
import { type CompiledQuirk, isTrap, type Trap } from "../compiled/compiled-quirk.js";
import { CONTROL, INPUT, OUTPUT } from "../compiled/records.js";
import type { Comparison } from "./comparison.js";
import { CONCRETISATIONS, type Concretisation, capabilityFor } from "./concretisations.js";
import { callEach, type Part } from "./each.js";
import type { Region } from "./reachable.js";
import { type Setting, settingOf } from "./step.js";
import { writeSetting } from "./transfer.js";
import { wordsOf } from "./window.js";

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
  readonly setting: Setting;
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

interface ReadOptions {
  /** Of the second of two devices. */
  readonly isSecond?: boolean;
  /** Not every word of the window. */
  readonly few?: boolean;
}

/**
 * The read callback: what the device answers is what the guest gets, and the cookie, if there is one, stays.
 */
export function compareReads(
  quirk: CompiledQuirk,
  windowBase: number,
  windowSize: number,
  { isSecond = false, few = false }: ReadOptions = {},
): Part & { readonly differences: readonly ReadDifference[] } {
  const reads = [...readsOf(windowSize), ...(few ? [] : everyWord(windowSize))];
  const differences: ReadDifference[] = [];
  const write = (words: Uint32Array, { offset, size, answer, cookie, setting }: ReadCall) => {
    words[INPUT.control] =
      CONTROL.reset |
      CONTROL.isRead |
      (isSecond ? CONTROL.second : 0) |
      (cookie === 0 ? 0 : CONTROL.setCookie);
    words[INPUT.cookie] = cookie;
    words[INPUT.size] = size;
    words[INPUT.offset] = offset;
    words[INPUT.value] = Number(answer & 0xffffffffn);
    words[INPUT.value + 1] = Number(answer >> 32n);
    writeSetting(words, 0, setting);
  };
  const onAnswer = (call: ReadCall, answer: Uint32Array | Trap) => {
    const c = isTrap(answer) ? answer : readAnswer(answer, windowBase, call.cookie);
    if (isTrap(c) || !isRight(c, call)) differences.push({ call, c });
  };
  const steps = callEach(quirk, reads, { write, onAnswer });
  return { steps, stopped: steps < reads.length, differences };
}

/** Each size at the window's ends; MSI enabled and not. */
function readsOf(windowSize: number): readonly ReadCall[] {
  return places(windowSize)
    .filter(({ offset, size }) => [1, 2, 4, 8].includes(size) && offset % size === 0)
    .flatMap((place) =>
      DEVICE_ANSWERS.flatMap((answer) =>
        [0, place.offset || 8].flatMap((cookie) =>
          readSettings().map((setting) => {
            return { ...place, cookie, answer: BigInt.asUintN(8 * place.size, answer), setting };
          }),
        ),
      ),
    );
}

/** While it is awaited. */
function everyWord(windowSize: number): readonly ReadCall[] {
  const [setting] = readSettings();
  return wordsOf(windowSize).map((offset) => {
    return { offset, size: 4, cookie: offset, answer: 0xfee00000n, setting };
  });
}

function readSettings(): readonly [Setting, Setting] {
  const [plain] = CONCRETISATIONS;
  if (plain === undefined) throw new Error("there is a concretisation");
  const of = (enabled: boolean) => settingOf(capabilityFor(plain, 4, enabled), plain.host);
  return [of(true), of(false)];
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
    more:
      word(OUTPUT.effects) + word(OUTPUT.traces) + word(OUTPUT.preads) > 0 ||
      word(OUTPUT.cookie) !== cookie,
  };
}
