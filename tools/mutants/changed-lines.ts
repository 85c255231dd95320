/** What changed since a commit, as StrykerJS wants to be told: `model/bits.ts:20-24`. */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from "node:child_process";
import { UsageError } from "../../cli/errors.js";
import { packageRoot } from "../../cli/package-root.js";

/**
 * The lines of model/ that differ from a commit's.
 * @param commit anything that git takes for one
 * @throws UsageError if git does not know it
 */
export function changedSince(commit: string): readonly string[] {
  try {
    const args = ["diff", "--unified=0", "--no-color", "--diff-filter=d", commit, "--", "model"];
    const options: ExecFileSyncOptionsWithStringEncoding = {
      cwd: packageRoot(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    };
    execFileSync(
      "git",
      ["rev-parse", "--verify", "--end-of-options", `${commit}^{commit}`],
      options,
    );
    return changedLines(execFileSync("git", args, options));
  } catch {
    throw new UsageError(`--since ${commit}: a commit of this repository is expected`);
  }
}

/** From a diff without context. Lines that only went away leave none. */
export function changedLines(diff: string): readonly string[] {
  const found: string[] = [];
  let file = "";
  for (const line of diff.split("\n")) {
    if (line.startsWith("+++ b/")) file = line.slice("+++ b/".length);
    const [, start, count = "1"] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start === undefined || count === "0" || !file.endsWith(".ts")) continue;
    found.push(`${file}:${start}-${Number(start) + Number(count) - 1}`);
  }
  return found;
}

/** At most so many lines of those places, taken evenly; the places as they are if they have no more. */
export function thinned(places: readonly string[], most: number): readonly string[] {
  const lines = places.flatMap((place) => {
    const [, file = "", start = "", end = ""] = /^(.*):(\d+)-(\d+)$/.exec(place) ?? [];
    const count = Number(end) - Number(start) + 1;
    return Array.from({ length: count }, (_, i) => `${file}:${Number(start) + i}`);
  });
  if (lines.length <= most) return places;
  const chosen = Array.from(
    { length: most },
    (_, i) => lines[Math.floor((i * lines.length) / most)],
  );
  return chosen.flatMap((line) => (line === undefined ? [] : [`${line}-${line.split(":")[1]}`]));
}
