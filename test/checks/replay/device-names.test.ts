import { describe, expect, it } from "vitest";
import { DeviceSelector } from "../../../checks/replay/device-names.js";

describe("without a name", () => {
  it("the only device is followed", () => {
    const selector = new DeviceSelector(undefined);
    expect([selector.select("a"), selector.select("a")]).toEqual(["follow", "follow"]);
    expect(selector.missing).toBeUndefined();
  });

  it("a second device is ambiguous, and both are named", () => {
    const selector = new DeviceSelector(undefined);
    selector.select("a");
    expect(selector.select("b")).toEqual({ ambiguous: ["a", "b"] });
  });
});

describe("with a name", () => {
  it("only that device is followed", () => {
    const selector = new DeviceSelector("b");
    expect(["a", "b", "c", "b"].map((name) => selector.select(name))).toEqual([
      "other",
      "follow",
      "other",
      "follow",
    ]);
    expect(selector.missing).toBeUndefined();
  });

  it("a name that the log does not have is missing, and those it has are known", () => {
    const selector = new DeviceSelector("z");
    for (const name of ["a", "b", "a"]) selector.select(name);
    expect([selector.missing, selector.seen]).toEqual(["z", ["a", "b"]]);
  });

  it("any number of other names is met in constant memory, and the wanted one still found", () => {
    const selector = new DeviceSelector("wanted");
    for (let i = 0; i < 1000; i++) selector.select(`device ${i}`);
    expect(selector.select("wanted")).toBe("follow");
    expect([selector.seen.length, selector.missing]).toEqual([17, undefined]);
  });
});
