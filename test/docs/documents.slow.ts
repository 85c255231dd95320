import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runHere } from "../run-here.js";
import { argumentsOf, pattern, shown, VERIFY } from "./console-blocks.js";

/** A file with what the whole of `verify` printed, after whatever npm did, where it was run already (.ci/run). */
const printed = process.env.QUIRKCHECK_VERIFY_OUTPUT;

it("verify prints what the documents show", async () => {
  const stdout =
    printed === undefined
      ? (await runHere("cli/main.js", argumentsOf(VERIFY))).stdout
      : readFileSync(printed, "utf8");
  const blocks = shown().filter(({ command }) => command === VERIFY);
  expect(blocks.length).toBeGreaterThan(0);
  for (const { name, output } of blocks) expect(stdout, name).toMatch(pattern(`...\n${output}`));
});
