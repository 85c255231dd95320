import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile, explore } from "../../checks/engine/index.js";
import { graphWalk } from "../../tools/bench/graph-walk.js";
import { plot } from "../../tools/bench/plot.js";
import { benchAll } from "../../tools/bench/run.js";
import { spinCounts } from "../../tools/bench/spin-counts.js";
import { stationsCounts, stationsModel } from "../../tools/bench/stations.js";
import { renderBench } from "../../tools/bench/text.js";
import { runHere } from "../run-here.js";

const bench = (args: readonly string[], path: string) =>
  runHere("tools/bench.js", args, { env: { PATH: path } });

const isThere = (tool: string) => spawnSync(tool, ["--version"]).error === undefined;

describe("the ring of stations", () => {
  it("has as many states and transitions as were worked out on paper", () => {
    // Three stations: none busy 27, one of them busy 3 x 9. From each 3 ways; and 3 x 9 ways to begin.
    expect(stationsCounts(3)).toEqual({ states: 54, transitions: 54 * 3 + 27 });
    for (const stations of [3, 4, 5, 6]) {
      for (const storage of ["bitmap", "hash"] as const) {
        const found = explore(compile(stationsModel(stations)), { storage });
        expect(found).toMatchObject(stationsCounts(stations));
      }
    }
  });

  it("has the same as an XState machine", () => {
    for (const stations of [3, 4]) {
      const map = graphWalk({ kind: "stations", stations })();
      const ways = Object.values<{ readonly transitions: object }>(map).map(
        ({ transitions }) => Object.keys(transitions).length,
      );
      const transitions = ways.reduce((a, b) => a + b, 0);
      expect({ states: ways.length, transitions }).toEqual(stationsCounts(stations));
    }
  });
});

describe("npm run bench", () => {
  const hasTools = isThere("spin") && isThere("gcc");

  it.skipIf(!hasTools)("finds that all engines count the same", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quirkcheck-bench-test-"));
    const options = {
      runs: 1,
      patience: { graph: 60, spinBytes: 2 ** 30 },
      folder,
      tell: () => undefined,
    };
    try {
      const { models } = await benchAll({
        ...options,
        models: [{ kind: "stations", stations: 4 }],
      });
      const [{ engines, ...rest } = { engines: [] }] = models;
      expect(rest).toEqual({ name: "stations-4", ...stationsCounts(4) });
      const names = ["explorer", "c", "explorer-hash", "c-hash", "spin", "xstate-graph"];
      expect(engines.map(({ name }) => name)).toEqual(names);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("without a C compiler says in one line how to get it, and exits with 2", async () => {
    const { status, stderr } = await bench(["--quick"], "/nonexistent");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^bench: gcc is not installed: .*apt-get install spin gcc libc6-dev\n$/);
  });

  it("refuses what it does not know in one line, and exits with 2", async () => {
    for (const args of [["--frobnicate"], ["surplus"], ["--runs", "0"], ["--runs", "many"]]) {
      const { status, stderr } = await bench(args, process.env.PATH ?? "");
      expect(status).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
  });
});

describe("SPIN's output", () => {
  const RING = "   54 states, stored\n  190 transitions (= stored+matched)\n";

  it("counts one transition more, of the world one state and the starts more", () => {
    expect(spinCounts(RING)).toEqual({ states: 54, transitions: 189 });
    expect(spinCounts(`${RING}world: starts 2\n`)).toEqual({ states: 53, transitions: 187 });
  });

  it("is refused if the search was cut short, or if a count is rounded", () => {
    expect(() => spinCounts("1.2410788e+08 transitions\n")).toThrow("does not say");
    expect(() => spinCounts(`error: max search depth too small\n${RING}`)).toThrow("cut short");
  });
});

describe("what is shown", () => {
  const engine = (name: string, transitionsPerSecond: number) => {
    return { name, transitionsPerSecond, bytesPerState: 10 };
  };
  const engines = [engine("explorer", 3000), engine("c", 6000), engine("spin", 100)];
  const models = [{ name: "stations-3", states: 54, transitions: 189, engines }];

  it("has ratios of rates beside them", () => {
    const text = renderBench({ models }, false);
    expect(text).toMatch(/explorer +3,000 +857 +10\.0 +30 +0\.50 +-\n/);
  });

  it("is drawn as one SVG", async () => {
    expect(await plot({ models })).toMatch(/^<svg [\s\S]*explorer, bitmap[\s\S]*<\/svg>\n$/);
  });
});
