/**
 * The patch's C in the WebAssembly sandbox: probes and handler calls, many at a time. It gets nothing from
 * outside but the functions that stop it.
 */
import { PatchError } from "../source/errors.js";
import type { Coverage } from "./branches.js";
import { PROBE_FIELDS, type ProbeRecord, STEP_INPUT_WORDS, STEP_OUTPUT_WORDS } from "./records.js";
import { calledByNobody } from "./refused.js";
import { STOPS, Stopped, trapText, undefinedBehaviour } from "./trap.js";
import { SECONDS, type Watch } from "./watch.js";

/** What compiling a patch gives: everything that is needed to run it. */
export interface CompiledPatch {
  readonly wasm: Uint8Array;
  readonly form: "patch" | "C file";
  readonly functions: readonly string[];
  /** Trace points it calls, without `trace_`; the number of one is its place. */
  readonly tracePoints: readonly string[];
  /** Its variables: the number of one is its place. */
  readonly variables: readonly string[];
  readonly coverage: Coverage;
  /** Lines of the file given where it changes something else than the quirk. */
  readonly elsewhere: readonly number[];
  /** Told of each call; undefined: nobody waits for the end of one. */
  readonly watch?: Watch;
}

/** A call that did not come back. */
export interface Trap {
  /** Completes "the C ...". */
  readonly what: string;
  /** Of the last edge it took, in the file given; 0 if none is known. */
  readonly line: number;
}

/** Where the patch's C was seen to keep something from call to call, its cookie apart. */
export interface Kept {
  /** The quirk's structure, something else that it allocated, or one of `CompiledPatch.variables`. */
  readonly holder: "structure" | "allocation" | "variable";
  /** Number of the variable; else 0. */
  readonly variable: number;
  /** Of a 32-bit word, in bytes from the start of its holder. */
  readonly offset: number;
}
const HOLDERS = ["structure", "allocation", "variable"] as const;
const KEPT_WORDS = 3;

/** What a probe looks at; see ProbeInput of the model. */
export type ProbeCall = Pick<
  ProbeRecord,
  "bar" | "vendorId" | "deviceId" | "msiPresent" | "featureAccepted" | "otherQuirk" | "variant"
>;

type Exports = Readonly<Record<string, (...values: number[]) => number>>;

const PROBE_INPUTS = 7;
/** Probes in one call of the sandbox: `PROBES` in stand-in/qemu.c. */
export const PROBE_BATCH = 1024;

/** The C was ended from outside: where it was then, nobody knows. */
export const ENDLESS: Trap = {
  what: `does not end: more than ${SECONDS} seconds in one call`,
  line: 0,
};

export class CompiledQuirk {
  readonly patch: CompiledPatch;
  /** By guard number: 1 if it was ever passed. */
  readonly reached: Uint8Array;
  /** What it keeps beside its cookie, as far as `collect` was told. */
  readonly kept = new Map<string, Kept>();
  /** Steps in one batch. */
  readonly batch: number;
  readonly #module: WebAssembly.Module;
  #exports: Exports = {};
  #inputs: Uint32Array = new Uint32Array(0);
  #outputs: Uint32Array = new Uint32Array(0);
  #device: ProbeCall | undefined;
  #pair: readonly [ProbeCall, ProbeCall] | undefined;
  #endless: "probes" | "steps" | undefined;

  /** @throws PatchError if it calls a function that neither it nor the stand-in has, or its constructors do not come back */
  constructor(patch: CompiledPatch) {
    this.patch = patch;
    this.#module = loaded(() => new WebAssembly.Module(patch.wasm));
    this.reached = new Uint8Array(patch.coverage.lineOfGuard.length + 1);
    this.#instantiate();
    this.batch = this.call("most_steps");
  }

  /** Words of the batch's inputs, to be written before `run`. Another array after each trap. */
  get inputs(): Uint32Array {
    return this.#inputs;
  }

  /** Words of the batch's outputs, after `run`. */
  get outputs(): Uint32Array {
    return this.#outputs;
  }

  /** A call was met that does not end: no more is to be asked, since each such call has to be waited for. */
  get endless(): boolean {
    return this.#endless !== undefined;
  }

