import { describe, expect, it } from "vitest";
import { verifyCommand } from "../../cli/commands/verify.js";
import { UsageError } from "../../cli/errors.js";
import type { DropReport } from "../../reports/drop-report.js";
import { runHere } from "../run-here.js";

/** Bad use throws before any work is done. */
async function refusal(...args: string[]): Promise<string> {
  const error = await verifyCommand()
    .parseAsync(args, { from: "user" })
    .then(() => undefined)
    .catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return (error as Error).message;
}

const verify = (...args: string[]) => runHere("cli/main.js", ["verify", ...args]);

describe("an option of verify that would change nothing", () => {
  it.each([
    ["--patch x --quirk y", "--quirk: cannot be used with --patch"],
    ["--patch x --drop full-grant", "--drop: cannot be used with --patch"],
    ["--patch x --order 0", "--order: with --patch 1, 2 or 3 is expected"],
    ["--quirk no-quirk --order 0", "--order: with --quirk 1, 2 or 3 is expected"],
    ["--patch x --shard 1/2 --json y", "--shard: cannot be used with --patch"],
    ["--invariant collateral-free --drop full-grant", "--invariant: cannot be used with --drop"],
    ["--invariant collateral-free --quirk no-quirk", "--invariant: cannot be used with --quirk"],
    ["--invariant collateral-free --guest linux-16", "--invariant: cannot be used with a named"],
    ["--invariant collateral-free --order 2", "--order: cannot be used with --invariant"],
    ["--invariant collateral-free --exact", "--exact: cannot be used with --invariant"],
    ["--drop full-grant --order 1", "--order: cannot be used with --drop"],
    ["--guest linux-16 --order 1", "--order: cannot be used with a named --guest"],
    ["--guest linux-16 --exact", "--exact: cannot be used with a named --guest"],
    ["--order 0 --exact", "--exact: cannot be used with --order 0"],
    ["--order 0 --memory 10", "--memory: cannot be used with --order 0"],
    ["--complete --order 0", "--complete: cannot be used with --order 0"],
    ["--complete --quirk no-quirk --shard 1/2 --json x", "--complete: cannot be used with --quirk"],
    ["--complete --quirk no-quirk", "--complete: cannot be used with --quirk"],
    ["--complete --drop full-grant", "--complete: cannot be used with --drop"],
    ["--read some_read", "--read: is for --patch only"],
    ["--drop full-grant --cookie a.b", "--cookie: is for --patch only"],
    ["--drop device-known", "--drop: device-known is no assumption of as-posted, only of other"],
    [
      "--drop distinct-pairs",
      "--drop: distinct-pairs is no assumption of as-posted, only of other",
    ],
    [
      "--guest linux-16 --quirk msix",
      "--guest: linux-16 drives a chip with MSI, and msix is for one",
    ],
    ["--memory 0", "--memory: a search of no memory"],
  ])("is refused: %s", async (args, message) => {
    expect(await refusal(...args.split(" "))).toContain(message);
  });

  it("is not the default said once more: --guest arbitrary", async () => {
    const { status, stdout } = await verify(
      ..."--guest arbitrary --order 0 --vectors 1".split(" "),
    );
    expect(status).toBe(0);
    expect(stdout).toContain("Every verdict and every count is as expected.");
  });
});

describe("what verify says of the world it looked at", () => {
  it("drops an assumption of MSI-X alone where the design is for that", async () => {
    const args = [
      "--drop",
      "dynamic-allocation",
      "--quirk",
      "msix",
      "--vectors",
      "2",
      "--json",
      "-",
    ];
    const { verdicts } = JSON.parse((await verify(...args)).stdout) as DropReport;
    const fallen = verdicts.filter(({ verdict }) => verdict === "violated");
    expect(fallen.map(({ invariant }) => invariant)).toEqual(["pair-fresh", "interrupt-delivered"]);
  });

  it("names design, allocations and offsets, and each dropped assumption once", async () => {
    const args = ["--drop", "no-readback,no-readback", "--quirk", "guest-asks", "--vectors", "2"];
    const text = (await verify(...args, "--exact")).stdout;
    expect(text.split("\n").slice(0, 2)).toEqual([
      "the design guest-asks in the patch's place; vectors allocated: 2; every vector offset",
      "With no-readback dropped:",
    ]);
    const report = JSON.parse((await verify(...args, "--json", "-")).stdout) as DropReport;
    expect(report).toMatchObject({
      quirk: "guest-asks",
      allocations: [2],
      exact: false,
      dropped: ["no-readback"],
    });
  });

  it("is incomplete, with why and exit code 1, where a search needs more memory than it may have", async () => {
    const args = ["--quirk", "no-quirk", "--vectors", "2", "--order", "3", "--memory", "1"];
    const { status, stdout } = await verify(...args);
    expect(status).toBe(1);
    expect(stdout).toContain("incomplete: 2 vectors, steps: more than 1048576 bytes");
  });
});
