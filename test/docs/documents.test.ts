import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import { runHere } from "../run-here.js";
import { argumentsOf, documents, pattern, read, shown, VERIFY } from "./console-blocks.js";

const root = packageRoot();

describe("documents", () => {
  const blocks = shown();

  it("show at least the output of verify and of replay", () => {
    const commands = blocks.map(({ command }) => command);
    expect(commands).toContain(VERIFY);
    expect(commands.some((command) => command.includes(" replay "))).toBe(true);
  });

  it.each(blocks.filter(({ command }) => command !== VERIFY))(
    "$name: `$command` prints what is shown",
    async ({ command, output }) => {
      const { stdout } = await runHere("cli/main.js", argumentsOf(command));
      expect(stdout).toMatch(pattern(output));
    },
  );

  it.each(documents)("%s: every link into the project leads somewhere", (name) => {
    const targets = [...read(name).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, to = ""]) => to);
    for (const target of targets)
      expect(existsSync(join(root, dirname(name), target)), target).toBe(true);
  });

  it.each(documents)("%s: every npm script it names exists", (name) => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...read(name).matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(
      ([, s = ""]) => s,
    );
    for (const script of named) expect(scripts, script).toHaveProperty(script);
  });

  it.each(documents)("%s: every file or folder it names in the tree exists", (name) => {
    const named = [
      ...read(name).matchAll(
        /(?<![\w/.])((?:model|checks|reports|cli|docs|traces|test)\/[\w./-]*\w)/g,
      ),
    ];
    for (const [, path = ""] of named) {
      const found = existsSync(join(root, path)) || existsSync(join(root, dirname(name), path));
      expect(found, path).toBe(true);
    }
  });
});

describe("CONTRIBUTING.md", () => {
  it("lists the jobs of npm run ci:long, with their minutes and commands", () => {
    const rows = (file: string, row: RegExp) =>
      [...read(file).matchAll(row)].map(([, ...cells]) => cells);
    const jobs = rows(".ci/long", /^([a-z-]+) +(\d+) {2}(npm run .*)$/gm);
    expect(jobs.length).toBeGreaterThan(5);
    expect(rows("CONTRIBUTING.md", /^\| ([a-z-]+) \| (\d+) \| `(.*)` \|$/gm)).toEqual(jobs);
  });
});

describe("model/", () => {
  it("uses no randomness and no clock", () => {
    const files = readdirSync(join(root, "model"), { recursive: true, encoding: "utf8" });
    const sources = files.filter((name) => name.endsWith(".ts"));
    expect(sources.length).toBeGreaterThan(10);
    for (const name of sources) {
      expect(read(`model/${name}`), name).not.toMatch(/Math\.random|Date\b|performance\b/);
    }
  });
});