  /**
   * Probes each device on its own. A record is a trap where the call did not come back; after one that does not
   * end there is none.
   */
  probes(calls: readonly ProbeCall[]): readonly (ProbeRecord | Trap)[] {
    const results: (ProbeRecord | Trap)[] = [];
    for (let at = 0; at < calls.length && this.#endless !== "probes"; at += PROBE_BATCH) {
      results.push(...this.#probeBatch(calls.slice(at, at + PROBE_BATCH)));
    }
    return results;
  }

  /** Makes the device whose handler `run` calls. @returns what its probe did */
  attach(device: ProbeCall): ProbeRecord | Trap {
    this.#device = device;
    this.#pair = undefined;
    const [result = ENDLESS] = this.probes([device]);
    return result;
  }

  /**
   * Makes two devices, the second with the first in place; `run` calls the callbacks of either.
   * @returns what their probes did, or why one did not come back
   */
  attachPair(pair: readonly [ProbeCall, ProbeCall]): readonly [ProbeRecord, ProbeRecord] | Trap {
    this.#pair = pair;
    const records = this.#probe("run_pair", pair);
    if (isTrap(records)) return records;
    const [first = ENDLESS, second = ENDLESS] = records;
    if (isTrap(first)) return first;
    return isTrap(second) ? second : [first, second];
  }

  /**
   * Runs the batch's inputs from `first` to `last` - 1.
   * @returns undefined, or where it stopped and why. Then all state is fresh, the inputs are kept and the
   *   outputs before `at` are in `outputs`
   */
  run(first: number, last: number): { readonly at: number; readonly trap: Trap } | undefined {
    const endless = this.patch.watch?.begin("steps");
    try {
      this.call("run_steps", first, endless ?? last);
      this.patch.watch?.end();
      if (endless === undefined) return undefined;
      this.#endless = "steps";
      return { at: endless, trap: ENDLESS };
    } catch (error) {
      const trap = this.#trapOf(error);
      const at = this.call("steps_done");
      const { inputs, outputs } = { inputs: this.#inputs, outputs: this.#outputs };
      this.restart();
      this.#inputs.set(inputs);
      this.#outputs.set(outputs);
      return { at, trap };
    }
  }

  /** It was seen to keep something beside its cookie. */
  get keepsState(): boolean {
    return this.call("changed") > 0;
  }

  /** Notes which guards this instance passed, and what it kept. Guard 0 stands for those without a number. */
  collect(): void {
    const guards = Math.min(this.call("guards") + 1, this.reached.length);
    const words = this.words(this.call("reached"), guards).subarray(1);
    for (const [i, hit] of words.entries()) if (hit !== 0) this.reached[i + 1] = 1;
    const changes = this.words(this.call("changes"), this.call("changed") * KEPT_WORDS);
    for (let at = 0; at < changes.length; at += KEPT_WORDS) {
      this.kept.set(changes.subarray(at, at + KEPT_WORDS).join(), keptAt(changes, at));
    }
  }

  /** A `struct change` of the harness. */
  protected keptIn(address: number): Kept {
    return keptAt(this.words(address, KEPT_WORDS), 0);
  }

  #probeBatch(calls: readonly ProbeCall[]): readonly (ProbeRecord | Trap)[] {
    const records = this.#probe("run_probes", calls);
    if (!isTrap(records)) return records;
    return calls.length === 1 ? [records] : calls.flatMap((call) => this.#probeBatch([call]));
  }

  /** @returns of each what it did, as far as the first that does not end; or why one of them did not come back */
  #probe(
    name: "run_probes" | "run_pair",
    calls: readonly ProbeCall[],
  ): readonly (ProbeRecord | Trap)[] | Trap {
    const words = this.call("probe_size") / 4;
    const memory = this.words(this.call("probes"), words * PROBE_BATCH);
    memory.fill(0);
    for (const [i, call] of calls.entries()) {
      for (const [at, field] of PROBE_FIELDS.slice(0, PROBE_INPUTS).entries()) {
        memory[i * words + at] = call[field as keyof ProbeCall];
      }
    }
    const endless = this.patch.watch?.begin("probes");
    // Of a pair nothing is known then.
    if (endless !== undefined && name === "run_pair") {
      this.#endless = "probes";
      return ENDLESS;
    }
    try {
      this.call(name, endless ?? calls.length);
      this.patch.watch?.end();
    } catch (error) {
      const trap = this.#trapOf(error);
      this.#instantiate();
      return trap;
    }
    const records = calls
      .slice(0, endless)
      .map((_, i) => probeRecord(memory.subarray(i * words, (i + 1) * words)));
    if (endless === undefined) return records;
    this.#endless = "probes";
    return [...records, ENDLESS];
  }

  #trapOf(error: unknown): Trap {
    this.patch.watch?.end();
    const what = trapText(error);
    if (what === undefined) throw error;
    return { what, line: this.patch.coverage.lineOfGuard[this.call("last_guard")] ?? 0 };
  }

