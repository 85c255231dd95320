import { execFileSync } from "node:child_process";

/** Builds once before the tests, some of which run the command as a user does. */
export default function build(): void {
  execFileSync("npx", ["tsc", "-p", "tsconfig.json"], { stdio: "inherit" });
}
