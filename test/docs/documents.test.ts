import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";

const root = packageRoot();
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...["docs", "model", "checks", "reports", "traces"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];
const read = (name: string) => readFileSync(join(root, name), "utf8");

/** The `console` blocks of a document: a command after `$ `, and what it prints. */
function consoleBlocks(text: string) {
  return [...text.matchAll(/```console\n\$ (.*)\n([\s\S]*?)```/g)].map(
    ([, command = "", output = ""]) => ({ command, output }),
  );
}

/** Runs a documented command as it stands but for the build, which the tests have done. */
async function run(command: string): Promise<string> {
  const words = command.split(" ");
  const prefix = ["npm", "run", "--silent"];
  if (words.slice(0, 3).join() !== prefix.join()) throw new Error(`cannot run '${command}'`);
  const args = words.slice(3).filter((word) => word !== "--");
  const main = join(root, "dist/cli/main.js");
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { cwd: root });
  return stdout;
}

/** A line of three dots stands for any lines. */
function pattern(output: string): RegExp {
  const escaped = output.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^\\\.\\\.\\\.\n/gm, "(?:.*\\n)*")}$`);
}

describe("documents", () => {
  const blocks = documents.flatMap((name) =>
    consoleBlocks(read(name)).map((block) => ({ name, ...block })),
  );

  it("show at least the output of verify and of replay", () => {
    expect(blocks.length).toBeGreaterThanOrEqual(2);
  });

  it.each(blocks)("$name: `$command` prints what is shown", async ({ command, output }) => {
    expect(await run(command)).toMatch(pattern(output));
  });

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
      ...read(name).matchAll(/\b((?:model|checks|reports|cli|docs|traces)\/[\w./-]*\w)/g),
    ];
    for (const [, path = ""] of named) {
      const found = existsSync(join(root, path)) || existsSync(join(root, dirname(name), path));
      expect(found, path).toBe(true);
    }
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
