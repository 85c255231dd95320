/**
 * What each reader of a state makes of it, found by looking only at what the reader itself looked at.
 *
 * A reader is a pure function of the state. Most look at one or two components and are done (MSI is
 * disabled: nothing happens), some at many, and what one looks at next depends on what it found so far.
 * So its looks are the paths of a tree, which grows when a reader is asked about something new.
 */
import { grownInts } from "./arrays.js";
import type { Answered, Read } from "./ask.js";
import { type Chunk, chunksOf, digitsOf, type Numbering } from "./numbering.js";

/** Asks a reader about a state whose components it reads: a number from 1 on, what it makes of it. */
export type Ask = (reader: number, read: Read) => Pick<Answered<number>, "answer" | "looks">;

/** A state's number is taken apart in chunks of neighbouring components, of about so many values. */
const CHUNK = 256;

/** Neighbouring components of the state. */
interface FlatChunk extends Chunk {
  /** By value of the chunk, then by component: the component's value. */
  readonly digits: Int32Array;
}

/** Looks up, for one state after another, what each reader makes of it. */
export class DecisionTrees {
  /** By reader: what it makes of the state last located. */
  readonly located: Int32Array;
  /** By component: its value in the state last located. */
  readonly digits: Int32Array;
  private readonly chunks: readonly FlatChunk[];
  /** By reader: the root of its tree, coded as a child. */
  private readonly roots: Int32Array;
  /**
   * The inner nodes: the component to look at, and a child for each value it can have. A child is 0 if
   * nothing is known, the position of a node, or what the reader makes of it, negated.
   */
  private cells: Int32Array = new Int32Array(1024);
  /** Position 0 is no node. */
  private cellCount = 1;

  /**
   * @param readers - how many.
   * @param ask - called when a reader meets what it has not looked at before.
   */
  constructor(
    private readonly numbering: Numbering,
    readers: number,
    private readonly ask: Ask,
  ) {
    this.located = new Int32Array(readers);
    this.roots = new Int32Array(readers);
    this.digits = new Int32Array(numbering.radices.length);
    this.chunks = chunksOf(numbering, CHUNK).map((chunk) => {
      const radices = numbering.radices.slice(chunk.first, chunk.first + chunk.width);
      const rows = Array.from({ length: chunk.size }, (_, value) => digitsOf(radices, value));
      return { ...chunk, digits: Int32Array.from(rows.flat()) };
    });
  }

  /** Sets `digits` and `located` for the state at `states[at]`. */
  locate(states: Float64Array, at: number): void {
    this.takeApart(states, at);
    const { roots, located, digits } = this;
    for (let reader = 0; reader < located.length; reader++) {
      const { cells } = this;
      let child = roots[reader] ?? 0;
      while (child > 0) {
        const value = digits[cells[child] ?? 0] ?? 0;
        child = cells[child + 1 + value] ?? 0;
      }
      located[reader] = child === 0 ? this.learn(reader) : -child;
    }
  }

  private takeApart(states: Float64Array, at: number): void {
    const { chunks, digits: all } = this;
    let rest = states[at] ?? 0;
    for (let c = 0; c < chunks.length; c++) {
      const chunk = chunks[c];
      if (chunk === undefined) continue;
      const { stride, first, width, digits } = chunk;
      const value = Math.floor(rest / stride);
      rest -= value * stride;
      const row = value * width;
      for (let d = 0; d < width; d++) all[first + d] = digits[row + d] ?? 0;
    }
  }

  /** Asks a reader about the state in hand, and remembers by what it looked at. */
  private learn(reader: number): number {
    const { answer, looks } = this.ask(reader, (component) => this.digits[component] ?? 0);
    this.remember(reader, looks.keys(), answer);
    return answer;
  }

  private remember(reader: number, looks: Iterable<number>, answer: number): void {
    let child = this.roots[reader] ?? 0;
    let attach = (to: number) => {
      this.roots[reader] = to;
    };
    for (const component of looks) {
      if (child === 0) {
        child = this.addNode(component);
        attach(child);
      }
      if (child < 0 || this.cells[child] !== component) throw new DifferentLooksError(reader);
      const place = child + 1 + (this.digits[component] ?? 0);
      child = this.cells[place] ?? 0;
      attach = (to) => {
        this.cells[place] = to;
      };
    }
    if (child !== 0) throw new DifferentLooksError(reader);
    attach(-answer);
  }

  private addNode(component: number): number {
    const node = this.cellCount;
    this.cellCount += 1 + (this.numbering.radices[component] ?? 0);
    this.cells = grownInts(this.cells, this.cellCount);
    this.cells[node] = component;
    return node;
  }
}

/** A reader that found the same values went on to look at something else than before. */
export class DifferentLooksError extends Error {
  override readonly name = "DifferentLooksError";

  /** @param reader - its position. */
  constructor(readonly reader: number) {
    super("a function of the model looked at other values than when it was asked before");
  }
}
