/**
 * Calls of the C and of the model side by side, by the batch: the inputs go into the sandbox's memory, the
 * answers are compared there, and only a difference is made an object.
 */
import {
  type Cookie,
  type HandlerBranch,
  writeHandler,
} from "../../../model/quirks/as-posted/handler.js";
import type { CompiledQuirk, Trap } from "../compiled/compiled-quirk.js";
import { OUTPUT, STEP_INPUT_WORDS, STEP_OUTPUT_WORDS } from "../compiled/records.js";
import type { AnswerField, CAnswer, ModelAnswer, StepCall } from "./step.js";
import { readOutput, writeInput } from "./transfer.js";

/** Where two answers differ, and how it came to that. */
export interface StepDifference {
  readonly fields: readonly AnswerField[];
  readonly call: StepCall;
  readonly model: ModelAnswer;
  readonly c: CAnswer | Trap;
  /** The calls since the state was fresh, this one the last. */
  readonly sequence: readonly StepCall[];
}

export interface ComparisonOptions {
  readonly quirk: CompiledQuirk;
  /** Where the trapped window begins in BAR 0, in bytes. */
  readonly windowBase: number;
  /** The same of the second of two devices. */
  readonly secondBase?: number;
  /** Numbers of the trace points of the two replacements; -1 for one the C does not have. */
  readonly traceAddress: number;
  readonly traceData: number;
  /** Called for each difference, in order; what follows one in a sequence is passed over. */
  readonly onDifference: (difference: StepDifference) => void;
}

/** A call of one of two devices. */
export type PairCall = Pick<StepCall, "setting" | "access"> & { readonly isSecond: boolean };

/** A phase that met so many calls which did not come back goes no further: each costs a new sandbox. */
const MOST_TRAPS = 64;

export class Comparison {
  readonly #options: ComparisonOptions;
  readonly #calls: StepCall[] = [];
  readonly #answers: ModelAnswer[] = [];
  /** For each call of the batch, where in the batch its sequence began; negative: in an earlier one. */
  #sequence: StepCall[] = [];
  #sequenceOf: StepCall[][] = [];
  #lengths: number[] = [];
  #diverged: StepCall[] | undefined;
  #traps = 0;
  #steps = 0;

  constructor(options: ComparisonOptions) {
    this.#options = options;
  }

  /** Calls compared. */
  get steps(): number {
    return this.#steps;
  }

  /** Too many calls did not come back, or one does not end; `add` does nothing any more. */
  get stopped(): boolean {
    return this.#traps >= MOST_TRAPS || this.#options.quirk.endless;
  }

  /** A call in a fresh state that is given the cookie (0: as the probe leaves it). */
  single(call: StepCall & { readonly cookie: Cookie }): void {
    this.#begin();
    this.#add(call, true, writeHandler(call.setting.view, call.cookie, call.access));
  }

  /** The same, but another part of the model answers. */
  singleAs(call: StepCall & { readonly cookie: Cookie }, answer: ModelAnswer): void {
    this.#begin();
    this.#add(call, true, answer);
  }

  /** Calls one after the other from the fresh state. */
  sequence(calls: readonly Pick<StepCall, "setting" | "access">[]): void {
    this.#begin();
    let cookie: Cookie = 0;
    for (const [i, { setting, access }] of calls.entries()) {
      const answer = writeHandler(setting.view, cookie, access);
      cookie = answer.cookie;
      this.#add({ setting, access, cookie: undefined }, i === 0, answer);
    }
  }

  /** Calls of two devices one after the other, each with a cookie of its own. */
  pair(calls: readonly PairCall[]): void {
    this.#begin();
    const cookies: [Cookie, Cookie] = [0, 0];
    for (const [i, { setting, access, isSecond }] of calls.entries()) {
      const device = isSecond ? 1 : 0;
      const answer = writeHandler(setting.view, cookies[device], access);
      cookies[device] = answer.cookie;
      this.#add({ setting, access, isSecond, cookie: undefined }, i === 0, answer);
    }
  }

  /** Compares what is still waiting. To be called at the end. */
  flush(): void {
    const { quirk } = this.#options;
    const count = this.#calls.length;
    let first = 0;
    while (first < count && !this.stopped) {
      const stop = quirk.run(first, count);
      const last = stop?.at ?? count;
      for (let i = first; i < last; i++) this.#compare(i);
      first = stop === undefined ? count : this.#trapped(last, stop.trap);
    }
    this.#calls.length = 0;
    this.#answers.length = 0;
    this.#sequenceOf = [];
    this.#lengths = [];
  }

