import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";

describe("the threads of a search", () => {
  it("all end when one fails, and its error is told as what it is", () => {
    const pool = pathToFileURL(join(packageRoot(), "dist/cli/world-pool.js")).href;
    // The second search takes many seconds, were it not ended.
    const script = `
      const { doTasks } = await import(${JSON.stringify(pool)});
      const scope = { allocations: [32], order: 3, exact: false };
      const task = (design) => ({ about: { design, scope }, job: { allocations: [32], slice: "steps" } });
      const failed = await doTasks([task("./none.ts"), task("as-posted")], () => {}).catch((e) => e);
      console.log(failed.name, failed.message, process.getActiveResourcesInfo().includes("MessagePort"));
      process.exit();`;
    const folder = mkdtempSync(join(tmpdir(), "quirkcheck-pool-"));
    const file = join(folder, "pool.mjs");
    writeFileSync(file, script);
    const { stdout } = spawnSync(process.execPath, [file], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    expect(stdout).toBe("UsageError --quirk: no file ./none.ts false\n");
  });
});
