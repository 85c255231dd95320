import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";

const folder = mkdtempSync(join(tmpdir(), "quirkcheck-pool-"));
afterAll(() => rmSync(folder, { recursive: true }));
const dist = (module: string) =>
  JSON.stringify(pathToFileURL(join(packageRoot(), "dist", module)).href);

/** What a script prints that has `withThreads`, `USUAL_SCOPE` and `doPart`. */
function printed(name: string, script: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { withThreads } from ${dist("cli/world-pool.js")};
    import { doPart } from ${dist("cli/shard/run.js")};
    import { USUAL_SCOPE, WHOLE } from ${dist("checks/verify/plan.js")};
    ${script}`,
  );
  return spawnSync(process.execPath, [file], {
    encoding: "utf8",
    cwd: packageRoot(),
    timeout: 120_000,
  }).stdout;
}

describe("the threads", () => {
  it("give what they are asked in the order of asking, on however many threads", () => {
    // The first takes several times as long as the others.
    const jobs = [
      { guest: "arbitrary", used: 8 },
      { guest: "keeping", used: 1 },
      { guest: "keeping", used: 2 },
    ];
    const text = printed(
      "order",
      `for (const n of [1, 2, 8]) {
        const found = await withThreads(n, "test", (threads) =>
          threads.do("run", USUAL_SCOPE, ${JSON.stringify(jobs)}));
        console.log(JSON.stringify(found));
      }`,
    );
    const [first = "", ...others] = text.trim().split("\n");
    const counts = JSON.parse(first).map(({ counts }: { counts: object }) => counts);
    expect(counts).toMatchObject(jobs);
    expect(others).toEqual([first, first]);
  });

  it("give the same part of a verification, byte for byte, on one and on three", () => {
    const text = printed(
      "same",
      `const scope = { ...USUAL_SCOPE, vectors: [1], order: 1 };
      for (const n of [1, 3]) {
        const part = await withThreads(n, "test", (threads) => doPart(threads, scope, { part: 1, of: 2 }));
        console.log(JSON.stringify(part));
      }`,
    );
    const [one = "", three, ...none] = text.split("\n");
    expect(Object.values(JSON.parse(one)).map((found) => (found as []).length > 0)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([three, ...none]).toEqual([one, ""]);
  });

  it("all end when one fails, and its error is told once, as what it is, whoever waits for what", () => {
    // The second search takes many seconds, were it not ended.
    const text = printed(
      "fails",
      `const steps = [{ allocations: [32], slice: "steps" }];
      const failed = await withThreads(2, "test", async (threads) => {
        const search = async (quirk) =>
          (await threads.do("search", { ...USUAL_SCOPE, mode: "quirk", quirk }, steps)).flat();
        const later = search("./none.ts");
        return [await search("as-posted"), await later];
      }).catch((error) => error);
      console.log(failed.name, failed.message, process.getActiveResourcesInfo().includes("MessagePort"));
      process.exit();`,
    );
    expect(text).toBe("UsageError --quirk: no file ./none.ts false\n");
  });

  it("refuse a user's file that is another than when the scope was made", () => {
    const text = printed(
      "changed",
      `const scope = { ...USUAL_SCOPE, mode: "drop", vectors: [1], quirk: "./examples/deaf-quirk.ts", quirkDigest: "abc" };
      await withThreads(2, "test", (threads) => doPart(threads, scope, WHOLE)).catch((error) => {
        console.log(error.name, error.message);
      });`,
    );
    expect(text).toBe(
      "UsageError --quirk: ./examples/deaf-quirk.ts changed while it was being verified\n",
    );
  });

  it("end with the command that Ctrl-C ends, which leaves no file", async () => {
    const json = join(folder, "stopped.json");
    const main = join(packageRoot(), "dist/cli/main.js");
    const child = spawn(process.execPath, [main, "verify", "--jobs", "2", "--json", json]);
    setTimeout(() => child.kill("SIGINT"), 1000);
    const signal = await new Promise((resolve) => child.on("exit", (_, by) => resolve(by)));
    expect(signal).toBe("SIGINT");
    expect(existsSync(json)).toBe(false);
  });
});
