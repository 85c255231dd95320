/** Claims about the machine that mutants showed to be nobody's. */
import { describe, expect, it } from "vitest";
import { slotsAfterWrite } from "../../model/quirks/as-posted/slots.js";
import { enumerationOf } from "../checks/machine/walk.js";
import { perMutant } from "./per-mutant.js";

const arbitrary = perMutant(() => enumerationOf("arbitrary", 2));

describe("the machine", () => {
  it("follows the slots at every write, whatever its branch, and leaves the capability alone", () => {
    const branches = new Set<string | undefined>();
    for (const { from, event, to, output } of arbitrary().steps) {
      if (event.type !== "GUEST_WRITES_REGISTER") continue;
      expect(to.context.slots).toEqual(slotsAfterWrite(from.context.slots, event.register));
      expect(to.context.capability).toBe(from.context.capability);
      branches.add(`${from.value} ${output?.branch}`);
    }
    // idle, dataReplaced and cleared know two branches, addressSeen four.
    expect(branches.size).toBe(10);
  });
});
