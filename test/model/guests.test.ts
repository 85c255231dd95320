import { describe, expect, it } from "vitest";
import { allEvents, eventText, type QuirkContext } from "../../model/quirks/as-posted/events.js";
import {
  arbitraryGuest,
  HANDLER_ASSUMPTIONS,
  type HandlerAssumption,
  KEEPS,
  keepingGuest,
  onceGuest,
} from "../../model/quirks/as-posted/guests.js";
import { enumerationOf, eventFromText, replay } from "../checks/machine/walk.js";
import { perMutant } from "../mutation/per-mutant.js";

const USED = 3;
const arbitrary = perMutant(() => enumerationOf("arbitrary", USED));
const keeping = perMutant(() => enumerationOf("keeping", USED));

/** One context for each state reached. */
const contextsOf = ({ steps }: ReturnType<typeof keeping>) =>
  new Map(steps.map(({ fromKey, from }) => [fromKey, from.context])).values();

/** The context after a path of the machine. */
function contextAfter(path: readonly string[]): QuirkContext {
  const context = replay(USED, path).at(-1)?.to.context;
  if (context === undefined) throw new Error("an empty path");
  return context;
}

/** The assumptions an event would break. */
function brokenBy(context: QuirkContext, text: string): readonly HandlerAssumption[] {
  const event = eventFromText(USED, text);
  return HANDLER_ASSUMPTIONS.filter((id) => !KEEPS[id](context, event));
}

const IN_PROGRESS = ["slot0.address=guest-address"];
const PROGRAMMED = [...IN_PROGRESS, "slot0.data=guest-data+0"];
const DISABLED = ["disable-msi"];
const RESET = ["machine-reset"];
const ONE_VECTOR = ["disable-msi", "set-vectors=1", "enable-msi", "slot0.address=guest-address"];

describe("the arbitrary guest", () => {
  it("may do everything in every state: 7 registers times n + 4 values, and 7 other events", () => {
    for (const used of [1, 2, 32]) {
      const events = arbitraryGuest(used);
      expect(events(contextAfter(PROGRAMMED))).toEqual(allEvents(used));
      expect(events(contextAfter(RESET))).toHaveLength(7 * (used + 4) + 7);
    }
  });

  it("reaches all four machine states", () => {
    const values = new Set(arbitrary().steps.map(({ to }) => to.value));
    expect([...values].sort()).toEqual(["addressSeen", "cleared", "dataReplaced", "idle"]);
  });
});

describe("the keeping guest", () => {
  it("may do only what the arbitrary one may, in the same order, and less in every state", () => {
    const all = allEvents(USED).map(eventText);
    for (const context of contextsOf(keeping())) {
      const events = keepingGuest(USED)(context).map(eventText);
      expect(all.filter((event) => events.includes(event))).toEqual(events);
      expect(events.length).toBeLessThan(all.length);
    }
  });

  it("never reaches cleared: the data it writes is always the awaited one", () => {
    const values = new Set(keeping().steps.map(({ to }) => to.value));
    expect([...values].sort()).toEqual(["addressSeen", "dataReplaced", "idle"]);
  });

  it("with every assumption dropped is the arbitrary one", () => {
    const events = keepingGuest(USED, HANDLER_ASSUMPTIONS);
    for (const context of contextsOf(arbitrary())) {
      expect(events(context)).toEqual(allEvents(USED));
    }
  });

  it.each(HANDLER_ASSUMPTIONS)("with %s dropped may do, besides, what breaks it alone", (id) => {
    const [kept, dropped] = [keepingGuest(USED), keepingGuest(USED, [id])];
    let freed = 0;
    for (const context of contextsOf(keeping())) {
      const before = new Set(kept(context).map(eventText));
      const added = dropped(context)
        .map(eventText)
        .filter((text) => !before.has(text));
      for (const text of added) expect(brokenBy(context, text)).toEqual([id]);
      expect(dropped(context)).toHaveLength(before.size + added.length);
      freed += added.length;
    }
    expect(freed).toBeGreaterThan(0);
  });
});

