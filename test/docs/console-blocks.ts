/** What the documents show of commands and their output. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../cli/package-root.js";

const root = packageRoot();

/** The project's documents, from its root. */
export const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...["docs", "model", "checks", "reports", "traces"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];

/** A file's text. */
export const read = (name: string) => readFileSync(join(root, name), "utf8");

/** A command that a document shows, and what it prints there. */
export interface Shown {
  readonly name: string;
  readonly command: string;
  readonly output: string;
}

/** The whole of `verify`: a minute of two cores, so it is held against its output in documents.slow.ts. */
export const VERIFY = "npm run --silent verify";

/** The `console` blocks of all documents: a command after `$ `, and what it prints. */
export function shown(): readonly Shown[] {
  return documents.flatMap((name) =>
    [...read(name).matchAll(/```console\n\$ (.*)\n([\s\S]*?)```/g)].map(
      ([, command = "", output = ""]) => ({ name, command, output }),
    ),
  );
}

/** The arguments of a documented command, without the build, which the tests have done. */
export function argumentsOf(command: string): readonly string[] {
  const words = command.split(" ");
  const prefix = ["npm", "run", "--silent"];
  if (words.slice(0, 3).join() !== prefix.join()) throw new Error(`cannot run '${command}'`);
  return words.slice(3).filter((word) => word !== "--");
}

/** A line of three dots stands for any lines. */
export function pattern(output: string): RegExp {
  const escaped = output.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^\\\.\\\.\\\.\n/gm, "(?:.*\\n)*")}$`);
}
