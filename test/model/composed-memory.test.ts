/** What composed quirks remember, against what each improvement is said to do. */
import { describe, expect, it } from "vitest";
import { cookiesFor } from "../../model/quirks/composed/cookies.js";
import { NO_FEATURES } from "../../model/quirks/composed/features.js";
import { memoryFor } from "../../model/quirks/composed/memory.js";
import { features, VIEW, view } from "./composed-view.js";

describe("one cookie", () => {
  const cookies = cookiesFor(NO_FEATURES);

  it("awaits data at one place, and an address anywhere moves it", () => {
    const own = cookies.awaitAt("5");
    expect(own).toEqual({ "own.cookie": "5" });
    expect(cookies.isAwaited({ "own.cookie": "5" }, "5")).toBe(true);
    expect(cookies.isAwaited({ "own.cookie": "5" }, "8")).toBe(false);
    expect(cookies.settle({ "own.cookie": "5" }, "5")).toEqual({ "own.cookie": "none" });
    expect(cookies.clear()).toEqual({ "own.cookie": "none" });
  });

  it("names an offset of 4 bytes a word, whichever place is looked at; none is 0", () => {
    expect(cookies.offset({ "own.cookie": "5" }, "8")).toBe(20);
    expect(cookies.offset({}, "8")).toBe(0);
    expect(cookies.offset({ "own.cookie": "5" }, "8", { "own.cookie": "11" })).toBe(44);
    expect(cookies.offset({ "own.cookie": "5" }, "8", {})).toBe(20);
  });

  it("that follows the window has places of the map only, and awaits nothing at others", () => {
    const followed = cookiesFor(features({ followsWindow: true }));
    expect(followed.awaitAt("B8")).toEqual({ "own.cookie": "B8" });
    expect(followed.awaitAt("B5")).toEqual({ "own.cookie": "none" });
    expect(followed.isKept("B8")).toBe(true);
    expect(followed.isKept("B5")).toBe(false);
    expect(followed.offset({ "own.cookie": "B8" }, "A2")).toBe(32);
    expect(cookies.isKept("11")).toBe(true);
    expect(cookies.isKept("12")).toBe(false);
  });
});

describe("a cookie for each address", () => {
  const cookies = cookiesFor(features({ cookiePerAddress: true }));

  it("awaits data at several places, each settled for itself", () => {
    expect(cookies.awaitAt("5")).toEqual({ "own.awaits 5": "yes" });
    expect(cookies.settle({}, "5")).toEqual({ "own.awaits 5": "no" });
    expect(cookies.isAwaited({ "own.awaits 5": "yes" }, "5")).toBe(true);
    expect(cookies.isAwaited({ "own.awaits 5": "no" }, "5")).toBe(false);
    expect(Object.keys(cookies.clear())).toEqual(Object.keys(cookies.parts));
    expect(new Set(Object.values(cookies.clear()))).toEqual(new Set(["no"]));
    for (const values of Object.values(cookies.parts)) expect(values).toEqual(["no", "yes"]);
  });

  it("keeps none for a place without a register", () => {
    expect(cookies.awaitAt("11")).toEqual({});
    expect(cookies.settle({}, "11")).toEqual({});
    expect(cookies.isKept("11")).toBe(false);
    expect(cookies.isKept("5")).toBe(true);
    expect(cookies.isAwaited({ "own.awaits 11": "yes" }, "11")).toBe(false);
  });

  it("names the offset of the place that is looked at", () => {
    expect(cookies.offset({ "own.awaits 5": "yes" }, "5")).toBe(20);
    expect(cookies.offset({ "own.awaits 5": "yes" }, "8")).toBe(0);
    expect(cookies.offset({ "own.awaits 5": "yes" }, "5", { "own.awaits 5": "no" })).toBe(0);
    expect(cookies.offset({ "own.awaits 5": "no" }, "5", { "own.awaits 5": "yes" })).toBe(20);
  });
});

describe("what was written over", () => {
  const memory = memoryFor(features({ readsBack: true }));
  const own = { "own.wrote 2": "B" } as const;

  it("is remembered by the word and by the position it was written under", () => {
    expect(memory.afterReplacing(VIEW, {}, 8)).toEqual({ "own.wrote 2": "B" });
    expect(memory.remembers(VIEW, own, { offset: 8, replaced: true })).toBe(true);
    expect(memory.remembers(view({ window: "A" }), own, { offset: 8, replaced: true })).toBe(false);
    expect(memory.remembers(VIEW, own, { offset: 0, replaced: true })).toBe(false);
  });

  it("is not taken for it once the device holds something else", () => {
    expect(memory.remembers(VIEW, own, { offset: 8, replaced: false })).toBe(false);
  });

  it("is forgotten all at once, and never known of words whose contents the world does not keep", () => {
    expect(Object.keys(memory.clear())).toEqual(Object.keys(memory.parts));
    expect(new Set(Object.values(memory.clear()))).toEqual(new Set(["nothing"]));
    for (const values of Object.values(memory.parts)) expect(values).toEqual(["nothing", "A", "B"]);
    expect(memory.afterReplacing(VIEW, {}, 12)).toEqual({});
  });

  it("is known by the followed position where the window is followed", () => {
    const followed = memoryFor(features({ readsBack: true, followsWindow: true }));
    expect(followed.afterReplacing(VIEW, {}, 8)).toEqual({ "own.wrote B2": "B" });
    expect(followed.afterReplacing(VIEW, {}, 0)).toEqual({});
  });

  it("is nothing for a quirk whose reads pass through", () => {
    const none = memoryFor(NO_FEATURES);
    expect(none.parts).toEqual({});
    expect(none.afterReplacing(VIEW, {}, 8)).toEqual({});
    expect(none.remembers(VIEW, own, { offset: 8, replaced: true })).toBe(false);
    expect(none.clear()).toEqual({});
  });
});
