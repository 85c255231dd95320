import { describe, expect, it } from "vitest";
import type { ReplaySummary } from "../../checks/replay/result.js";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { replayInShort } from "../../reports/text/replay-in-short.js";
import { runHere } from "../run-here.js";

const HOST = ["--host-address", "fee01004", "--host-data", "4041"];

/** The sentences under the last heading. */
async function inShort(log: string): Promise<string> {
  const { stdout } = await runHere("cli/main.js", ["replay", log, ...HOST]);
  const [, text = ""] = stdout.split("\nIn short\n");
  return text.replaceAll(/\n {2}/g, " ");
}

describe("a replayed log ends with what it comes to", () => {
  it("where all rings get the host's pair, as in the patch's trace with 13 of them", async () => {
    expect(await inShort("traces/wcn6855-linux.log")).toBe(
      "- Each of the 13 rings that this log programs would get the host's pair.\n" +
        "- 4 rings of this chip learn their pair by a message, past any trap of BAR 0.\n" +
        "- None of the 36 assumptions is broken in this log; 17 it cannot show.\n",
    );
  });

  it("where none does, as on QCN9074, whose windows lie elsewhere", async () => {
    const text = await inShort("traces/synthetic/qcn9074-linux-16.log");
    expect(text).toContain("None of the 14 rings that this log programs would get the host's pair");
    expect(text).toContain("Broken in this log: slots-in-window; ");
  });

  it("but says no such thing where something was broken, though the numbers agree", () => {
    const [broken] = ASSUMPTIONS.map(({ id }) => id);
    const summary = {
      branches: { "replace-address": 1, "replace-data": 1, "data-mismatch": 0 },
      verdict: {
        device: { rings: [{ times: 1 }], byMessage: [] },
        quirk: null,
        assumptions: [{ assumption: broken, verdict: "kept" }],
      },
    };
    const [first] = replayInShort(summary as unknown as ReplaySummary);
    expect(first).toBe("Each of the 1 ring that this log programs would get the host's pair.");
    summary.verdict.assumptions = [{ assumption: broken, verdict: "broken" }];
    const [other] = replayInShort(summary as unknown as ReplaySummary);
    expect(other).toBe(
      "Programmed: 1 ring, in all 1 time; 1 address and 1 data value would be replaced.",
    );
  });

  it("where the quirk was in place, with what it did: 17 rings, an address and data each", async () => {
    const text = await inShort("traces/synthetic/qca6390-linux-32-quirk.log");
    expect(text).toContain("The quirk was in place and did what the model does, 34 times.");
    expect(text).not.toContain("would get");
  });
});
