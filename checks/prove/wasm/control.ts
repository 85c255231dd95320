/**
 * Instructions that lead somewhere, or that touch local and global variables.
 *
 * Source: WebAssembly Core Specification 2.0, sections 4.4.5 (variables) and 4.4.8 (control).
 */
import { NotKnown } from "../errors.js";
import { constant, equal, ite, known, not } from "../terms/build.js";
import type { Term } from "../terms/term.js";
import type { Instruction } from "./body.js";
import type { State } from "./state.js";

/** What an instruction may do beyond its own state. */
export interface Machine<Note> {
  /** Calls a function by its index; its arguments are the topmost operands. */
  enter(state: State<Note>, index: number): void;
  /** Calls a function by its place in the table. */
  enterAt(state: State<Note>, place: number): void;
  /** The path is done. @param ends why it does not come back; undefined if it does */
  end(state: State<Note>, ends: string | undefined): void;
  /** Another path, to be gone later. */
  wait(state: State<Note>): void;
}

type Control = <Note>(state: State<Note>, instruction: Instruction, machine: Machine<Note>) => void;

/** By name. */
export const CONTROL: Readonly<Record<string, Control>> = {
  unreachable: (state, _, machine) => machine.end(state, "traps"),
  nop: () => undefined,
  block: open,
  loop: open,
  if: openIf,
  else: close,
  end: close,
  br: (state, { numbers }) => state.branch(first(numbers)),
  br_if: (state, { numbers }, machine) =>
    fork(state, machine, nonZero(state.pop()), (taken) => taken.branch(first(numbers))),
  br_table: table,
  return: (state) => state.branch(state.frame.labels.length - 1),
  call: (state, { numbers }, machine) => machine.enter(state, first(numbers)),
  call_indirect: (state, _, machine) => {
    const place = known(state.pop());
    if (place === undefined) throw new NotKnown("a function by a pointer that is not known");
    machine.enterAt(state, Number(place));
  },
  drop: (state) => {
    state.pop();
  },
  select: (state) => {
    const condition = nonZero(state.pop());
    const [a, b] = state.take(2) as readonly [Term, Term];
    state.operands.push(ite(condition, a, b));
  },
  "i32.const": (state, { value }) => {
    state.operands.push(constant(value, 32));
  },
  "i64.const": (state, { value }) => {
    state.operands.push(constant(value, 64));
  },
  "local.get": (state, { numbers }) => {
    state.operands.push(state.frame.locals[first(numbers)] as Term);
  },
  "local.set": (state, { numbers }) => {
    state.frame.locals[first(numbers)] = state.pop();
  },
  "local.tee": (state, { numbers }) => {
    state.frame.locals[first(numbers)] = state.operands.at(-1) as Term;
  },
  "global.get": (state, { numbers }) => {
    const found = state.globals[first(numbers)];
    if (found === undefined) throw new NotKnown("a global that is not known");
    state.operands.push(found);
  },
  "global.set": (state, { numbers }) => {
    state.globals[first(numbers)] = state.pop();
  },
};

function first([number = 0]: readonly number[]): number {
  return number;
}

/** WebAssembly's truth value as SMT-LIB's. */
function nonZero(value: Term): Term {
  return not(equal(value, constant(0, value.width)));
}

function open<Note>(state: State<Note>, { name, block, end }: Instruction): void {
  const isLoop = name === "loop";
  const { parameters = [], results = [] } = block ?? {};
  const arity = isLoop ? parameters.length : results.length;
  const height = state.operands.length - parameters.length;
  // A branch to the label passes the `end`, which closes it.
  state.frame.labels.push({ place: end + 1, arity, height, isLoop });
}

function openIf<Note>(state: State<Note>, instruction: Instruction, machine: Machine<Note>): void {
  const condition = nonZero(state.pop());
  open(state, instruction);
  const { otherwise, end } = instruction;
  fork(state, machine, not(condition), (skipped) => {
    if (otherwise === 0) skipped.frame.labels.pop();
    skipped.frame.place = (otherwise === 0 ? end : otherwise) + 1;
  });
}

/** `else` is met at the end of what comes before it, so both end the block; the last `end` the function. */
function close<Note>({ frame }: State<Note>): void {
  const label = frame.labels.pop();
  if (label !== undefined) frame.place = label.place;
}

function table<Note>(state: State<Note>, { numbers }: Instruction, machine: Machine<Note>): void {
  const index = state.pop();
  const last = numbers.length - 1;
  for (const [i, label] of numbers.slice(0, last).entries()) {
    const condition = equal(index, constant(i, 32));
    const decided = state.decide(condition);
    if (decided === true) {
      state.branch(label);
      return;
    }
    if (decided === false) continue;
    const taken = state.clone();
    taken.assume(condition);
    taken.branch(label);
    machine.wait(taken);
    state.assume(not(condition));
  }
  state.branch(numbers[last] as number);
}

/** Goes on both ways, or the one that can be. @param take what the state does if the condition holds */
function fork<Note>(
  state: State<Note>,
  machine: Machine<Note>,
  condition: Term,
  take: (state: State<Note>) => void,
): void {
  const decided = state.decide(condition);
  if (decided === false) return;
  if (decided === undefined) {
    const other = state.clone();
    other.assume(not(condition));
    machine.wait(other);
    state.assume(condition);
  }
  take(state);
}