/** After a path of the keeping guest, an event that breaks this one assumption and no other. */
const BREAKS: readonly (readonly [HandlerAssumption, readonly string[], string])[] = [
  ["unique-address", IN_PROGRESS, "slot0.data=guest-address"],
  ["unique-address", IN_PROGRESS, "slot0.high=guest-address"],
  ["unique-address", PROGRAMMED, "ordinary=guest-address"],
  ["unique-address", DISABLED, "ordinary=guest-address"],
  ["address-programmed", RESET, "enable-msi"],
  ["address-before-data", PROGRAMMED, "slot0.data=guest-data+1"],
  ["address-before-data", PROGRAMMED, "slot1.data=guest-data+0"],
  ["one-slot-at-a-time", IN_PROGRESS, "slot1.address=guest-address"],
  [
    "one-slot-at-a-time",
    [...IN_PROGRESS, "disable-msi", "enable-msi"],
    "slot1.address=guest-address",
  ],
  ["programmed-while-enabled", DISABLED, "slot0.address=guest-address"],
  ["programmed-while-enabled", DISABLED, "slot1.high=other"],
  [
    "programmed-while-enabled",
    [...IN_PROGRESS, "disable-msi", "enable-msi"],
    "slot0.data=guest-data+0",
  ],
  ["reset-before-reenable", [...PROGRAMMED, "disable-msi"], "enable-msi"],
  ["pairs-from-capability", PROGRAMMED, "slot1.address=other"],
  ["pairs-from-capability", PROGRAMMED, "slot1.address=guest-data+0"],
  ["pairs-from-capability", IN_PROGRESS, "slot0.data=zero"],
  ["pairs-from-capability", IN_PROGRESS, "slot0.data=guest-data-high-bits"],
  ["offset-within-allocation", ONE_VECTOR, "slot0.data=guest-data+1"],
  ["stable-vector-count", IN_PROGRESS, "set-vectors=1"],
  ["no-reset-in-between", IN_PROGRESS, "device-reset"],
  ["no-reset-in-between", [...IN_PROGRESS, "slot0.high=other"], "machine-reset"],
  ["no-reset-in-between", [...IN_PROGRESS, "disable-msi"], "device-reset"],
];

/** After a path of the keeping guest, an event that it may do. */
const KEPT: readonly (readonly [readonly string[], string])[] = [
  [IN_PROGRESS, "slot0.address=guest-address"],
  [IN_PROGRESS, "slot0.high=guest-data+0"],
  [IN_PROGRESS, "slot1.high=guest-data-high-bits"],
  [IN_PROGRESS, "slot0.data=guest-data+2"],
  [IN_PROGRESS, "ordinary=guest-data+0"],
  [IN_PROGRESS, "enable-msi"],
  [IN_PROGRESS, "program-pair"],
  [[...IN_PROGRESS, "disable-msi"], "enable-msi"],
  [[...IN_PROGRESS, "disable-msi"], "set-vectors=1"],
  [[...IN_PROGRESS, "disable-msi", "enable-msi"], "slot0.address=guest-address"],
  [PROGRAMMED, "enable-msi"],
  [PROGRAMMED, "slot0.address=guest-address"],
  [PROGRAMMED, "slot1.address=guest-address"],
  [[...PROGRAMMED, "disable-msi", "device-reset"], "enable-msi"],
  [ONE_VECTOR, "slot0.data=guest-data+0"],
  [RESET, "ordinary=guest-address"],
  [RESET, "program-pair"],
  [["machine-reset", "program-pair"], "enable-msi"],
];

describe("the assumptions", () => {
  it.each(BREAKS)("%s alone is broken, after %j, by %s", (id, path, event) => {
    expect(brokenBy(contextAfter(path), event)).toEqual([id]);
    for (const step of replay(USED, path)) {
      expect(brokenBy(step.from.context, eventText(step.event))).toEqual([]);
    }
  });

  it.each(KEPT)("after %j all are kept by %s", (path, event) => {
    expect(brokenBy(contextAfter(path), event)).toEqual([]);
  });

  it("none is vacuous: each alone forbids something in a state the keeping guest reaches", () => {
    expect(new Set(BREAKS.map(([id]) => id))).toEqual(new Set(HANDLER_ASSUMPTIONS));
  });

  it("setting the enable bit again is no enabling, whatever was broken before", () => {
    expect(brokenBy(contextAfter(["machine-reset", "enable-msi"]), "enable-msi")).toEqual([]);
    expect(brokenBy(contextAfter(PROGRAMMED), "enable-msi")).toEqual([]);
  });

  it("address-programmed and unique-address follow the capability, not its history", () => {
    const blank = contextAfter(RESET);
    expect(brokenBy(blank, "slot0.data=guest-address")).not.toContain("unique-address");
    const again = contextAfter(["machine-reset", "program-pair"]);
    expect(brokenBy(again, "slot0.data=guest-address")).toContain("unique-address");
  });
});

describe("the guest that programs each slot once", () => {
  const texts = (path: readonly string[], used = USED) => {
    const context = replay(used, path).at(-1)?.to.context;
    return context === undefined ? [] : onceGuest(used)(context).map(eventText);
  };

  it("begins with any slot, writes other values in between, and has offsets 0 and n - 1", () => {
    expect(texts(["ordinary=other"])).toEqual([
      "slot0.address=guest-address",
      "slot1.address=guest-address",
      "ordinary=other",
    ]);
    expect(texts(IN_PROGRESS)).toEqual([
      "slot0.high=other",
      "slot0.data=guest-data+0",
      "slot0.data=guest-data+2",
      "ordinary=other",
    ]);
    expect(texts(IN_PROGRESS, 1)).toEqual([
      "slot0.high=other",
      "slot0.data=guest-data+0",
      "ordinary=other",
    ]);
    expect(texts([...IN_PROGRESS, "slot0.high=other"])).not.toContain("slot0.high=other");
    expect(texts(PROGRAMMED)).toEqual(["slot1.address=guest-address", "ordinary=other"]);
  });
});
