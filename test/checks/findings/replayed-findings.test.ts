import { describe, expect, it } from "vitest";
import { logOf } from "../../../checks/findings/finding-log.js";
import { LogFollower } from "../../../checks/replay/log-follower.js";
import type { AssumptionVerdict } from "../../../checks/replay/watch/result.js";
import type { AssumptionId } from "../../../model/assumptions/index.js";
import { createMsiCapability, WCN6855_MSI_LAYOUT } from "../../../model/qemu/msi-capability.js";
import { committedFindings } from "./committed-findings.js";
import { linesOf } from "./log-replay.js";

const findings = committedFindings();

/** What `replay` says of a log by itself, without an option. */
function verdictsOf(lines: readonly string[]): readonly AssumptionVerdict[] {
  const setup = {
    capabilityOffset: 0x50,
    capability: createMsiCapability(WCN6855_MSI_LAYOUT),
    window: { base: 0x80000, size: 0x40000 },
    host: "unknown",
  } as const;
  const follower = new LogFollower({ name: undefined, setup });
  for (const line of lines) follower.follow(line);
  return follower.finish().verdict.assumptions;
}

const dropped = (verdicts: readonly AssumptionVerdict[], ...of: AssumptionVerdict["verdict"][]) =>
  verdicts.filter(({ verdict }) => of.includes(verdict)).map(({ assumption }) => assumption);

describe("the log of every committed finding, as replay judges it", () => {
  const judged = findings.map((finding) => {
    const lines = linesOf(logOf(finding.counterexample));
    return { ...finding, lines, verdicts: verdictsOf(lines) };
  });

  it("breaks the assumptions that the finding is about, or says that they are broken, and no other", () => {
    for (const { id, assumptions, verdicts } of judged) {
      expect(dropped(verdicts, "broken", "said").sort(), id).toEqual([...assumptions].sort());
    }
  });

  /** QEMU logs nothing that shows these. */
  const SAID: readonly AssumptionId[] = [
    // The driver's, beside BAR 0 and in its own mind; the device's.
    ...(["mmio-programming", "slot-completed", "data-at-plus-8"] as const),
    ...(["quiet-unless-programmed", "device-sends-its-slots", "eight-byte-divisible"] as const),
    // The kernel's and the host's. Of a grant that fails whole there is no vfio_msi_enable.
    ...(["msi-novirt-feature", "physical-read-succeeds", "bar-write-succeeds"] as const),
    ...(["full-grant", "stable-host-pair", "low-host-address", "aligned-host-base"] as const),
    ...(["interrupt-remapping", "little-endian-host", "same-architecture"] as const),
  ];

  it("says only what no event of QEMU's shows", () => {
    const said = new Set(judged.flatMap(({ verdicts }) => dropped(verdicts, "said")));
    expect([...said].sort()).toEqual([...SAID].sort());
  });
});
