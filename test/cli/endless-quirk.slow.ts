import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import { runHere } from "../run-here.js";

const folder = mkdtempSync(join(tmpdir(), "quirkcheck-endless-"));
afterAll(() => rmSync(folder, { recursive: true }));

const DEAF = `import { quirk as deaf } from "${packageRoot()}/examples/deaf-quirk.js";`;

describe("verify --quirk of a file that does not end", () => {
  it("says so in one line with exit code 2", async () => {
    const text = `export const quirk = { ...deaf, write: () => { while (true) {} } };`;
    const path = join(folder, "loops.ts");
    writeFileSync(path, `${DEAF} ${text}`);
    const args = ["verify", "--quirk", path, "--order", "1", "--vectors", "1", "--jobs", "1"];
    expect(await runHere("cli/main.js", args)).toEqual({
      status: 2,
      stdout: "",
      stderr: `quirkcheck: --quirk: ${path}: does not end: it ran for 60 seconds without an answer\n`,
    });
  });
});
