/** Small questions about a state of the world, each answered by hand. */
import { describe, expect, it } from "vitest";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { isTrapped, ordinaryWords, placeOf, registerAt } from "../../model/world/registers.js";
import {
  allocation,
  componentsWith,
  DOMAINS,
  granted,
  inProgress,
  ofSlot1,
  USUAL_STATE,
} from "../../model/world/state.js";
import { carriedNeeds, USUAL_TERMS } from "../../model/world/terms.js";

const REGISTER_MAP = [
  // Window position, where slot 0's data lies, then the kind of each word from 0 to 10.
  ["A", "plus-8", "address0 high0 data0 address1 high1 data1 - - - - -"],
  ["A", "elsewhere", "address0 high0 - address1 high1 data1 - - - data0 -"],
  ["B", "plus-8", "- - - - - - address2 high2 data2 - -"],
  ["B", "elsewhere", "- - - - - - address2 high2 data2 - -"],
] as const;

describe("the register map", () => {
  it.each(REGISTER_MAP)("under window %s, slot 0's data %s, is %s", (window, slot0Data, map) => {
    const found = map.split(" ").map((_, word) => {
      const { kind, slot } = registerAt(word, { window, slot0Data });
      return slot === undefined ? "-" : `${kind}${slot.slice(-1)}`;
    });
    expect(found.join(" ")).toBe(map);
  });

  it("has slot 0's data elsewhere only if that was chosen", () => {
    const plus8 = { slot0Data: "plus-8" } as const;
    const elsewhere = { slot0Data: "elsewhere" } as const;
    expect(placeOf("slot0", plus8)).toEqual({ window: "A", address: 0, data: 2 });
    expect(placeOf("slot0", elsewhere)).toEqual({ window: "A", address: 0, data: 9 });
    expect(placeOf("slot1", elsewhere)).toEqual({ window: "A", address: 3, data: 5 });
    expect(placeOf("slot2", elsewhere)).toEqual({ window: "B", address: 6, data: 8 });
  });

  it("has the ordinary registers the guest writes where no slot is", () => {
    expect(ordinaryWords("A", "plus-8")).toEqual([6, 8]);
    expect(ordinaryWords("A", "elsewhere")).toEqual([2, 6, 8]);
    expect(ordinaryWords("B", "plus-8")).toEqual([2]);
    expect(ordinaryWords("B", "elsewhere")).toEqual([2]);
  });

  it("is trapped whole, or as far as slot 0's address and high register", () => {
    const trapped = (windowEnd: "clear" | "cuts-slot-0") =>
      [0, 1, 2, 9].filter((word) => isTrapped(word, { windowEnd }));
    expect(trapped("clear")).toEqual([0, 1, 2, 9]);
    expect(trapped("cuts-slot-0")).toEqual([0, 1]);
  });
});

describe("a state", () => {
  it("begins with MSI disabled, nothing programmed and every assumption kept", () => {
    const changed = Object.entries(DOMAINS).filter(
      ([name, [first]]) => USUAL_STATE[name as keyof typeof DOMAINS] !== first,
    );
    expect(changed).toEqual([]);
    expect(USUAL_STATE).toMatchObject({ msi: "disabled", pair: "zero", quirk: "present" });
  });

  it("has the world's components, then the quirk's own", () => {
    const components = componentsWith(AS_POSTED);
    expect(components.slice(0, -1).map(({ name }) => name)).toEqual(Object.keys(DOMAINS));
    expect(components.at(-1)).toEqual({
      name: "own.cookie",
      values: AS_POSTED.parts["own.cookie"],
    });
  });

  it("has a slot in progress from its address to its data, interrupted or not", () => {
    const phases = DOMAINS.slot0.filter(inProgress);
    expect(phases).toEqual(["in-progress", "interrupted"]);
  });

  it("has twice the vectors asked for once the allocation has grown", () => {
    expect(allocation({ vectors: "asked" }, 4)).toBe(4);
    expect(allocation({ vectors: "grown" }, 4)).toBe(8);
    expect(DOMAINS.grant.map((grant) => granted({ grant }, 4))).toEqual([0, 1, 4, 8]);
  });

  it("says of slot 1 what it says of slot 0, and leaves out what is no slot's", () => {
    const { slot1Vector, slot1Low, slot1High, slot1Data } = ofSlot1({
      vector: "yes",
      low: "host",
      high: "zero",
      data: "word",
    });
    expect([slot1Vector, slot1Low, slot1High, slot1Data]).toEqual(["yes", "host", "zero", "word"]);
    expect(ofSlot1({ lowFaithful: "no", dataFaithful: "lost" })).toEqual({
      slot1LowFaithful: "no",
      slot1DataFaithful: "lost",
    });
    expect(ofSlot1({ ordinary: "host", slot0: "none" })).toStrictEqual({});
  });
});

describe("needs", () => {
  it("are counted by what carries them in a design, each once", () => {
    const terms = {
      ...USUAL_TERMS,
      carriedBy: { "stable-window": "source-grant", "unique-address": "source-grant" },
    } as const;
    const needs = ["stable-window", "full-grant", "unique-address", "full-grant"] as const;
    expect(carriedNeeds(needs, terms)).toEqual(["source-grant", "full-grant"]);
    expect(carriedNeeds(needs, USUAL_TERMS)).toEqual([
      "stable-window",
      "full-grant",
      "unique-address",
    ]);
  });

  it("are the patch's unless a design says otherwise", () => {
    expect(USUAL_TERMS).toEqual({
      pairs: "capability",
      capability: "msi",
      traps: true,
      inPlace: true,
      lifetime: "while enabled",
      moved: "goes stale",
      asks: false,
      kernelWrites: false,
      carriedBy: {},
      choices: [],
    });
  });
});
