import { describe, expect, it } from "vitest";
import { CallWatch, LONGEST_CALL_MS, thrownInFile, thrownText } from "../../cli/user-code.js";

describe("code of a user's that is watched", () => {
  it("is stuck if it is at one call for longer than a call may take", () => {
    const watch = new CallWatch();
    expect(watch.isStuck(7, 0)).toBe(false);
    expect(watch.isStuck(7, LONGEST_CALL_MS)).toBe(false);
    expect(watch.isStuck(7, LONGEST_CALL_MS + 1)).toBe(true);
  });

  it("is not if it is at another call each time, or at none", () => {
    const watch = new CallWatch();
    for (let call = 1; call < 10; call++) {
      expect(watch.isStuck(call, call * LONGEST_CALL_MS)).toBe(false);
    }
    expect(watch.isStuck(0, 100 * LONGEST_CALL_MS)).toBe(false);
    expect(watch.isStuck(0, 200 * LONGEST_CALL_MS)).toBe(false);
  });
});

describe("what a user's file throws", () => {
  it.each([
    [new Error("a\nb"), "a"],
    [new Error("Transform failed with 2 errors:\nx.ts:3:1: ERROR: no"), "x.ts:3:1: ERROR: no"],
    ["text", "text"],
    [null, "null"],
    [Symbol("s"), "Symbol(s)"],
    [Object.create(null), "something that cannot be shown"],
    [
      new Proxy(new Error("p"), {
        get: () => {
          throw new Error("again");
        },
      }),
      "something that cannot be shown",
    ],
  ])("is told in one line: %#", (error, text) => {
    expect(thrownText(error)).toBe(text);
  });

  it("is told with its line, where the exception says it", () => {
    const error = new Error("no");
    error.stack =
      "Error: no\n    at f (file:///d/other.ts:9:1)\n    at file:///d/my%20q.ts?x=1:3:7";
    expect(thrownInFile(error, "/d/my q.ts")).toBe("no (line 3)");
    expect(thrownInFile(error, "/d/third.ts")).toBe("no");
    expect(thrownInFile(null, "/d/my q.ts")).toBe("null");
  });
});
