import { describe, expect, it } from "vitest";
import { AskedQuirk } from "../../../checks/asked/asked-quirk.js";
import { ImpureModelError } from "../../../checks/engine/index.js";
import type { PrivateState, Quirk, QuirkView, WriteEffects } from "../../../model/quirk.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";
import { DESIGNS } from "../../../model/quirks/designs.js";
import { firstSituation } from "../../../model/quirks/machine/step.js";
import { USUAL_STATE, type WorldState } from "../../../model/world/state.js";
import { concrete, type GuestValue, sourcePair, viewOf } from "../../../model/world/values.js";

const ENABLED: WorldState = { ...USUAL_STATE, msi: "enabled", pair: "programmed", grant: "asked" };
const STATES: readonly WorldState[] = [USUAL_STATE, ENABLED, { ...ENABLED, capability: "64-bit" }];
const VALUES: readonly GuestValue[] = ["address", "data+0", "data+1", "zero", "other"];

/** Everything a world may ask, in some states: each question with what is said to it. */
function answersOf(quirk: Quirk): readonly unknown[] {
  return STATES.flatMap((state) =>
    privateStates(quirk).flatMap((own) => [
      quirk.reset(own),
      quirk.msiChanged(own, true),
      quirk.msiChanged(own, false),
      ...[0, 4, 8, 12].flatMap((offset) => [
        quirk.read(viewOf(state, 4, false), own, { offset, replaced: offset === 8 }),
        ...VALUES.flatMap((value) => writesOf(quirk, { state, own, offset, value })),
      ]),
    ]),
  );
}

/** The first, and some with another value of one part. */
function privateStates(quirk: Quirk): readonly PrivateState[] {
  const { own } = firstSituation(quirk);
  const others = Object.entries(quirk.parts).flatMap(([part, values]) =>
    values.slice(0, 2).map((value): PrivateState => ({ ...own, [part]: value })),
  );
  return [own, ...others];
}

interface Question {
  readonly state: WorldState;
  readonly own: PrivateState;
  readonly offset: number;
  readonly value: GuestValue;
}

function writesOf(quirk: Quirk, { state, own, offset, value }: Question): readonly unknown[] {
  const access = { offset, size: 4, value: concrete(value, state) };
  const { ask, ...effects } = quirk.write(viewOf(state, 4, false), own, access);
  if (ask === undefined) return [effects];
  return [effects, ask.answer(sourcePair(state)), ask.answer(undefined)];
}

type Write = Quirk["write"];

const pass: Write = (_view, _own, { value }) => ({ branch: "pass", value, own: {} });
const wrong = (made: WriteEffects): WriteEffects => ({ ...made, branch: "wrong" });

/** The patch, but that each copy of it writes so. */
const writing = (make: () => Write) => (): Quirk => ({ ...AS_POSTED, write: make() });

/** Asks all, then all again, of a copy too. */
function askTwice(make: () => Quirk): void {
  const asked = new AskedQuirk(make());
  answersOf(asked.quirk);
  asked.askAgain(make());
}

