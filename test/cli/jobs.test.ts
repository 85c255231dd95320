import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { compareCommand } from "../../cli/commands/compare.js";
import { explainCommand } from "../../cli/commands/explain.js";
import { reportCommand } from "../../cli/commands/report.js";
import { verifyCommand } from "../../cli/commands/verify.js";
import { UsageError } from "../../cli/errors.js";
import { jobsOr } from "../../cli/jobs.js";

describe("--jobs", () => {
  const commands = { verifyCommand, compareCommand, explainCommand, reportCommand };
  it.each(
    Object.entries(commands).flatMap(([name, make]) =>
      ["0", "-1", "x", "1.5", "", "0x2", "1025", "1e3"].map((text) => [name, text, make] as const),
    ),
  )("of %s is refused in one line that says what is expected: '%s'", async (_, text, make) => {
    const failed = await make()
      .parseAsync(["--jobs", text], { from: "user" })
      .catch((error) => error);
    expect(failed).toBeInstanceOf(UsageError);
    expect(failed.message).toBe(`--jobs: '${text}' is not a whole number from 1 to 1024`);
  });

  it("is as said, or the cores as far as the memory goes, and at least one", () => {
    expect(jobsOr(7)).toBe(7);
    expect(jobsOr(7, 2 ** 30)).toBe(7);
    // No machine has so many MiB, and each has one.
    expect(jobsOr(undefined, 2 ** 40)).toBe(1);
    expect(jobsOr(undefined, 1)).toBe(availableParallelism());
  });
});