  protected restart(): void {
    this.#instantiate();
    if (this.#pair !== undefined) this.attachPair(this.#pair);
    else if (this.#device !== undefined) this.attach(this.#device);
  }

  /** What the C asks for in a call: see FollowedQuirk. */
  protected asked(): Record<string, (at: number) => number> {
    return { word: () => 0, register: () => 0, more_state: () => 0 };
  }

  #instantiate(): void {
    if (this.#exports.reached !== undefined) this.collect();
    const { watch } = this.patch;
    const imports = importsOf(this.#module, watch, this.asked());
    const instance = loaded(() => new WebAssembly.Instance(this.#module, imports));
    this.#exports = instance.exports as Exports;
    watch?.begin("constructors");
    this.#construct();
    watch?.end();
    const sizes = [this.call("input_size"), this.call("output_size"), this.call("probe_size")];
    const words = [STEP_INPUT_WORDS, STEP_OUTPUT_WORDS, PROBE_FIELDS.length];
    if (words.some((count, i) => sizes[i] !== 4 * count))
      throw new Error("records.ts is not qemu.c");
    const steps = this.call("most_steps");
    this.#inputs = this.words(this.call("inputs"), steps * STEP_INPUT_WORDS);
    this.#outputs = this.words(this.call("outputs"), steps * STEP_OUTPUT_WORDS);
  }

  /** @throws PatchError: without it nothing else can be called */
  #construct(): void {
    try {
      this.call("__wasm_call_ctors");
    } catch (error) {
      const { what, line } = this.#trapOf(error);
      throw new PatchError(`before anything is called, a constructor ${what}`, line || undefined);
    }
  }

  /** A function of the harness. */
  protected call(name: string, ...values: number[]): number {
    const entry = this.#exports[name];
    if (entry === undefined) throw new Error(`the harness has no ${name}`);
    return entry(...values);
  }

  protected words(address: number, count: number): Uint32Array {
    const memory = this.#exports.memory as unknown as WebAssembly.Memory;
    return new Uint32Array(memory.buffer, address, count);
  }
}

/** @param words three of them: a `struct change` of the harness */
function keptAt(words: Uint32Array, at: number): Kept {
  const [holder = 0, variable = 0, offset = 0] = words.subarray(at);
  return { holder: HOLDERS[holder] ?? "allocation", variable, offset: offset | 0 };
}

/** @throws PatchError where C asks for something that WebAssembly does not have here */
function loaded<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    const { CompileError, LinkError, RuntimeError } = WebAssembly;
    const isItsOwn = [CompileError, LinkError, RuntimeError].some((kind) => error instanceof kind);
    if (!isItsOwn) throw error;
    throw new PatchError(`cannot be loaded as WebAssembly: ${(error as Error).message}`);
  }
}

function probeRecord(words: Uint32Array): ProbeRecord {
  const record: Partial<Record<keyof ProbeRecord, number>> = {};
  for (const [at, field] of PROBE_FIELDS.entries()) record[field] = words[at] ?? 0;
  return record as ProbeRecord;
}

/** True for the result of a call that did not come back. */
export function isTrap(result: object): result is Trap {
  return "what" in result;
}

function importsOf(
  module: WebAssembly.Module,
  watch: Watch | undefined,
  asked: Record<string, CallableFunction>,
): Record<string, Record<string, CallableFunction>> {
  const checks: Record<string, CallableFunction> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (from === "quirkcheck") continue;
    if (!name.startsWith("__ubsan_handle_")) {
      throw new PatchError(calledByNobody(name));
    }
    checks[name] = () => {
      throw new Stopped(undefinedBehaviour(name));
    };
  }
  const stop = (why: number) => {
    throw new Stopped(STOPS[why] ?? `stops (${why})`);
  };
  const begin = (at: number) => watch?.step(at);
  return { env: checks, quirkcheck: { ...asked, stop, begin } };
}
