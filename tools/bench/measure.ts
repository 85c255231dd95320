/**
 * Runs one engine on one model, in a process of its own so that no run meets another's memory, and prints
 * what it measured as JSON. Started by tools/bench.ts with the engine and the model as arguments.
 */
import { compile, explore } from "../../checks/engine/index.js";
import type { Measured } from "./engines.js";
import { graphWalk } from "./graph-walk.js";
import { type BenchModel, explorerModel } from "./models.js";

const [engine = "", json = "null"] = process.argv.slice(2);
const model = JSON.parse(json) as BenchModel;
process.stdout.write(`${JSON.stringify(measure())}\n`);

function measure(): Measured {
  switch (engine) {
    case "explorer":
      return measureExplorer("bitmap");
    case "explorer-hash":
      return measureExplorer("hash");
    case "xstate-graph":
      return measureGraph();
    default:
      throw new Error(`no engine '${engine}'`);
  }
}

/** The model's functions are made before the clock starts; the tables made of them are part of the work. */
function measureExplorer(storage: "bitmap" | "hash"): Measured {
  const { finite, dropped } = explorerModel(model);
  const seconds = cpuClock();
  const { states, transitions, bytes, incomplete } = explore(compile(finite), { dropped, storage });
  if (incomplete !== undefined) throw new Error(incomplete);
  return { states, transitions, bytes, seconds: seconds() };
}

/** Bytes are those of the heap that the map holds. */
function measureGraph(): Measured {
  const walk = graphWalk(model);
  const before = heapInUse();
  const seconds = cpuClock();
  const map = walk();
  const measured = { seconds: seconds(), bytes: heapInUse() - before };
  const transitions = Object.values<{ readonly transitions: object }>(map).map(
    (state) => Object.keys(state.transitions).length,
  );
  return {
    ...measured,
    states: transitions.length,
    transitions: transitions.reduce((sum, more) => sum + more, 0),
  };
}

function heapInUse(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Started now; tells the seconds of CPU used since, those of the garbage collector and compiler too. */
function cpuClock(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}
