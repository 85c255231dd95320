import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { VFIO_REGION_ACCESS } from "../../model/qemu/memory-core.js";
import { WCN6855_MSI_LAYOUT } from "../../model/qemu/msi-capability.js";
import { TRAPPED_WINDOW_ACCESS } from "../../model/quirks/as-posted/handler.js";
import type { MsiComparison, WitnessReport } from "../../tools/witness/findings.js";
import { fateIn } from "../../tools/witness/memory-log.js";
import { ALL_LAYOUTS, layoutsWithout, MSI_DEVICES } from "../../tools/witness/msi-devices.js";
import { REGIONS } from "../../tools/witness/regions.js";
import { renderWitness } from "../../tools/witness/text.js";
import { runHere } from "../run-here.js";

const folder = mkdtempSync(join(tmpdir(), "quirkcheck-witness-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that is no QEMU, but greets as one if it is told to. */
function program(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${["#!/bin/sh", ...lines].join("\n")}\n`);
  chmodSync(path, 0o755);
  return path;
}

const witness = (args: readonly string[], env: Record<string, string> = {}) =>
  runHere("tools/witness.js", args, { env });

describe("npm run witness", () => {
  it("without QEMU says in one line how to get it, and exits with 2", async () => {
    const { status, stdout, stderr } = await witness([], { PATH: "/nonexistent" });
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "witness: qemu-system-x86_64 is not installed: on Debian, apt-get install qemu-system-x86\n",
    );
  });

  it("refuses what it does not know, and exits with 2", async () => {
    for (const args of [["--frobnicate"], ["surplus"], ["--steps", "0"], ["--seed", "x"]]) {
      const { status, stderr } = await witness(args);
      expect(status, args.join(" ")).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
  });

  it("refuses a program that is no QEMU, with what it said", async () => {
    const { status, stderr } = await witness(["--qemu", program("other", "echo no >&2", "exit 3")]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^witness: .*other: a QEMU for x86 is expected: QEMU ended with exit code 3: no\n$/,
    );
  });

  it("takes no device that QEMU ends with for compared", async () => {
    const greeting =
      '{"QMP": {"version": {"qemu": {"major": 9, "minor": 8, "micro": 7}, "package": ""}}}';
    const path = program("ends", `echo '${greeting}' >&3`, "read line", "echo gone >&2", "exit 4");
    const { status, stdout } = await witness(["--qemu", path, "--steps", "50", "--json", "-"]);
    expect(status).toBe(1);
    const { qemu, msi, regions, steps, agree, layoutsWithoutWitness } = JSON.parse(
      stdout,
    ) as WitnessReport;
    expect([qemu, steps, agree]).toEqual(["9.8.7", 0, false]);
    for (const { notCompared } of [...msi, ...regions]) {
      expect(notCompared).toBe("QEMU ended with exit code 4: gone");
    }
    expect(layoutsWithoutWitness).toHaveLength(24);
  });
});

describe("the log of memory accesses", () => {
  const call =
    "memory_region_ops_write cpu -1 mr 0x5f addr 0xe0000044 value 0x55443322 size 4 name 'a region'";

  it("tells a call with its address, size and value, also behind a time stamp", () => {
    const fate = { kind: "call", write: true, at: 0xe0000044, size: 4, value: 0x55443322n };
    expect(fateIn(call, "a region")).toEqual(fate);
    expect(fateIn(`77@1795881157.243048:${call}`, "a region")).toEqual(fate);
    expect(fateIn(call.replace("_write", "_read"), "a region")).toEqual({ ...fate, write: false });
  });

  it("tells a rejection with its offset and size", () => {
    const line =
      "Invalid read at addr 0x1C, size 2, region 'a region', reason: invalid size (min:4 max:8)";
    const fate = { kind: "rejected", write: false, at: 0x1c, size: 2, value: 0n };
    expect(fateIn(line, "a region")).toEqual(fate);
    expect(fateIn(line, "region")).toBeUndefined();
  });

  it("tells nothing of other regions, nor of other lines", () => {
    expect(fateIn(call, "another region")).toBeUndefined();
    expect(fateIn("usb_xhci_oper_write off 0x0000, val 0x00000001", "a region")).toBeUndefined();
  });
});

describe("what is asked of QEMU", () => {
  it("leaves 19 of the 24 layouts without a witness, the card's among them", () => {
    const witnessed = MSI_DEVICES.map(({ layout }) => layout);
    expect(ALL_LAYOUTS).toHaveLength(24);
    expect(new Set(ALL_LAYOUTS.map((layout) => JSON.stringify(layout))).size).toBe(24);
    const missing = layoutsWithout(witnessed);
    expect(missing).toHaveLength(19);
    expect(missing).toContainEqual(WCN6855_MSI_LAYOUT);
  });

  it("has the access rules of the patch's window, those of a vfio BAR, and others", () => {
    const rules = REGIONS.map((region) => region.rules);
    expect(rules).toContainEqual(TRAPPED_WINDOW_ACCESS);
    expect(rules).toContainEqual(VFIO_REGION_ACCESS);
    expect(new Set(rules.map((one) => JSON.stringify(one))).size).toBe(10);
  });
});

describe("the text of a comparison", () => {
  const row: MsiComparison = {
    device: "edu",
    layout: { is64Bit: true, hasPerVectorMask: false, maximumVectors: 1 },
    steps: 7,
    unaligned: 3,
    resets: 1,
    clamped: 2,
    leftOut: { writes: 5, because: "it ends" },
    difference: null,
    notCompared: null,
  };
  const textOf = (msi: readonly MsiComparison[], agree: boolean) => {
    const layoutsWithoutWitness = layoutsWithout([row.layout]);
    const report = { qemu: "9.8.7", seed: 1, msi, regions: [], layoutsWithoutWitness, steps: 7 };
    return renderWitness({ ...report, agree }, false);
  };

  it("says that nothing differs, what was left out, and which layouts nobody has", () => {
    const text = textOf([row], true);
    expect(text).toContain("QEMU 9.8.7");
    expect(text).toContain("7 steps: no difference.");
    expect(text).toContain("Left out of 5 writes to edu: it ends.");
    expect(text).toContain("Layouts without a witness, 23 of 24");
    expect(text).toContain("  64-bit: 2, 4, 8, 16, 32 vectors\n");
    expect(text).toContain("  32-bit, maskable: any number of vectors\n");
  });

  it("says where the two differ, and what was not compared", () => {
    const difference = { step: 4, did: "machine reset", model: "05 00", qemu: "05 01" };
    const text = textOf(
      [
        { ...row, difference },
        { ...row, notCompared: "QEMU ended" },
      ],
      false,
    );
    expect(text).not.toContain("no difference");
    expect(text).toMatch(/edu .*DIFFER\n.*NOT COMPARED\n/);
    expect(text).toContain("2 of 2 rows differ or were not compared:");
    expect(text).toContain("edu, step 4: machine reset\n  model  05 00\n  QEMU   05 01\n");
    expect(text).toContain("edu: not compared: QEMU ended\n");
  });
});
