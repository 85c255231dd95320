/** Calls into the sandbox's memory, and answers out of it. */
import type { CompiledQuirk, Trap } from "../compiled/compiled-quirk.js";
import {
  CONTROL,
  effectsOf,
  INPUT,
  OUTPUT,
  STEP_INPUT_WORDS,
  STEP_OUTPUT_WORDS,
} from "../compiled/records.js";
import type { CAnswer, Setting, StepCall } from "./step.js";

/** Physical registers that the model's handler does not look at. */
const UNRELATED = 0xa5a5a5a5;
/** No trace point has this number. */
const NO_TRACE = 0xffffffff;

/** What the C answers to each call of a sequence from the fresh state; after a trap there is no more. */
export function answersOf(
  quirk: CompiledQuirk,
  calls: readonly StepCall[],
): readonly (CAnswer | Trap)[] {
  for (const [i, call] of calls.entries()) {
    writeInput(quirk.inputs, i * STEP_INPUT_WORDS, call, i === 0);
  }
  const stop = quirk.run(0, calls.length);
  const answered = calls.slice(0, stop?.at);
  const answers = answered.map((_, i) => readOutput(quirk.outputs, i * STEP_OUTPUT_WORDS));
  return stop === undefined ? answers : [...answers, stop.trap];
}

/**
 * Writes a call into the batch's inputs, its first word at `at`.
 * @param reset in a fresh state; else in that which the call before left
 */
export function writeInput(words: Uint32Array, at: number, call: StepCall, reset: boolean): void {
  const { setting, access, cookie, isSecond = false } = call;
  const { value, offset } = access;
  words[at + INPUT.control] =
    (reset ? CONTROL.reset : 0) |
    (cookie !== undefined && cookie !== 0 ? CONTROL.setCookie : 0) |
    (setting.readFails ? CONTROL.readFails : 0) |
    (isSecond ? CONTROL.second : 0);
  words[at + INPUT.size] = access.size;
  words[at + INPUT.value] = Number(value & 0xffffffffn);
  words[at + INPUT.value + 1] = Number(value >> 32n);
  words[at + INPUT.offset] = offset >>> 0;
  words[at + INPUT.offset + 1] = Math.floor(offset / 2 ** 32);
  words[at + INPUT.cookie] = cookie ?? 0;
  writeSetting(words, at, setting);
}

/** The registers of both capabilities. */
export function writeSetting(words: Uint32Array, at: number, setting: Setting): void {
  words[at + INPUT.guestAddress] = setting.guestAddress;
  words[at + INPUT.flagsAndWord8] = setting.flagsAndWord8;
  words[at + INPUT.physicalWord8] = setting.physical.word8;
  words[at + INPUT.physicalAddress] = setting.physical.addressLow;
  words[at + INPUT.guestUpper] = setting.guestUpper;
  words[at + INPUT.physicalUpper] = UNRELATED;
}

/** Reads an answer out of the batch's outputs, its first word at `at`. */
export function readOutput(words: Uint32Array, at: number): CAnswer {
  const word = (field: number) => words[at + field] ?? 0;
  const long = (field: number) => BigInt(word(field)) + (BigInt(word(field + 1)) << 32n);
  return {
    writes: word(OUTPUT.writes),
    reads: word(OUTPUT.reads),
    address: long(OUTPUT.address),
    size: word(OUTPUT.size),
    value: long(OUTPUT.value),
    cookie: word(OUTPUT.cookie),
    traces: word(OUTPUT.traces),
    tracePoint: word(OUTPUT.traces) === 0 ? NO_TRACE : word(OUTPUT.tracePoint),
    traceArguments: [
      long(OUTPUT.traceArguments),
      long(OUTPUT.traceArguments + 2),
      long(OUTPUT.traceArguments + 4),
    ],
    preads: word(OUTPUT.preads),
    preadAt: (word(OUTPUT.preadPlace) << 0) >> 16,
    preadSize: word(OUTPUT.preadPlace) & 0xffff,
    effects: effectsOf(word(OUTPUT.effects)),
  };
}
