import { it } from "vitest";
import { expectSameAlone } from "./same-alone.js";

it("allocations searched as one give what searching each for itself gives, every slice", () => {
  expectSameAlone();
});
