/** The engines, each run once on a model at a time, and what a run measured. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { UsageError } from "../../cli/errors.js";
import { packageRoot } from "../../cli/package-root.js";
import { type BenchModel, fitsBitmap, WORLD_VECTORS } from "./models.js";
import { spinCounts } from "./spin-counts.js";
import type { Counts } from "./stations.js";

const exec = promisify(execFile);

/** What one run of one engine measured. */
export interface Measured extends Counts {
  /** Of CPU, whatever the other processes of the machine do. */
  readonly seconds: number;
  /** Held at the end by what grows with the search. */
  readonly bytes: number;
}

export type EngineName = "explorer" | "c" | "explorer-hash" | "c-hash" | "spin" | "xstate-graph";

/** What engines may need of a machine for a model. */
export interface Patience {
  /** How long @xstate/graph may take, in seconds. */
  readonly graph: number;
  /** How many bytes SPIN may hold. */
  readonly spinBytes: number;
}

/**
 * The best settings of SPIN for an exhaustive search of these models: no partial order reduction, which
 * would leave out states, no acceptance cycles, no checks of array bounds. Of the ring -DBFS is faster and
 * needs no stack; of the world it would store the states within a move as well.
 */
const SPIN_BUILD = "-O3 -march=native -w -DSAFETY -DNOREDUCE -DNOBOUNDCHECK -DNOFAIR".split(" ");
/** Steps of SPIN that a move of the world has, the states between included. */
const STEPS_OF_A_MOVE = 4;
const C_BUILD = ["-O3", "-march=native"];

/** Engines that can do a model, in the order of the table. */
export function enginesFor(model: BenchModel): readonly EngineName[] {
  const others = ["spin", "xstate-graph"] as const;
  if (model.kind === "world") return ["explorer-hash", ...others];
  const inBitmap = fitsBitmap(model) ? (["explorer", "c"] as const) : [];
  return [...inBitmap, "explorer-hash", "c-hash", ...others];
}

/** A run of an engine; undefined if it took longer than the patience there is for it. */
export type Run = () => Promise<Measured | undefined>;

/** Where and how an engine is run. */
export interface Workplace {
  readonly folder: string;
  readonly patience: Patience;
  /** States of the model: SPIN wants its tables sized beforehand. */
  readonly states: number;
}

/** Builds what an engine needs for a model, in a folder that is the caller's to remove. */
export async function prepare(
  engine: EngineName,
  model: BenchModel,
  { folder, patience, states }: Workplace,
): Promise<Run> {
  switch (engine) {
    case "spin":
      return prepareSpin(model, folder, states);
    case "c":
    case "c-hash":
      return prepareC(engine, model, folder);
    case "xstate-graph":
      return () => measureHere(engine, model, patience.graph);
    default:
      return () => measureHere(engine, model);
  }
}

/** In a process of our own; killed when its time is over. */
async function measureHere(engine: EngineName, model: BenchModel, seconds?: number) {
  const script = join(packageRoot(), "dist/tools/bench/measure.js");
  // A loaded machine gives a process less CPU than time passes.
  const options = seconds === undefined ? {} : { timeout: seconds * 4000 };
  const args = ["--expose-gc", "--max-old-space-size=4096", script, engine, JSON.stringify(model)];
  try {
    const measured = JSON.parse((await exec(process.execPath, args, options)).stdout) as Measured;
    return measured.seconds > (seconds ?? Number.POSITIVE_INFINITY) ? undefined : measured;
  } catch (error) {
    if ((error as { killed?: boolean }).killed === true) return undefined;
    throw error;
  }
}

async function prepareC(engine: EngineName, model: BenchModel, folder: string): Promise<Run> {
  if (model.kind !== "stations") throw new Error("the C search is of the ring of stations");
  const program = join(folder, `${engine}-${model.stations}`);
  const storage = engine === "c-hash" ? ["-DHASH"] : [];
  const source = join(packageRoot(), "tools/bench/stations.c");
  const options = [...C_BUILD, `-DN=${model.stations}`, ...storage, "-o", program, source];
  await compiler("gcc", options, folder);
  return async () => {
    const { stdout, used } = await timed(folder, [program]);
    const [, states, transitions, bytes] =
      /^states (\d+) transitions (\d+) bytes (\d+)$/m.exec(stdout) ?? [];
    const counts = { states: Number(states), transitions: Number(transitions) };
    return { ...counts, seconds: used.seconds, bytes: Number(bytes) };
  };
}

async function prepareSpin(model: BenchModel, folder: string, states: number): Promise<Run> {
  const ring = model.kind === "stations";
  const program = join(folder, ring ? `spin-${model.stations}` : "spin-world");
  const source = ring
    ? [`-DN=${model.stations}`, join(packageRoot(), "tools/bench/stations.pml")]
    : ["-o1", "-o2", "-o3", join(packageRoot(), "tools/spin/world.pml")];
  await compiler("spin", ["-a", ...source], folder);
  await printWholeCounts(join(folder, "pan.c"));
  await compiler(
    "gcc",
    [...SPIN_BUILD, ...(ring ? ["-DBFS"] : []), "-o", program, "pan.c"],
    folder,
  );
  const env = ring
    ? process.env
    : { ...process.env, VECTORS: String(WORLD_VECTORS), DROP: model.dropped.join() };
  const slots = `-w${Math.max(10, Math.ceil(Math.log2(states)))}`;
  const depth = ring ? [] : [`-m${STEPS_OF_A_MOVE * states + 1000}`];
  return async () => {
    const args = [program, "-E", slots, ...depth];
    const { stdout, used } = await timed(folder, args, env);
    return { ...spinCounts(stdout), seconds: used.seconds, bytes: used.bytes };
  };
}

/** SPIN's verifier prints 8 digits of a count: too few to hold large ones against each other. */
async function printWholeCounts(verifier: string): Promise<void> {
  const source = await readFile(verifier, "utf8");
  const precise = source.replaceAll("%9.8g", "%9.15g");
  if (precise === source) throw new Error("this version of SPIN prints its counts another way");
  await writeFile(verifier, precise);
}

/** Builds the program that measures others. */
export async function prepareClock(folder: string): Promise<void> {
  const source = join(packageRoot(), "tools/bench/cpu.c");
  await compiler("gcc", ["-O2", "-o", join(folder, "cpu"), source], folder);
}

async function timed(folder: string, command: readonly string[], env = process.env) {
  const options = { cwd: folder, env, maxBuffer: 1 << 24 };
  const { stdout, stderr } = await exec(join(folder, "cpu"), [...command], options);
  const [, seconds, bytes] = /used ([\d.]+) (\d+)\n$/.exec(stderr) ?? [];
  return { stdout, used: { seconds: Number(seconds), bytes: Number(bytes) } };
}

async function compiler(name: string, options: readonly string[], folder: string): Promise<void> {
  try {
    await exec(name, [...options], { cwd: folder, maxBuffer: 1 << 24 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new UsageError(`${name} is not installed: on Debian, apt-get install spin gcc libc6-dev`);
  }
}
