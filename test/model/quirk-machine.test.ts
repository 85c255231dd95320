/** A quirk unfolded into a machine, with toys of which every step is known. */
import { describe, expect, it } from "vitest";
import { createActor } from "xstate";
import type { Quirk, QuirkView, WriteEffects } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import {
  eventName,
  QUIRK_EVENTS,
  type QuirkMachineEvent,
} from "../../model/quirks/machine/events.js";
import { quirkMachine, situationName } from "../../model/quirks/machine/machine.js";
import {
  type Choices,
  firstSituation,
  quirkStep,
  type Situation,
} from "../../model/quirks/machine/step.js";

/** Passes everything and notes that something was written; a part beside that never changes. */
const NOTING: Quirk = {
  ...AS_POSTED,
  name: "noting",
  parts: { "own.kept": ["here"], "own.wrote": ["no", "yes"] },
  write: (_view, _own, { value }) => ({ branch: "noted", value, own: { "own.wrote": "yes" } }),
  read: () => "memory",
  msiChanged: (_own, enabled) => (enabled ? {} : { "own.wrote": "no" }),
  reset: () => ({ "own.wrote": "no" }),
};

const noted = (wrote: string, msi: Situation["msi"], window: Situation["window"]): Situation => ({
  own: { "own.kept": "here", "own.wrote": wrote },
  msi,
  window,
});
const WRITE = { kind: "write", word: 2, value: "data+1", host: "answers" } as const;

describe("the alphabet", () => {
  const named = () => QUIRK_EVENTS.map(eventName);

  it("writes five values to each of seven words, with either answer of the host", () => {
    const names = named();
    expect(names.slice(0, 10)).toEqual([
      "write 0 = address",
      "write 0 = address, host fails",
      "write 0 = high-word",
      "write 0 = high-word, host fails",
      "write 0 = data+0",
      "write 0 = data+0, host fails",
      "write 0 = data+1",
      "write 0 = data+1, host fails",
      "write 0 = other",
      "write 0 = other, host fails",
    ]);
    for (const word of [1, 2, 3, 4, 5, 6]) {
      const same = names.slice(0, 10).map((name) => name.replace("write 0", `write ${word}`));
      expect(names.slice(10 * word, 10 * word + 10)).toEqual(same);
    }
  });

  it("then reads each, switches, slides and resets", () => {
    const reads = [0, 1, 2, 3, 4, 5, 6].map((word) => `read ${word}`);
    expect(named().slice(70)).toEqual([...reads, "switch MSI", "slide window", "reset machine"]);
  });
});

describe("a step", () => {
  const step = (from: Situation, event: QuirkMachineEvent) => quirkStep(NOTING, from, event);

  it("begins with MSI disabled, window A and each part at its first value", () => {
    expect(firstSituation(NOTING)).toEqual(noted("no", "disabled", "A"));
  });

  it("of a write changes the parts that the quirk says, and puts out what it writes", () => {
    expect(step(noted("no", "enabled", "B"), WRITE)).toEqual({
      to: noted("yes", "enabled", "B"),
      output: { branch: "noted", value: "0x4001" },
    });
  });

  it("of a write that the quirk does not pass on puts out no value", () => {
    const write = (): WriteEffects => ({ branch: "dropped", value: undefined, own: {} });
    const { output } = quirkStep({ ...NOTING, write }, noted("no", "enabled", "A"), WRITE);
    expect(output).toEqual({ branch: "dropped", value: null });
  });

  it("of a read changes nothing and puts out where it is answered from", () => {
    const from = noted("yes", "disabled", "B");
    const output = { branch: "read from memory", value: null };
    expect(step(from, { kind: "read", word: 3 })).toEqual({ to: from, output });
  });

  it("switches MSI either way, and the quirk is told which", () => {
    const event = { kind: "switch MSI" } as const;
    expect(step(noted("yes", "disabled", "B"), event)).toEqual({
      to: noted("yes", "enabled", "B"),
      output: null,
    });
    expect(step(noted("yes", "enabled", "B"), event)).toEqual({
      to: noted("no", "disabled", "B"),
      output: null,
    });
  });

  it("slides the window either way, and the quirk is not told", () => {
    const event = { kind: "slide window" } as const;
    expect(step(noted("yes", "enabled", "A"), event)).toEqual({
      to: noted("yes", "enabled", "B"),
      output: null,
    });
    expect(step(noted("yes", "enabled", "B"), event).to).toEqual(noted("yes", "enabled", "A"));
  });

  it("of a machine reset disables MSI and slides back; what the quirk remembers is the quirk's", () => {
    const event = { kind: "reset machine" } as const;
    const after = { to: noted("no", "disabled", "A"), output: null };
    expect(step(noted("yes", "enabled", "B"), event)).toEqual(after);
    const hookless = quirkStep(
      { ...NOTING, reset: () => ({}) },
      noted("yes", "enabled", "B"),
      event,
    );
    expect(hookless.to).toEqual(noted("yes", "disabled", "A"));
  });
});

