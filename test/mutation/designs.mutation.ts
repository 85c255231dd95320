/** What `compare` says of the designs that change something of the world around the quirk. */
import { describe, expect, it } from "vitest";
import { EXPECTED_DESIGNS } from "../../checks/expectations/designs.js";
import { DESIGNS } from "../../model/quirks/designs.js";
import { eachAsWorkedOut, OF_OTHER_TERMS } from "./designs.js";

describe("compare", () => {
  it("has a row worked out by hand for each design", () => {
    expect(DESIGNS.map(({ name }) => name)).toEqual(Object.keys(EXPECTED_DESIGNS));
  });

  eachAsWorkedOut(OF_OTHER_TERMS);
});
