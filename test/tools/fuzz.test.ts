import { describe, expect, it } from "vitest";
import { UsageError } from "../../cli/errors.js";
import { LogFuzz } from "../../tools/fuzz/logs.js";
import { Finding, outcomeOf, requireSame } from "../../tools/fuzz/outcome.js";
import { PatchFuzz } from "../../tools/fuzz/patches.js";
import { mutated, NASTY, Random } from "../../tools/fuzz/random.js";
import { Reference } from "../../tools/fuzz/reference.js";

describe("what the fuzzer asks of each run", () => {
  it("is a result, or a refusal", async () => {
    expect(await outcomeOf("x", () => 7)).toEqual({ kind: "done", value: 7 });
    const refuse = () => {
      throw new UsageError("a\nb");
    };
    expect(await outcomeOf("x", refuse)).toEqual({ kind: "refused", message: "a\\x0ab" });
  });

  it.each([
    ["a defect", () => (null as unknown as string).length],
    ["a rejection", () => Promise.reject(new RangeError("r"))],
    [
      "a refusal without a word",
      () => {
        throw new UsageError("");
      },
    ],
  ])("is not %s: that is a finding, with its input", async (_, run) => {
    const found = outcomeOf("the input", run);
    await expect(found).rejects.toThrow(Finding);
    await expect(found).rejects.toThrow('input: "the input"');
  });

  it("is the same answer twice", () => {
    requireSame("answers", "x", [{ a: 1n }, { a: 1n }]);
    expect(() => requireSame("answers", "x", [{ a: 1n }, { a: 2n }])).toThrow(Finding);
  });

  it("is asked of the same input for the same seed", () => {
    const texts = [1, 1, 2].map((seed) => mutated("a text to change", new Random(seed), NASTY));
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).not.toBe(texts[0]);
  });
});

describe("the second reference", () => {
  const setup = {
    capability: 0x50,
    window: { base: 0x80000, size: 0x40000 },
    host: { address: 0xfee01004, data: 0x4040 },
  };

  it("does to the first ring of the patch's trace what its comment tells", () => {
    const reference = new Reference(setup);
    reference.config(0x54, 0xfee00000, 4);
    reference.config(0x58, 0x21, 2);
    reference.config(0x52, 0x10b, 2);
    const shown = (address: number, value: bigint) =>
      reference.write(address, value, 4).map(({ branch, device }) => [branch, device]);
    expect(shown(0x80048, 0xfee00000n)).toEqual([["replace-address", 0xfee01004n]]);
    expect(shown(0x8004c, 0x100n)).toEqual([["pass", 0x100n]]);
    expect(shown(0x80050, 0x21n)).toEqual([["replace-data", 0x4040n]]);
    expect(shown(0x80050, 0x21n)).toEqual([["pass", 0x21n]]);
  });

  it("drops what is smaller than 4 bytes inside, and nothing outside", () => {
    const reference = new Reference(setup);
    const sizes = reference.write(0x7fffe, 0x44332211n, 4).map((it) => [it.size, it.branch]);
    expect(sizes).toEqual([
      [2, "outside"],
      [2, "rejected"],
    ]);
  });
});

describe("logs and patches", () => {
  it("are as they must be, a third of the writes in a branch of the data register", async () => {
    const logs = new LogFuzz();
    for (let seed = 0; seed < 150; seed++) await logs.run(new Random(seed));
    expect(logs.dataBranches * 3).toBeGreaterThan(logs.writes);
    const patches = new PatchFuzz();
    for (let seed = 0; seed < 50; seed++) await patches.run(new Random(seed));
  });
});