describe("what a quirk is given", () => {
  /** What its write callback gets. */
  function given(from: Situation, event: typeof WRITE | object = {}, choices: Choices = {}) {
    let seen: QuirkView | undefined;
    let at: unknown;
    const write: Quirk["write"] = (view, _own, access) => {
      [seen, at] = [view, access];
      return { branch: "", value: 0n, own: {} };
    };
    quirkStep({ ...NOTING, write }, from, { ...WRITE, ...event }, choices);
    if (seen === undefined) throw new Error("not called");
    const { msiEnabled, vectorsAllocated, vectorsGranted, readFails, window, is64Bit } = seen;
    const guest = [seen.guestAddressLow, seen.guestData];
    return { msiEnabled, vectorsAllocated, vectorsGranted, readFails, window, is64Bit, guest, at };
  }

  it("is a driver of two vectors, programmed; granted while MSI is enabled", () => {
    const enabled = {
      msiEnabled: true,
      vectorsAllocated: 2,
      vectorsGranted: 2,
      readFails: false,
      window: "B",
      is64Bit: false,
      guest: [0xfee0_0000, 0x4000],
      at: { offset: 8, size: 4, value: 0x4001n },
    };
    expect(given(noted("no", "enabled", "B"))).toEqual(enabled);
    expect(given(noted("no", "disabled", "A"))).toEqual({
      ...enabled,
      msiEnabled: false,
      vectorsGranted: 0,
      window: "A",
    });
  });

  it("is a host whose registers cannot be read, where it fails", () => {
    expect(given(noted("no", "enabled", "A"), { host: "fails" }).readFails).toBe(true);
  });

  it("is what was chosen of the world, but for what the situation itself says", () => {
    const choices = { capability: "64-bit", pair: "zero", msi: "disabled", window: "B" } as const;
    expect(given(noted("no", "enabled", "A"), {}, choices)).toMatchObject({
      is64Bit: true,
      guest: [0, 0],
      msiEnabled: true,
      window: "A",
    });
  });

  it("is the pair of the source, if it asks for one and the host answers", () => {
    const answer = (pair: unknown): WriteEffects => ({
      branch: pair === undefined ? "none" : JSON.stringify(pair),
      value: 0n,
      own: {},
    });
    const asking: Quirk = {
      ...NOTING,
      write: () => ({ branch: "ask", value: undefined, own: {}, ask: { answer } }),
    };
    const asked = (event: object) =>
      quirkStep(asking, noted("no", "enabled", "A"), { ...WRITE, ...event }).output?.branch;
    expect(asked({})).toBe('{"addressLow":4276105220,"addressHigh":0,"data":18944}');
    expect(asked({ host: "fails" })).toBe("none");
  });

  it("at a read is the register's offset, the device holding what was written, the host answering", () => {
    const heard: unknown[] = [];
    const read: Quirk["read"] = (view, own, at) => {
      heard.push([view.vectorsAllocated, view.readFails, view.window, own["own.wrote"], at]);
      return "device";
    };
    quirkStep({ ...NOTING, read }, noted("yes", "enabled", "B"), { kind: "read", word: 3 });
    expect(heard).toEqual([[2, false, "B", "yes", { offset: 12, replaced: true }]]);
  });
});

describe("the machine", () => {
  it("has a state for each situation that can be reached, and every event in each", () => {
    const { initial, states } = quirkMachine(NOTING).config;
    expect(initial).toBe("MSI disabled, window A, kept here, wrote no");
    // Written or not, MSI enabled or not, two windows.
    expect(Object.keys(states ?? {}).sort()).toEqual(
      ["disabled", "enabled"].flatMap((msi) =>
        ["A", "B"].flatMap((window) =>
          ["no", "yes"].map((wrote) => `MSI ${msi}, window ${window}, kept here, wrote ${wrote}`),
        ),
      ),
    );
    for (const [name, state] of Object.entries(states ?? {})) {
      expect(situationName(state.meta as Situation)).toBe(name);
      expect(Object.keys(state.on ?? {})).toEqual(QUIRK_EVENTS.map(eventName));
    }
  });

  it("takes the quirk's steps, and says what was put out where there was any", () => {
    const actor = createActor(quirkMachine(NOTING));
    const heard: unknown[] = [];
    actor.on("QUIRK_ANSWERS", (answer) => heard.push(answer));
    actor.start();
    for (const type of ["switch MSI", "slide window", "write 2 = data+1", "read 3"]) {
      actor.send({ type });
    }
    expect(actor.getSnapshot().value).toBe("MSI enabled, window B, kept here, wrote yes");
    expect(heard).toEqual([
      { type: "QUIRK_ANSWERS", branch: "noted", value: "0x4001" },
      { type: "QUIRK_ANSWERS", branch: "read from memory", value: null },
    ]);
  });

  it("puts out nothing where the quirk is not called", () => {
    const { states = {} } = quirkMachine(NOTING).config;
    expect(states["MSI disabled, window A, kept here, wrote no"]?.on?.["slide window"]).toEqual({
      target: "MSI disabled, window B, kept here, wrote no",
      actions: [],
    });
  });

  it("is told what is chosen of the world for as long as it runs", () => {
    const write: Quirk["write"] = ({ is64Bit }) => ({
      branch: is64Bit ? "wide" : "narrow",
      value: undefined,
      own: {},
    });
    const first = (choices?: Choices) => {
      const { states = {} } = quirkMachine({ ...NOTING, parts: {}, write }, choices).config;
      const on: unknown = states["MSI disabled, window A"]?.on?.["write 0 = address"];
      return on;
    };
    const answers = (branch: string) => ({
      target: "MSI disabled, window A",
      actions: [{ type: "answer", params: { branch, value: null } }],
    });
    expect(first()).toEqual(answers("narrow"));
    expect(first({ capability: "64-bit" })).toEqual(answers("wide"));
  });

  it("may have as many states as are allowed, and is refused with one more, not cut short", () => {
    expect(Object.keys(quirkMachine(NOTING, {}, 8).config.states ?? {})).toHaveLength(8);
    expect(() => quirkMachine(NOTING, {}, 7)).toThrow("noting: more than 7 states");
  });

  it("is refused of a part without values, and of a dot, which XState takes for a path", () => {
    const of = (parts: Quirk["parts"]) => () => quirkMachine({ ...NOTING, parts });
    expect(of({ "own.kept": [] })).toThrow("noting: own.kept has no values");
    expect(of({ "own.kept": ["1.5"] })).toThrow("a part or value with a dot is no name");
  });
});
