import { describe, expect, it } from "vitest";
import type { WorldVerification } from "../../checks/verify/verify.js";
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { ALLOCATIONS } from "../../model/qemu/msi-capability.js";
import { trapDesign } from "../../model/quirks/trapped.js";
import { bullets, devicesInShort, verificationInShort } from "../../reports/text/in-short.js";

function found(
  sets: Partial<Record<InvariantId, readonly (readonly AssumptionId[])[]>>,
  more: Partial<WorldVerification> = {},
): WorldVerification {
  const invariants = Object.entries(sets).map(([invariant, cutSets]) => ({
    invariant: invariant as InvariantId,
    undropped: "holds" as const,
    concerned: 1,
    cutSets: cutSets.map((assumptions) => ({ assumptions, length: 1, allocations: [1] })),
  }));
  const rest = { order: 2, allocations: ALLOCATIONS, sizes: [], exercised: [], incomplete: [] };
  return { ...rest, invariants, ...more };
}

describe("a verification in short", () => {
  it("counts assumptions that break something alone once, and pairs that lose isolation", () => {
    const lines = verificationInShort(
      found({
        "pair-fresh": [["stable-window"], ["full-grant"]],
        "write-delivered": [["stable-window"]],
        "interrupt-isolated": [
          ["full-grant", "interrupt-remapping"],
          ["stable-window", "interrupt-remapping"],
        ],
      }),
    );
    expect(lines).toEqual([
      "With all 36 assumptions kept all 3 invariants hold.",
      "2 assumptions break an invariant when they fail alone.",
      "Isolation is never lost by one assumption alone; 2 pairs lose it, each with interrupt-remapping.",
    ]);
  });

  it("names what does not hold, what alone loses isolation, and a scope that is not the whole", () => {
    const some = found({ "interrupt-isolated": [["full-grant"]] }, { allocations: [1, 2] });
    const invariants = some.invariants.map((it) => ({ ...it, undropped: "incomplete" as const }));
    expect(verificationInShort({ ...some, invariants })).toEqual([
      "With all 36 assumptions kept, 1, 2 allocated, 0 of 1 invariants hold; not interrupt-isolated (incomplete).",
      "1 assumption breaks an invariant when it fails alone.",
      "Isolation is lost by 1 assumption alone.",
    ]);
  });

  it("says nothing of sets that were not looked for, and concludes nothing from a search cut short", () => {
    const one = found({ "interrupt-isolated": [] }, { order: 1 });
    expect(verificationInShort(one, "every assumption")[0]).toMatch(/^With every assumption kept/);
    expect(verificationInShort(one).at(-1)).toContain("larger sets were not looked for");
    const cut = found({ "interrupt-isolated": [] }, { incomplete: ["memory"] });
    expect(verificationInShort(cut)).toEqual(["The search was cut short: nothing is concluded."]);
  });

  it("claims nothing of isolation where it was not asked, and says where it is lost anyway", () => {
    const some = found({ "interrupt-isolated": [] });
    const violated = some.invariants.map((it) => ({ ...it, undropped: "violated" as const }));
    expect(verificationInShort({ ...some, invariants: violated }).at(-1)).toBe(
      "Isolation is lost with all of them kept.",
    );
    expect(verificationInShort(found({ "pair-fresh": [] })).join()).not.toContain("solation");
  });
});

it("the patch traps no ring on three of its five device ids, and a table of locations some on each", () => {
  expect(devicesInShort()[0]).toMatch(
    /^On 3 of the patch's 5 device ids \(0x1104 QCN9074, 0x1107 WCN7850, 0x1109 QCN9274 v1 and QCN9274 v2\)/,
  );
  expect(devicesInShort(trapDesign("static-table"))).toEqual([
    "On each of the patch's 5 device ids rings are trapped.",
  ]);
});

it("sentences are items of at most 78 columns", () => {
  for (const line of bullets(devicesInShort())) expect(line.length).toBeLessThanOrEqual(78);
});
