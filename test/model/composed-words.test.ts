/** The host's words and the checks of composed quirks, against what each improvement is said to do. */
import { describe, expect, it } from "vitest";
import { NO_FEATURES } from "../../model/quirks/composed/features.js";
import { followsPart, positionOf } from "../../model/quirks/composed/position.js";
import { refused, refuses } from "../../model/quirks/composed/refusal.js";
import {
  hostAddress,
  hostData,
  hostHigh,
  locatedVector,
  matchedVector,
} from "../../model/quirks/composed/words.js";
import { features, VIEW, view, write } from "./composed-view.js";

const EXACT = features({ exactWords: true });
const WIDE = features({ handles64Bit: true });

describe("the host's words", () => {
  it("as the patch has them: read from the physical registers, offset added modulo 2^32", () => {
    expect(hostAddress(VIEW, NO_FEATURES)).toBe(0xa0n);
    expect(hostHigh(VIEW, NO_FEATURES)).toBe(0xc0n);
    expect(hostData(VIEW, 2, NO_FEATURES)).toBe(0xb2n);
    expect(hostData(VIEW, 2, WIDE)).toBe(0xd2n);
    const last = view({ physical: { addressLow: 0, word8: 0xffff_ffff } });
    expect(hostData(last, 3, NO_FEATURES)).toBe(2n);
    const upper = view({ physical: { addressLow: 0, word8: 0x8000_0000 } });
    expect(hostData(upper, 1, NO_FEATURES)).toBe(0x8000_0001n);
  });

  it("made exactly: in the host's order, the low bits that the grant has replaced by the offset", () => {
    expect(hostAddress(VIEW, EXACT)).toBe(0xfee0_1004n);
    expect(hostHigh(VIEW, EXACT)).toBe(0x303n);
    expect(hostData(VIEW, 2, EXACT)).toBe(0x4802n);
    expect(hostData(view({ vectorsGranted: 2 }), 1, EXACT)).toBe(0x4803n);
    for (const vectorsGranted of [0, 1]) {
      expect(hostData(view({ vectorsGranted }), 2, EXACT)).toBe(0x4805n);
    }
  });

  it("of a 64-bit layout the word at +8 is the address's upper half, unless that is handled", () => {
    const wide = view({ is64Bit: true });
    expect(hostData(wide, 2, EXACT)).toBe(0x302n);
    expect(hostData(wide, 2, features({ exactWords: true, handles64Bit: true }))).toBe(0x4802n);
  });
});

describe("the vector that a value names", () => {
  it("as the patch finds it: the value without its low bits is the guest's word", () => {
    const aligned = view({ guestWord8: 0x4020 });
    expect(matchedVector(aligned, write(0x4020n), NO_FEATURES)).toBe(0);
    expect(matchedVector(aligned, write(0x4023n), NO_FEATURES)).toBe(3);
    expect(matchedVector(aligned, write(0x4024n), NO_FEATURES)).toBeUndefined();
    expect(matchedVector(VIEW, write(0x4022n), NO_FEATURES)).toBeUndefined();
    expect(matchedVector(VIEW, write(0x4102n), WIDE)).toBe(2);
  });

  it("found exactly: what lies between it and the guest's word, below the allocation", () => {
    expect(matchedVector(VIEW, write(0x4020n), EXACT)).toBeUndefined();
    expect(matchedVector(VIEW, write(0x4021n), EXACT)).toBe(0);
    expect(matchedVector(VIEW, write(0x4024n), EXACT)).toBe(3);
    expect(matchedVector(VIEW, write(0x4025n), EXACT)).toBeUndefined();
  });

  it("in a known data register is the low bits, unless it is found exactly", () => {
    expect(locatedVector(VIEW, write(0x5a5a_5a43n), NO_FEATURES)).toBe(3);
    expect(locatedVector(VIEW, write(0x4024n), NO_FEATURES)).toBe(0);
    expect(locatedVector(VIEW, write(0x4024n), EXACT)).toBe(3);
    expect(locatedVector(VIEW, write(0x5a5a_5a42n), EXACT)).toBe(2);
  });
});

describe("a check", () => {
  it("refuses only what it looks at: a failed read, a vector beyond the grant", () => {
    const failed = view({ readFails: true });
    expect(refuses(failed, 0, NO_FEATURES)).toBe(false);
    expect(refuses(failed, 0, features({ checksRead: true }))).toBe(true);
    expect(refuses(VIEW, 0, features({ checksRead: true }))).toBe(false);
    expect(refuses(VIEW, 4, NO_FEATURES)).toBe(false);
    expect(refuses(VIEW, 4, features({ checksGrant: true }))).toBe(true);
    expect(refuses(VIEW, 3, features({ checksGrant: true }))).toBe(false);
  });

  it("lets the guest's value pass, or writes nothing", () => {
    expect(refused("data", write(7n), features({ refusal: "pass" }))).toEqual({
      branch: "refuse-data",
      value: 7n,
      own: {},
    });
    expect(refused("data", write(7n), features({ refusal: "drop" }))).toEqual({
      branch: "drop-data",
      value: undefined,
      own: {},
    });
  });
});

describe("the position", () => {
  const follows = features({ followsWindow: true });

  it("is the window's where it is followed, the first where the table does not know how", () => {
    expect(positionOf(VIEW, {}, NO_FEATURES)).toBe("");
    expect(positionOf(VIEW, { "own.follows": "window" }, follows)).toBe("B");
    expect(positionOf(VIEW, { "own.follows": "nothing" }, follows)).toBe("A");
  });

  it("is a part of the state only where it is followed", () => {
    expect(followsPart(NO_FEATURES)).toEqual({});
    expect(followsPart(follows)).toEqual({ "own.follows": ["window", "nothing"] });
  });
});
