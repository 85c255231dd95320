import { expect, it } from "vitest";
import { verifyWorld } from "../../checks/verify/verify.js";
import { designCalled } from "../../model/quirks/designs.js";
import { designDrifts } from "../../reports/designs-report.js";

/** A test for each of those designs: what `compare` says of it is what was worked out by hand. */
export function eachAsWorkedOut(names: readonly string[]): void {
  it.each(names)("%s stands on what was worked out by hand", (name) => {
    const design = designCalled(name);
    if (design === undefined) throw new Error(`no design ${name}`);
    const { quirk, terms } = design;
    const found = verifyWorld({ allocations: [2], order: 1, quirk, terms });
    expect(designDrifts(name, found)).toEqual([]);
  });
}

/** Those that change something of the world around the quirk, the smallest worlds first. */
export const OF_OTHER_TERMS = [
  "guest-asks",
  "guest-owned",
  "no-quirk",
  "copied-by-hand",
  "source-by-driver",
  "source-by-qemu",
  "best-trap",
  "best-today",
  "reads-back",
];
