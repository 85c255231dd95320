import { describe, expect, it } from "vitest";
import { compile, explore } from "../../checks/engine/index.js";
import { cutSetsOfDoor, DOOR_MODEL } from "../../examples/door.js";

describe("the engine's example, a door with a lock", () => {
  it("holds with both assumptions kept: closed and unlocked, open, locked are its 3 states", () => {
    const { states, verdicts } = explore(compile(DOOR_MODEL));
    // 2 outcomes in closed and unlocked, 1 when open (closes; locking needs its assumption dropped), 1 when locked.
    expect(states).toBe(3);
    expect(verdicts).toMatchObject([{ verdict: "holds", concerned: 4 }]);
  });

  it("is violated in two steps with either dropped, and by no other minimal set", () => {
    expect(cutSetsOfDoor()).toMatchObject([
      { assumptions: [0], length: 2 },
      { assumptions: [1], length: 2 },
    ]);
  });
});