describe("a quirk that is asked twice", () => {
  it.each(DESIGNS)("answers as it does by itself: $name", ({ quirk }) => {
    const asked = new AskedQuirk(quirk);
    const [alone, first, remembered] = [quirk, asked.quirk, asked.quirk].map(answersOf);
    expect(first).toEqual(alone);
    expect(remembered).toEqual(alone);
    expect(() => asked.askAgain(quirk)).not.toThrow();
  });

  it("has the world look at what it looks at, in that order, remembered or not", () => {
    const lookedAt = (quirk: Quirk) => {
      const looks: string[] = [];
      const noting = <T extends object>(of: T) =>
        new Proxy(of, {
          get: (target, name) => looks.push(String(name)) && Reflect.get(target, name),
        });
      const view = noting(viewOf({ ...ENABLED, grant: "none" }, 4, false));
      quirk.write(view, noting({ "own.cookie": "2" }), { offset: 8, size: 4, value: 0x4001n });
      return [...new Set(looks)];
    };
    const { quirk } = new AskedQuirk(AS_POSTED);
    const alone = lookedAt(AS_POSTED);
    expect(alone).toContain("vectorsAllocated");
    expect(alone).not.toContain("window");
    expect([lookedAt(quirk), lookedAt(quirk)]).toEqual([alone, alone]);
  });

  it("is asked the second time from the last question to the first, a copy in a third order, and no more", () => {
    const [offsets, copy]: [number[], number[]] = [[], []];
    const noting =
      (into: number[]): Write =>
      (view, own, access) => {
        into.push(access.offset);
        return pass(view, own, access);
      };
    const asked = new AskedQuirk({ ...AS_POSTED, write: noting(offsets) });
    const ask = (offset: number) =>
      asked.quirk.write(viewOf(ENABLED, 4, false), {}, { offset, size: 4, value: 1n });
    for (const offset of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 0]) ask(offset);
    const waits: number[] = [];
    asked.askAgain({ ...AS_POSTED, write: noting(copy) }, () => waits.push(offsets.length));
    expect(offsets).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    // Of the questions from the last to the first, each seventh, then those beside them.
    expect(copy).toEqual([9, 2, 8, 1, 7, 0, 6, 5, 4, 3]);
    expect(waits).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    asked.askAgain(AS_POSTED);
    expect(offsets.length).toBe(20);
  });
});

