/** The tables hold what a model's functions said once; this asks again. */
import { askMove, askObservation } from "./ask.js";
import type { CompiledModel } from "./compile.js";
import { decode } from "./numbering.js";

/** What a function of the model said, and where. */
interface Twice {
  /** Name of the move or observation. */
  readonly reader: string;
  /** What it read, as text: `cookie=none, slot=free`. */
  readonly values: string;
  /** Its answer when it was first asked, as JSON. */
  readonly first: string;
  /** Its answer when asked again, as JSON. */
  readonly again: string;
}

/** A function of the model gave two answers for the same values. */
export class ImpureModelError extends Error {
  override readonly name = "ImpureModelError";
  readonly reader: string;
  readonly values: string;
  readonly first: string;
  readonly again: string;

  constructor({ reader, values, first, again }: Twice) {
    super(
      `${reader} is not a pure function of what it reads: asked about (${values}) it said ${first}, ` +
        `and then ${again}; it may depend on a clock, on randomness or on what it was asked before`,
    );
    this.reader = reader;
    this.values = values;
    this.first = first;
    this.again = again;
  }
}

/**
 * Asks every move and observation again about a state, and compares with the tables.
 *
 * @throws ImpureModelError at the first difference.
 */
export function recheckState(compiled: CompiledModel, state: number): void {
  const { model, numbering, moves, entries, observations, remarks } = compiled;
  const digits = decode(numbering, state);
  const read = (component: number) => digits[component] ?? 0;
  moves.locate(Float64Array.of(state), 0);
  for (const [position, move] of model.moves.entries()) {
    const effects = entries[moves.located[position] ?? 0]?.effects ?? [];
    const { answer, lookedAt } = askMove(model, move, read);
    const first = JSON.stringify(effects.map(({ outcome }) => outcome));
    const again = JSON.stringify(answer);
    requireSame({ reader: move.name, values: lookedAt(), first, again });
  }
  observations.locate(Float64Array.of(state), 0);
  for (const [position, observation] of model.observations.entries()) {
    const first = remarks[observations.located[position] ?? 0]?.text ?? "";
    const { answer, lookedAt } = askObservation(model, observation, read);
    const again = JSON.stringify(answer);
    requireSame({ reader: observation.name, values: lookedAt(), first, again });
  }
}

function requireSame(twice: Twice): void {
  if (twice.first !== twice.again) throw new ImpureModelError(twice);
}
