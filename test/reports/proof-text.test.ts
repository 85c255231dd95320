import { describe, expect, it } from "vitest";
import { settingOf } from "../../checks/conform/lockstep/step.js";
import type { ProofDifference, ProofResult, WriteShown } from "../../checks/prove/result.js";
import { createMsiCapability } from "../../model/qemu/msi-capability.js";
import { proofReport } from "../../reports/proof-report.js";
import { renderProof } from "../../reports/render/proof-text.js";

const layout = { is64Bit: false, hasPerVectorMask: true, maximumVectors: 32 };
const setting = settingOf(createMsiCapability(layout), { addressLow: 0xfee01004, word8: 0x4041 });
const access = { offset: 0x48, size: 4, value: 0x21n };
const c = {
  writes: 1,
  reads: 0,
  address: 0x80048n,
  size: 4,
  value: 0x4062n,
  cookie: 0,
  traces: 1,
  tracePoint: 1,
  traceArguments: [0x80048n, 0x21n, 0x4062n] as const,
  preads: 1,
  preadAt: 8,
  preadSize: 2,
  effects: [],
};
const call: WriteShown = {
  kind: "write",
  reachable: true,
  call: { setting, access, cookie: 0x48 },
  c,
  model: { branch: "pass", value: 0x21n, cookie: 0x48 },
};
const difference: ProofDifference = { id: "value", where: "write path 2", build: "-O2", call };
const result: ProofResult = {
  verdict: "refuted",
  unknown: [],
  builds: [],
  claims: [{ id: "value", goals: 1_200, proved: 1_199, controls: 3, met: 3 }],
  questions: 5,
  tracePoints: ["radio_address", "radio_data"],
  differences: [difference],
};

/** The lines about the one difference. */
function differenceLines(change: Partial<WriteShown>): string {
  const differences = [{ ...difference, call: { ...call, ...change } }];
  return renderProof(proofReport({ ...result, differences }), "quirk.patch", false);
}

describe("what prove says", () => {
  it("of a difference is the call, both answers and whether a guest leads to it", () => {
    const text = differenceLines({});
    expect(text).toContain("not so (-O2, write path 2): its value, all 64 bits, is the handler's");
    expect(text).toContain("  write 0x21 at 0x48 in 4 bytes, cookie 0x48; MSI disabled,");
    expect(text).toContain(
      "  C      device gets 0x4062 in 4 bytes at 0x80048 of BAR 0, cookie none, trace radio_data(0x80048, 0x21, 0x4062)",
    );
    expect(text).toContain("  model  pass: device gets 0x21, cookie 0x48");
    expect(text).toContain("  a guest's access leads to this call");
    expect(text).toContain("1,199 of 1,200");
    expect(text).toContain("Refuted: the C and the model differ.");
  });

  it("of a call that no guest leads to is that", () => {
    expect(differenceLines({ reachable: false })).toContain("memory core makes no such call");
  });

  it("of a call that was not made is that it is the solver's word", () => {
    expect(differenceLines({ c: "not made" })).toContain("C      not made, for the sandbox");
    expect(differenceLines({ c: "same" })).toContain("C      the same, when it is made");
  });

  it("of a read is what the device answers, and that it is the solver's word", () => {
    const read = {
      kind: "read",
      reachable: true,
      offset: 8,
      size: 4,
      cookie: 0,
      answer: 5n,
    } as const;
    const differences = [{ ...difference, id: "read", where: "read path 1", call: read }];
    const text = renderProof(proofReport({ ...result, differences }), "quirk.patch", false);
    expect(text).toContain("  read of 4 bytes at 0x8, cookie none; the device answers 0x5");
    expect(text).toContain(
      "  C      not made; by the solver, not so: a read is the device's answer",
    );
    expect(text).toContain("  model  0x5");
  });

  it("of what is not known is its place, and that nothing is proved", () => {
    const unknown = [
      { kind: "met", what: "a loop is gone through again", where: "radio_write" },
      { kind: "met", what: "a probe that makes no quirk for any device", where: null },
      { kind: "vacuous", id: "disabled-transparent", where: "can be" },
    ] as const;
    const incomplete = { ...result, verdict: "incomplete", unknown, differences: [] } as const;
    const text = renderProof(proofReport(incomplete), "quirk.patch", false);
    expect(text).toContain("  radio_write: a loop is gone through again");
    expect(text).toContain("  a probe that makes no quirk for any device");
    expect(text).toContain(
      "  disabled-transparent, can be: cannot be, so what rests on it is not shown",
    );
    expect(text).toContain("Incomplete: nothing is proved, and nothing refuted.");
    expect(text).not.toContain("Proved");
  });
});
