/** The benchmark as a plot: rate and memory against the number of states. */
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { BenchReport } from "./report.js";

const NAMES: Readonly<Record<string, string>> = {
  explorer: "explorer, bitmap",
  c: "C, bitmap",
  "explorer-hash": "explorer, hash",
  "c-hash": "C, hash",
  spin: "SPIN",
  "xstate-graph": "@xstate/graph",
};

/** An SVG with the ring above and the world below, both axes logarithmic. */
export async function plot({ models }: BenchReport): Promise<string> {
  const values = models.flatMap(({ name, states, engines }) =>
    engines.map((engine) => ({
      model: name.startsWith("stations") ? "ring of stations" : "the world",
      states,
      engine: NAMES[engine.name] ?? engine.name,
      rate: engine.transitionsPerSecond,
      bytes: engine.bytesPerState,
    })),
  );
  const { spec } = compile(specFor(values));
  return `${await new View(parse(spec), { renderer: "none" }).toSVG()}\n`;
}

function specFor(values: readonly object[]): TopLevelSpec {
  const y = { type: "quantitative", scale: { type: "log" }, axis: { format: "~s" } } as const;
  const row = (model: string) => ({
    transform: [{ filter: `datum.model === '${model}'` }],
    title: model,
    hconcat: [
      chart({ ...y, field: "rate", title: "transitions/s of CPU" }),
      chart({ ...y, field: "bytes", title: "bytes/state" }),
    ],
  });
  return {
    data: { values: [...values] },
    vconcat: [row("ring of stations"), row("the world")],
    background: "white",
  } as TopLevelSpec;
}

function chart(y: object) {
  return {
    width: 300,
    height: 220,
    mark: { type: "line", point: true },
    encoding: {
      x: {
        field: "states",
        type: "quantitative",
        scale: { type: "log" },
        axis: { format: "~s" },
        title: "states",
      },
      y,
      color: { field: "engine", type: "nominal", title: null, sort: Object.values(NAMES) },
    },
  };
}
