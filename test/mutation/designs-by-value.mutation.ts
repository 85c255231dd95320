/** What `compare` says of the other designs, which take longer. */
import { describe } from "vitest";
import { DESIGNS } from "../../model/quirks/designs.js";
import { eachAsWorkedOut, OF_OTHER_TERMS } from "./designs.js";

describe("compare", () => {
  const others = DESIGNS.map(({ name }) => name).filter((name) => !OF_OTHER_TERMS.includes(name));
  eachAsWorkedOut(others);
});
