import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../cli/package-root.js";

/** Builds once before the tests, some of which run the command as a user does. */
export default function build(): void {
  const root = packageRoot();
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-b", root], { stdio: "inherit" });
}
