/** Where an execution stands: one path through the code, with the conditions under which it is taken. */
import { NotKnown } from "../errors.js";
import { known, not, TRUE } from "../terms/build.js";
import type { Term } from "../terms/term.js";
import type { Instruction } from "./body.js";
import type { Memory } from "./memory.js";

/** Where a branch to a label leads. */
interface Label {
  readonly place: number;
  /** Operands it takes along, and how many lie below them. */
  readonly arity: number;
  readonly height: number;
  readonly isLoop: boolean;
}

interface Frame {
  readonly name: string;
  readonly instructions: readonly Instruction[];
  place: number;
  readonly locals: Term[];
  labels: Label[];
}

/** `Note` is whatever the functions outside note of themselves. */
export class State<Note> {
  readonly operands: Term[];
  readonly frames: Frame[];
  readonly conditions: Set<Term>;
  readonly notes: Note[];
  readonly globals: (Term | undefined)[];
  readonly memory: Memory;

  constructor(from: {
    readonly memory: Memory;
    readonly globals: readonly (Term | undefined)[];
    readonly operands?: readonly Term[];
    readonly frames?: readonly Frame[];
    readonly conditions?: Iterable<Term>;
    readonly notes?: readonly Note[];
  }) {
    this.memory = from.memory.clone();
    this.globals = [...from.globals];
    this.operands = [...(from.operands ?? [])];
    this.frames = (from.frames ?? []).map((frame) => ({
      ...frame,
      locals: [...frame.locals],
      labels: [...frame.labels],
    }));
    this.conditions = new Set(from.conditions);
    this.notes = [...(from.notes ?? [])];
  }

  clone(): State<Note> {
    return new State(this);
  }

  get frame(): Frame {
    const frame = this.frames.at(-1);
    if (frame === undefined) throw new RangeError("nothing is executed");
    return frame;
  }

  pop(): Term {
    const operand = this.operands.pop();
    if (operand === undefined) throw new RangeError("an operand is missing");
    return operand;
  }

  take(count: number): readonly Term[] {
    return count === 0 ? [] : this.operands.splice(-count);
  }

  /** True, false, or undefined where both can be: as far as constants and the conditions so far tell. */
  decide(condition: Term): boolean | undefined {
    const value = known(condition);
    if (value !== undefined) return value === 1n;
    if (this.conditions.has(condition)) return true;
    return this.conditions.has(not(condition)) ? false : undefined;
  }

  assume(condition: Term): void {
    if (condition !== TRUE) this.conditions.add(condition);
  }

  /** A forward branch. @throws NotKnown for one back to the start of a loop */
  branch(depth: number): void {
    const { frame } = this;
    const label = frame.labels.at(-1 - depth);
    if (label === undefined) throw new RangeError("a branch to no label");
    if (label.isLoop) throw new NotKnown("a loop is gone through again");
    const results = this.take(label.arity);
    this.operands.splice(label.height);
    this.operands.push(...results);
    frame.labels.splice(frame.labels.length - 1 - depth);
    frame.place = label.place;
  }
}
