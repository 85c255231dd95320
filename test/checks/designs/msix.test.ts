/** The quirk for MSI-X as a machine. In its world it is one of the named designs: designs.slow.ts. */
import { expect, it } from "vitest";
import { called, disagreements } from "./machines.js";

it("the machine for MSI-X takes every step as the quirk's own functions say, and not as the patch's", () => {
  const { quirk } = called("msix");
  expect(disagreements(quirk, quirk)).toEqual([]);
  expect(disagreements(quirk, called("as-posted").quirk)).not.toEqual([]);
});