describe("a quirk that is no pure function is caught", () => {
  it.each<[string, () => Quirk, RegExp]>([
    [
      "by a counter in write",
      writing(() => {
        let calls = 0;
        return (...of) =>
          calls++ % 2 === 0 ? AS_POSTED.write(...of) : wrong(AS_POSTED.write(...of));
      }),
      /^'write' is not a pure function .* asked about \(.*access\.offset=0x.*\) it said .*, and then/,
    ],
    [
      "by what it did once",
      () => {
        let resets = 0;
        return { ...AS_POSTED, reset: () => (resets++ === 0 ? { "own.cookie": "none" } : {}) };
      },
      /^'reset' is not .* asked about \(nothing\) it said \{"own.cookie":"none"\}, and then \{\};/,
    ],
    [
      "by a counter in read",
      () => {
        let calls = 0;
        return { ...AS_POSTED, read: () => (calls++ % 3 === 0 ? "memory" : "device") };
      },
      /^'read' is not a pure function/,
    ],
    [
      "by a counter in msiChanged",
      () => {
        let calls = 0;
        return { ...AS_POSTED, msiChanged: () => (calls++ % 2 === 0 ? { "own.cookie": "1" } : {}) };
      },
      /^'msiChanged' to (en|dis)abled is not a pure function/,
    ],
    [
      "by dice",
      writing(
        () =>
          (...of) =>
            Math.random() < 0.5 ? AS_POSTED.write(...of) : wrong(AS_POSTED.write(...of)),
      ),
      /^'write' is not a pure function/,
    ],
    [
      "by the last question",
      writing(() => {
        let last = -1;
        return (view, own, access) => {
          const same = access.offset === last;
          last = access.offset;
          return same
            ? wrong(AS_POSTED.write(view, own, access))
            : AS_POSTED.write(view, own, access);
        };
      }),
      /^'write' is not a pure function/,
    ],
    [
      "by what it was when it was loaded",
      (() => {
        let copies = 0;
        return writing(() => {
          const copy = copies++;
          return (...of) => ({ ...AS_POSTED.write(...of), branch: `copy ${copy}` });
        });
      })(),
      /it said \{"branch":"copy \d+".*, and then \{"branch":"copy \d+"/,
    ],
    [
      "by what it makes of the host's answer",
      writing(() => {
        let granted = 0;
        return (...of) => ({
          ...pass(...of),
          ask: { answer: () => ({ ...pass(...of), branch: `grant ${granted++}` }) },
        });
      }),
      /^'write', to which the host (refuses|grants 0x\w+\/0x\w+), is not a pure function/,
    ],
    [
      "by whether it asks the host",
      writing(() => {
        let calls = 0;
        return (...of) =>
          calls++ % 2 === 0 ? pass(...of) : { ...pass(...of), ask: { answer: () => pass(...of) } };
      }),
      /^'write' is not a pure function/,
    ],
  ])("%s", (_, make, message) => {
    expect(() => askTwice(make)).toThrow(ImpureModelError);
    expect(() => askTwice(make)).toThrow(message);
  });

  it.each<[string, (view: QuirkView, own: PrivateState, access: object) => unknown, RegExp]>([
    ["the private state", (_, own) => Object.assign(own, { "own.cookie": "1" }), /own\.cookie of/],
    ["a part there is not", (_, own) => Object.assign(own, { "own.new": "1" }), /own\.new of its/],
    ["the access", (_v, _o, access) => Object.assign(access, { value: 0n }), /access\.value of/],
    ["the view", (view) => Object.assign(view, { msiEnabled: true }), /view\.msiEnabled of its/],
    [
      "what it sees of the host",
      ({ hostPair }) => Object.assign(hostPair, { data: 1 }),
      /hostPair/,
    ],
    ["by leaving out", (_, own) => Reflect.deleteProperty(own, "own.cookie"), /own\.cookie of its/],
  ])("when it changes its arguments: %s", (_, change, message) => {
    const make = writing(() => (view, own, access) => {
      change(view, own, access);
      return pass(view, own, access);
    });
    expect(() => askTwice(make)).toThrow(message);
    expect(() => askTwice(make)).toThrow(/^changes .* its arguments, expected it in the answer$/);
  });

  it("when it looks at what it was given before", () => {
    const make = writing(() => {
      let before: PrivateState | undefined;
      return (view, own, access) => {
        const last = before?.["own.cookie"];
        before = own;
        return { ...pass(view, own, access), branch: String(last) };
      };
    });
    expect(() => askTwice(make)).toThrow("looks at own.cookie in arguments of an earlier 'write'");
  });
});

describe("a quirk with a memory that changes no answer passes", () => {
  const keyOf = (view: QuirkView, own: PrivateState, access: object) =>
    JSON.stringify([{ ...view, physical: { ...view.physical } }, own, access], (_, value) =>
      typeof value === "bigint" ? String(value) : value,
    );

  it.each<[string, () => Write, Write]>([
    [
      "a cache",
      () => {
        const cache = new Map<string, WriteEffects>();
        return (view, own, access) => {
          const key = keyOf(view, { ...own }, { ...access });
          const made = cache.get(key) ?? AS_POSTED.write(view, own, access);
          cache.set(key, made);
          return made;
        };
      },
      AS_POSTED.write,
    ],
    [
      "a cache that saves looking at things",
      () => {
        const cache = new Map<bigint, WriteEffects>();
        return (view, own, access) => {
          const known = cache.get(access.value);
          if (known !== undefined) return known;
          // What is looked at only here has to be a number, of whichever question.
          const seen = [view.guestData, view.hostPair.data].map((number) => number.toFixed());
          const made = { ...pass(view, own, access), branch: seen.length === 2 ? "pass" : "never" };
          cache.set(access.value, made);
          return made;
        };
      },
      pass,
    ],
    [
      "a list of its calls",
      () => {
        const calls: number[] = [];
        return (view, own, access) => {
          calls.push(access.offset);
          return AS_POSTED.write(view, own, access);
        };
      },
      AS_POSTED.write,
    ],
    [
      "one object for all answers",
      () => {
        const own: Partial<Record<"own.cookie", string>> = {};
        const made = { branch: "keep", value: 0n, own };
        return (_view, _own, { offset, value }) => {
          own["own.cookie"] = String(offset);
          return Object.assign(made, { value });
        };
      },
      (_view, _own, { offset, value }) => ({
        branch: "keep",
        value,
        own: { "own.cookie": String(offset) },
      }),
    ],
  ])("%s", (_, make, write) => {
    expect(() => askTwice(writing(make))).not.toThrow();
    const asked = new AskedQuirk({ ...AS_POSTED, write: make() });
    expect(answersOf(asked.quirk)).toEqual(answersOf({ ...AS_POSTED, write }));
  });
});
