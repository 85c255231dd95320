/**
 * Executes a function of WebAssembly on terms: every path through it, each with the conditions under which it is
 * taken. Memory is at known addresses; whatever is not known ends it all.
 *
 * Source: WebAssembly Core Specification 2.0, section 4.4 (instructions).
 */
import { NotKnown } from "../errors.js";
import { and, constant, known, signExtend, zeroExtend } from "../terms/build.js";
import type { Term } from "../terms/term.js";
import type { Instruction } from "./body.js";
import { CONTROL, type Machine } from "./control.js";
import type { WasmFunction, WasmModule } from "./decode.js";
import type { Effect } from "./instructions.js";
import type { Memory } from "./memory.js";
import { operandsOf, operate } from "./operate.js";
import { State } from "./state.js";

/** What a function that is not executed does: its results, or why it does not come back. */
export type Outside<Note> = (call: {
  readonly arguments: readonly Term[];
  readonly state: State<Note>;
}) => readonly Term[] | { readonly ends: string };

export interface Surroundings<Note> {
  readonly module: WasmModule;
  /** Functions that are not executed, by name. */
  readonly outside: ReadonlyMap<string, Outside<Note>>;
  /** Which others may be executed, by name. */
  readonly inside: (name: string) => boolean;
}

export interface Path<Note> {
  /** When it is taken. */
  readonly condition: Term;
  readonly results: readonly Term[];
  /** Why it does not come back; undefined if it does. */
  readonly ends: string | undefined;
  readonly notes: readonly Note[];
  readonly memory: Memory;
}

const MOST_PATHS = 512;
const MOST_STEPS = 200_000;

/**
 * @param index of the function
 * @param list its arguments
 * @throws NotKnown for anything that is not known; then nothing is said of any path
 */
export function execute<Note>(
  surroundings: Surroundings<Note>,
  index: number,
  list: readonly Term[],
  memory: Memory,
): readonly Path<Note>[] {
  const globals = surroundings.module.globals.map((value) =>
    value === undefined ? undefined : constant(value, 32),
  );
  const start = new State<Note>({ memory, globals, operands: list });
  const execution = new Execution(surroundings);
  execution.enter(start, index);
  return execution.run(start);
}

class Execution<Note> implements Machine<Note> {
  readonly #waiting: State<Note>[] = [];
  readonly #paths: Path<Note>[] = [];
  readonly #stackPointer: number;
  #steps = 0;

  constructor(private readonly around: Surroundings<Note>) {
    this.#stackPointer = stackPointerOf(around.module);
  }

  run(start: State<Note>): readonly Path<Note>[] {
    this.#waiting.push(start);
    for (let state = this.#waiting.pop(); state !== undefined; state = this.#waiting.pop()) {
      while (state.frames.length > 0) this.#step(state);
    }
    return this.#paths;
  }

  wait(state: State<Note>): void {
    this.#waiting.push(state);
  }

  enter(state: State<Note>, index: number): void {
    const called = this.around.module.functions[index];
    if (called === undefined) throw new NotKnown("a call of no function");
    const { name, signature } = called;
    const list = state.take(signature.parameters.length);
    const outside = this.around.outside.get(name);
    if (outside === undefined) {
      this.#begin(state, called, list);
      return;
    }
    const answer = outside({ arguments: list, state });
    if ("ends" in answer) this.end(state, answer.ends);
    else state.operands.push(...answer);
  }

  enterAt(state: State<Note>, place: number): void {
    const index = this.around.module.table.get(place);
    if (index === undefined) throw new NotKnown("a pointer to no function");
    this.enter(state, index);
  }

  end(state: State<Note>, ends: string | undefined): void {
    if (this.#paths.length >= MOST_PATHS) throw new NotKnown(`more than ${MOST_PATHS} paths`);
    const { memory, notes } = state;
    const results = ends === undefined ? [...state.operands] : [];
    this.#paths.push({ condition: and(...state.conditions), results, ends, notes, memory });
    state.frames.length = 0;
  }

  #begin(state: State<Note>, { name, signature, body }: WasmFunction, list: readonly Term[]): void {
    if (body === undefined || !this.around.inside(name)) throw new NotKnown(`${name} is called`);
    const { instructions, locals } = body();
    const arity = signature.results.length;
    const place = instructions.length;
    const height = state.operands.length;
    state.frames.push({
      name,
      instructions,
      place: 0,
      locals: [...list, ...locals.map((width) => constant(0, width))],
      labels: [{ place, arity, height, isLoop: false }],
    });
  }

  #return(state: State<Note>): void {
    state.frames.pop();
    const pointer = state.globals[this.#stackPointer];
    const at = pointer === undefined ? undefined : known(pointer);
    if (at === undefined) throw new NotKnown("the stack pointer is not known");
    state.memory.forget(Number(at));
    if (state.frames.length === 0) this.end(state, undefined);
  }

  #step(state: State<Note>): void {
    const { frame } = state;
    if (++this.#steps > MOST_STEPS) throw new NotKnown(`more than ${MOST_STEPS} instructions`);
    const instruction = frame.instructions[frame.place++];
    if (instruction === undefined) {
      this.#return(state);
      return;
    }
    try {
      if (instruction.effect === undefined) this.#control(state, instruction);
      else this.#compute(state, instruction.effect, instruction.value);
    } catch (error) {
      if (!(error instanceof NotKnown) || error.where !== undefined) throw error;
      throw new NotKnown(error.message, frame.name);
    }
  }

  #control(state: State<Note>, instruction: Instruction): void {
    const control = CONTROL[instruction.name];
    if (control === undefined) throw new NotKnown(`the instruction ${instruction.name}`);
    control(state, instruction, this);
  }

  #compute(state: State<Note>, effect: Effect, offset: bigint): void {
    if (effect.kind === "load") {
      const { width, bytes, signed } = effect;
      const at = this.#address(state, offset, bytes);
      if (at === undefined) return;
      const loaded = state.memory.load(at, bytes);
      state.operands.push(signed ? signExtend(loaded, width) : zeroExtend(loaded, width));
    } else if (effect.kind === "store") {
      const stored = state.pop();
      const at = this.#address(state, offset, effect.bytes);
      if (at !== undefined) state.memory.store(at, effect.bytes, stored);
    } else {
      const operands = state.take(operandsOf(effect)) as readonly [Term, Term];
      state.operands.push(operate(effect, operands));
    }
  }

  /** Undefined if the access traps, which ends the path. */
  #address(state: State<Note>, offset: bigint, bytes: number): number | undefined {
    const base = known(state.pop());
    if (base === undefined) throw new NotKnown("memory at an address that is not known");
    const at = Number(base + offset);
    if (state.memory.has(at, bytes)) return at;
    this.end(state, "reads or writes outside of memory");
    return undefined;
  }
}

function stackPointerOf({ globalNames }: WasmModule): number {
  const [found] = [...globalNames].find(([, name]) => name === "__stack_pointer") ?? [];
  if (found === undefined) throw new NotKnown("a module without a stack pointer");
  return found;
}
