import { describe, expect, it } from "vitest";
import {
  currentDigests,
  digestOfCode,
  lineOf,
  POSTED_DIGEST,
  POSTED_MESSAGE,
  type ProofRecord,
} from "../../cli/proof/record.js";

const now = currentDigests();
const record: ProofRecord = {
  generatedBy: "a test",
  patch: { messageId: POSTED_MESSAGE, digest: POSTED_DIGEST },
  ...now,
  proof: {
    verdict: "proved",
    unknown: [],
    builds: [{ name: "-O0", devices: [], paths: 7, taken: 7 }],
    claims: [],
    questions: 280,
    differences: [],
  },
};

describe("the last line of verify", () => {
  it("tells of the proof while handler and executor are those of the record", () => {
    const line = lineOf(record, now);
    expect(Math.max(...line.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(line.replaceAll(/\n(?!$)/g, " ")).toBe(
      `The handler is proved equal at full width to the posted patch (${POSTED_MESSAGE}, C of sha256 ${POSTED_DIGEST.slice(0, 12)}), by z3 over its WebAssembly (-O0): 280 questions.\n`,
    );
  });

  it.each<[string, ProofRecord]>([
    ["the handler is another", { ...record, handler: "0" }],
    ["the executor is another", { ...record, executor: "0" }],
    ["the patch is another", { ...record, patch: { ...record.patch, digest: "0" } }],
    ["its mail is another", { ...record, patch: { ...record.patch, messageId: "0" } }],
    ["it was refuted", { ...record, proof: { ...record.proof, verdict: "refuted" } }],
    ["it was incomplete", { ...record, proof: { ...record.proof, verdict: "incomplete" } }],
  ])("is not there if %s", (_, other) => {
    expect(lineOf(other, now)).toBe("");
  });
});

describe("the digest of C", () => {
  it("is the same however it is indented and wherever it stood, and another of other tokens", () => {
    const code = '#line 7 "patch"\nint f(void)\n{\n\treturn 1;\n}\n';
    const same = '#line 9 "patch"\nint f(void) {  return 1; /* why */ }';
    expect(digestOfCode(same)).toBe(digestOfCode(code));
    expect(digestOfCode(code.replace("1", "2"))).not.toBe(digestOfCode(code));
  });
});
