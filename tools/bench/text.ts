/** The benchmark on a terminal. */
import picocolors from "picocolors";
import { columns, grouped } from "../../reports/columns.js";
import type { BenchEngine, BenchReport, BenchResult } from "./report.js";

/** A row for each model and engine; the last columns are ratios of rates. */
export function renderBench({ models }: BenchReport, coloured: boolean): string {
  const colors = picocolors.createColors(coloured);
  const [head = "", ...rows] = columns(
    [
      [
        "model",
        "states",
        "transitions",
        "engine",
        "transitions/s",
        "states/s",
        "bytes/state",
      ].concat(["x SPIN", "x C", "x graph"]),
      ...models.flatMap(rowsOf),
    ],
    ["left", "right", "right", "left", ...Array<"right">(6).fill("right")],
  );
  return `${[
    colors.bold("Engines on the same models: seconds are of CPU, on one thread; medians"),
    colors.dim(head),
    ...rows,
  ].join("\n")}\n`;
}

function rowsOf(model: BenchResult): readonly (readonly string[])[] {
  return model.engines.map((engine, at) => [
    ...(at === 0 ? [model.name, grouped(model.states), grouped(model.transitions)] : ["", "", ""]),
    engine.name,
    grouped(Math.round(engine.transitionsPerSecond)),
    grouped(Math.round((engine.transitionsPerSecond * model.states) / model.transitions)),
    engine.bytesPerState.toFixed(1),
    ratio(model, engine, "spin"),
    ratio(model, engine, engine.name.endsWith("-hash") ? "c-hash" : "c"),
    ratio(model, engine, "xstate-graph"),
  ]);
}

/** How many times as fast an engine is as another on the same model; a dash where that one was not run. */
function ratio({ engines }: BenchResult, engine: BenchEngine, other: string): string {
  const base = engines.find(({ name }) => name === other);
  if (base === undefined || base === engine) return "-";
  const times = engine.transitionsPerSecond / base.transitionsPerSecond;
  return times >= 10 ? grouped(Math.round(times)) : times.toPrecision(2);
}
