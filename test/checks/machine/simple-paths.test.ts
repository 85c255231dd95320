import { describe, expect, it } from "vitest";
import { stateKey } from "../../../checks/machine/key.js";
import { simplePaths } from "../../../checks/machine/simple-paths.js";
import { initialSnapshot, replay } from "./walk.js";

const USED = 3;
const paths = simplePaths(USED);

describe("the listed simple paths", () => {
  it("are all different, and the empty one comes first", () => {
    expect(paths[0]).toEqual([]);
    expect(new Set(paths.map((path) => path.join(", "))).size).toBe(paths.length);
  });

  it("with one vector and one slot programmed read as a person would write them", () => {
    const oneSlot = simplePaths(1).filter((path) => !path.join().includes("slot1"));
    const texts = new Set(oneSlot.map((path) => path.join(", ")));
    // @xstate/graph lists them by the state they end in.
    expect([...texts].sort()).toEqual([
      "",
      "slot0.address=guest-address",
      "slot0.address=guest-address, slot0.data=guest-data+0",
      "slot0.address=guest-address, slot0.data=guest-data+0, ordinary=other",
      "slot0.address=guest-address, slot0.high=other",
      "slot0.address=guest-address, slot0.high=other, slot0.data=guest-data+0",
      "slot0.address=guest-address, slot0.high=other, slot0.data=guest-data+0, ordinary=other",
    ]);
  });

  it("write the data of the first and the last vector used, and of no other", () => {
    const vectors = (used: number) =>
      new Set(simplePaths(used).flatMap((path) => path.join().match(/guest-data\+\d+/g) ?? []));
    expect(vectors(1)).toEqual(new Set(["guest-data+0"]));
    expect(vectors(3)).toEqual(new Set(["guest-data+0", "guest-data+2"]));
    expect(vectors(32)).toEqual(new Set(["guest-data+0", "guest-data+31"]));
  });

  it("replay on the machine, each to a new state at every step", () => {
    const initial = stateKey("keeping", initialSnapshot(USED));
    for (const path of paths) {
      const keys = replay(USED, path).map(({ to }) => stateKey("keeping", to));
      expect(new Set([initial, ...keys]).size).toBe(path.length + 1);
    }
  });

  it("are closed under beginnings: the path to each of their steps is listed too", () => {
    const listed = new Set(paths.map((path) => path.join(", ")));
    for (const path of paths.slice(1)) expect(listed).toContain(path.slice(0, -1).join(", "));
  });

  it("end with the host's address and data word in each slot they programmed", () => {
    let programmed = 0;
    for (const path of paths) {
      const values = new Map(
        replay(USED, path).map(({ output }) => [output?.offset, output?.value]),
      );
      for (const slot of [0, 1]) {
        const write = path.find((text) => text.startsWith(`slot${slot}.data=`));
        if (write === undefined) continue;
        const vector = Number(write.split("+")[1]);
        expect(values.get(12 * slot)).toBe(0xfee01004n);
        expect(values.get(12 * slot + 8)).toBe(0x4140n + BigInt(vector));
        programmed += 1;
      }
    }
    expect(programmed).toBeGreaterThan(0);
  });
});
