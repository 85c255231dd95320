/** Every engine on every model, some times over, the counts held against each other. */

import {
  type EngineName,
  enginesFor,
  type Measured,
  type Patience,
  prepare,
  prepareClock,
  type Workplace,
} from "./engines.js";
import { type BenchModel, nameOf } from "./models.js";
import type { BenchEngine, BenchReport, BenchResult } from "./report.js";
import { type Counts, stationsCounts } from "./stations.js";

export interface BenchOptions {
  readonly models: readonly BenchModel[];
  /** Runs of each engine on each model. */
  readonly runs: number;
  readonly patience: Patience;
  /** An empty folder for what is built. */
  readonly folder: string;
  /** Told what is being run. */
  readonly tell: (text: string) => void;
}

/** An engine that has run so long on a model is not run on it again: its start no longer counts. */
const ENOUGH_SECONDS = 20;

/** Engines that do not count the same on a model: their rates mean nothing. */
export class CountsDifferError extends Error {
  override readonly name = "CountsDifferError";
}

/**
 * @throws UsageError if spin or a C compiler is missing.
 * @throws CountsDifferError if two engines, or an engine and the count on paper, differ.
 */
export async function benchAll(options: BenchOptions): Promise<BenchReport> {
  await prepareClock(options.folder);
  const models: BenchResult[] = [];
  for (const model of options.models) {
    const smaller = models.filter((_, at) => options.models[at]?.kind === model.kind).at(-1);
    models.push(await benchModel(model, options, smaller));
  }
  return { models };
}

/** @param smaller - the result of the next smaller model of the kind, if there is one. */
async function benchModel(
  model: BenchModel,
  options: BenchOptions,
  smaller: BenchResult | undefined,
): Promise<BenchResult> {
  const name = nameOf(model);
  const engines: BenchEngine[] = [];
  let known: Counts | undefined =
    model.kind === "stations" ? stationsCounts(model.stations) : undefined;
  for (const engine of enginesFor(model)) {
    options.tell(`${name}: ${engine}`);
    const tooMuch = neededTooMuch(engine, known, smaller, options.patience);
    if (tooMuch !== undefined) {
      options.tell(`${name}: ${engine} would need more than ${tooMuch}`);
      continue;
    }
    const runs = await runsOf(engine, model, { ...options, states: known?.states ?? 0 });
    for (const run of runs) {
      known ??= run;
      agree(`${name}: ${engine}`, run, known);
    }
    if (runs.length > 0) engines.push(summary(engine, runs));
    else options.tell(`${name}: ${engine} needs more than ${options.patience.graph} s`);
  }
  if (known === undefined) throw new Error(`no engine for ${name}`);
  return { name, states: known.states, transitions: known.transitions, engines };
}

/** What an engine would need too much of, by what it needed for the smaller model: it does no better in a larger one. */
function neededTooMuch(
  engine: EngineName,
  known: Counts | undefined,
  smaller: BenchResult | undefined,
  { graph, spinBytes }: Patience,
): string | undefined {
  if (known === undefined || smaller === undefined) return undefined;
  const before = smaller.engines.find(({ name }) => name === engine);
  if (engine === "xstate-graph") {
    const tooSlow = before === undefined || known.transitions / before.transitionsPerSecond > graph;
    return tooSlow ? `${graph} s` : undefined;
  }
  if (engine !== "spin") return undefined;
  const tooLarge = before === undefined || known.states * before.bytesPerState > spinBytes;
  return tooLarge ? `${spinBytes / 2 ** 30} GiB` : undefined;
}

/** None if the engine was too slow for its patience. */
async function runsOf(
  engine: EngineName,
  model: BenchModel,
  options: BenchOptions & Workplace,
): Promise<readonly Measured[]> {
  const run = await prepare(engine, model, options);
  const runs: Measured[] = [];
  let seconds = 0;
  for (let count = 0; count < options.runs && seconds < ENOUGH_SECONDS; count++) {
    const measured = await run();
    if (measured === undefined) return [];
    runs.push(measured);
    seconds += measured.seconds;
  }
  return runs;
}

function agree(where: string, found: Counts, known: Counts): void {
  if (found.states === known.states && found.transitions === known.transitions) return;
  const text = ({ states, transitions }: Counts) => `${states} states, ${transitions} transitions`;
  throw new CountsDifferError(`${where} counts ${text(found)}, others ${text(known)}`);
}

function summary(name: EngineName, runs: readonly Measured[]): BenchEngine {
  const rates = runs.map(({ transitions, seconds }) => transitions / seconds);
  const sizes = runs.map(({ bytes, states }) => bytes / states);
  return {
    name,
    transitionsPerSecond: Math.round(median(rates)),
    bytesPerState: Math.round(median(sizes) * 10) / 10,
  };
}

/** The middle one; of an even number the lower of the two. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
