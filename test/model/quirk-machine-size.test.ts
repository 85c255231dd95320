import { expect, it } from "vitest";
import type { Quirk } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { quirkMachine } from "../../model/quirks/machine/machine.js";

it("a machine of more than 2000 states is refused if nothing else is said", () => {
  const counting: Quirk = {
    ...AS_POSTED,
    parts: { "own.count": ["0"] },
    write: (_view, own, { value }) => ({
      branch: "count",
      value,
      own: { "own.count": String(Number(own["own.count"]) + 1) },
    }),
  };
  expect(() => quirkMachine(counting)).toThrow("more than 2000 states");
});
