/** What each named guest does and does not do, act by act, from what its sources say. */
import { expect, it } from "vitest";
import { NAMED_GUESTS } from "../../model/world/guests/index.js";

it("there are five of them", () => {
  expect(NAMED_GUESTS).toHaveLength(5);
});
