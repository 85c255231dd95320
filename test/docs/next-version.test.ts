import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";

const read = (name: string) => readFileSync(join(packageRoot(), name), "utf8");

/** Design, assumptions it stands on alone. */
const rows = [
  ...read("docs/next-version.md").matchAll(/^\| [^|]+ \| ([a-z0-9-]+) \| (\d+) \| ([^|]*) \|$/gm),
].map(([, design = "", alone = "", gone = ""]) => ({ design, alone, gone }));

describe("docs/next-version.md", () => {
  it("has a row for each repair of the patch by itself", () => {
    expect(rows.map(({ design }) => design)).toEqual([
      ...["cookie-per-address", "handles-64-bit", "read-checked", "grant-checked"],
      ...["reset-clears", "reads-back", "right-window", "static-table", "best-today"],
    ]);
  });

  it.each(rows)("says of $design what the comparison says", ({ design, alone, gone }) => {
    const designs = read("reports/generated/designs.md");
    expect(designs).toMatch(new RegExp(`^\\| ${design} .*\\| ${alone} +\\|$`, "m"));
    if (gone.includes("review")) return;
    const about = designs.slice(designs.indexOf(`**${design}**`));
    const [, named = ""] = /^No longer stands alone on: (.*)\.$/m.exec(about) ?? [];
    const [mine = ""] = gone.split(/[;:]/);
    expect(mine.trim()).toBe(named === "nothing" ? "none" : named);
  });
});