  #begin(): void {
    this.#sequence = [];
  }

  #add(call: StepCall, reset: boolean, answer: ModelAnswer): void {
    if (this.stopped) return;
    const at = this.#calls.length;
    this.#calls.push(call);
    this.#answers.push(answer);
    this.#sequence.push(call);
    this.#sequenceOf.push(this.#sequence);
    this.#lengths.push(this.#sequence.length);
    writeInput(this.#options.quirk.inputs, at * STEP_INPUT_WORDS, call, reset);
    if (at + 1 === this.#options.quirk.batch) this.flush();
  }

  #compare(i: number): void {
    const { quirk } = this.#options;
    const call = this.#calls[i] as StepCall;
    const answer = this.#answers[i] as ModelAnswer;
    this.#steps++;
    if (this.#isAsModel(quirk.outputs, i * STEP_OUTPUT_WORDS, call, answer)) return;
    const c = readOutput(quirk.outputs, i * STEP_OUTPUT_WORDS);
    this.#differ(i, this.#fieldsOf(c, call, answer), c);
  }

  /** The call at `i` did not come back. @returns where the next sequence begins */
  #trapped(i: number, trap: Trap): number {
    this.#steps++;
    this.#traps++;
    this.#differ(i, ["ends"], trap);
    const sequence = this.#sequenceOf[i];
    let next = i + 1;
    while (next < this.#calls.length && this.#sequenceOf[next] === sequence) next++;
    return next;
  }

  #differ(i: number, fields: readonly AnswerField[], c: CAnswer | Trap): void {
    const sequence = this.#sequenceOf[i] as StepCall[];
    if (this.#diverged === sequence) return;
    this.#diverged = sequence;
    this.#options.onDifference({
      fields,
      call: this.#calls[i] as StepCall,
      model: this.#answers[i] as ModelAnswer,
      c,
      sequence: sequence.slice(0, this.#lengths[i]),
    });
  }

  /** The quick test; `#fieldsOf` says the same at leisure. */
  #isAsModel(words: Uint32Array, at: number, call: StepCall, answer: ModelAnswer): boolean {
    const { access } = call;
    const address = access.offset + this.#baseOf(call);
    const low = Number(answer.value & 0xffffffffn);
    const high = Number(answer.value >> 32n);
    return (
      words[at + OUTPUT.writes] === 1 &&
      words[at + OUTPUT.effects] === 0 &&
      words[at + OUTPUT.value] === low &&
      words[at + OUTPUT.value + 1] === high &&
      words[at + OUTPUT.cookie] === answer.cookie &&
      words[at + OUTPUT.size] === access.size &&
      words[at + OUTPUT.address] === address >>> 0 &&
      words[at + OUTPUT.address + 1] === Math.floor(address / 2 ** 32) &&
      words[at + OUTPUT.preads] === (PREADS[answer.branch] === 0 ? 0 : 1) &&
      words[at + OUTPUT.preadPlace] === PREADS[answer.branch] &&
      this.#isTraceAsModel(words, at, address, { access, answer, low })
    );
  }

  #isTraceAsModel(
    words: Uint32Array,
    at: number,
    address: number,
    step: {
      readonly access: StepCall["access"];
      readonly answer: ModelAnswer;
      readonly low: number;
    },
  ): boolean {
    const { branch } = step.answer;
    if (branch === "pass" || branch === "data-mismatch") return words[at + OUTPUT.traces] === 0;
    const traces = at + OUTPUT.traceArguments;
    const { value } = step.access;
    return (
      words[at + OUTPUT.traces] === 1 &&
      words[at + OUTPUT.tracePoint] === this.#tracePoint(branch) &&
      words[traces] === address >>> 0 &&
      words[traces + 1] === Math.floor(address / 2 ** 32) &&
      words[traces + 2] === Number(value & 0xffffffffn) &&
      words[traces + 3] === Number(value >> 32n) &&
      words[traces + 4] === step.low &&
      words[traces + 5] === 0
    );
  }

  #baseOf({ isSecond = false }: StepCall): number {
    const { windowBase, secondBase = windowBase } = this.#options;
    return isSecond ? secondBase : windowBase;
  }

  #tracePoint(branch: "replace-address" | "replace-data"): number {
    const { traceAddress, traceData } = this.#options;
    return (branch === "replace-address" ? traceAddress : traceData) >>> 0;
  }

  #fieldsOf(c: CAnswer, call: StepCall, answer: ModelAnswer): readonly AnswerField[] {
    const address = BigInt(call.access.offset + this.#baseOf(call));
    return [
      ...deviceFields(c, call, { address, value: answer.value }),
      ...(c.cookie === answer.cookie ? [] : (["cookie"] as const)),
      ...(this.#isTold(c, call, { address, answer }) ? [] : (["trace"] as const)),
      ...(isRead(c, answer) ? [] : (["preads"] as const)),
      ...(c.effects.length === 0 ? [] : (["effects"] as const)),
    ];
  }

  #isTold(
    c: CAnswer,
    { access }: StepCall,
    { address, answer }: { readonly address: bigint; readonly answer: ModelAnswer },
  ): boolean {
    const { branch } = answer;
    if (branch === "pass" || branch === "data-mismatch") return c.traces === 0;
    const told = [address, access.value, BigInt.asUintN(32, answer.value)];
    return (
      !c.effects.includes("trace_name") &&
      c.traces === 1 &&
      c.tracePoint === this.#tracePoint(branch) &&
      told.every((value, i) => c.traceArguments[i] === value)
    );
  }
}

/**
 * What the model looks at of the physical registers by what it does, as `pread_place`: 4 bytes of the address,
 * 2 of the word at + 8. Reading others, or again, is something that it does not do.
 */
const PREADS: Readonly<Record<HandlerBranch, number>> = {
  "replace-address": (4 << 16) | 4,
  "replace-data": (8 << 16) | 2,
  "data-mismatch": 0,
  pass: 0,
};

function isRead({ preads, preadAt, preadSize }: CAnswer, { branch }: ModelAnswer): boolean {
  const expected = PREADS[branch];
  if (expected === 0) return preads === 0;
  return preads === 1 && preadAt === expected >> 16 && preadSize === (expected & 0xffff);
}

function deviceFields(
  c: CAnswer,
  { access }: StepCall,
  { address, value }: { readonly address: bigint; readonly value: bigint },
): readonly AnswerField[] {
  if (c.writes !== 1) return ["writes"];
  const differs = {
    address: c.address !== address,
    size: c.size !== access.size,
    value: c.value !== value,
  };
  return (["address", "size", "value"] as const).filter((field) => differs[field]);
}
