import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createActor } from "xstate";
import { type Enumeration, enumerate, inputFor } from "../../../checks/machine/enumerate.js";
import { stateKey } from "../../../checks/machine/key.js";
import { eventsOf } from "../../../checks/machine/verify.js";
import {
  type DeviceReceives,
  eventText,
  type QuirkEvent,
} from "../../../model/quirks/as-posted/events.js";
import { GUESTS, type Guest } from "../../../model/quirks/as-posted/guests.js";
import { asPostedMachine } from "../../../model/quirks/as-posted/machine.js";
import {
  enumerationOf,
  initialSnapshot,
  outputText,
  stepText,
  take,
  takeByTransition,
} from "./walk.js";

const USED = 3;
const enumerations: Readonly<Record<Guest, Enumeration>> = {
  arbitrary: enumerationOf("arbitrary", USED),
  keeping: enumerationOf("keeping", USED),
};

describe.each(GUESTS)("the enumeration for the %s guest", (guest) => {
  const { states, steps, incomplete } = enumerations[guest];
  const events = eventsOf(guest, USED);

  it("begins with the initial state: enabled, programmed, no cookie, no slot", () => {
    expect(states[0]).toBe(stateKey(guest, initialSnapshot(USED)));
    expect(states[0]).toMatch(/^idle, cookie 0, enabled, vectors 4, pair fee00000\/4020/);
    expect(incomplete).toBeUndefined();
  });

  it("takes every event of the guest in every state exactly once", () => {
    const taken = new Map<string, string[]>(states.map((state) => [state, []]));
    for (const { fromKey, event } of steps) taken.get(fromKey)?.push(eventText(event));
    const contexts = new Map(steps.map(({ fromKey, from }) => [fromKey, from.context]));
    expect(new Set(states)).toEqual(new Set(contexts.keys()));
    for (const [state, context] of contexts) {
      expect(taken.get(state)).toEqual(events(context).map(eventText));
    }
  });

  it("is closed: every step leads from a listed state to a listed state", () => {
    const listed = new Set(states);
    expect(listed.size).toBe(states.length);
    for (const { fromKey, toKey, from, to } of steps) {
      expect(listed.has(fromKey) && listed.has(toKey)).toBe(true);
      expect([stateKey(guest, from), stateKey(guest, to)]).toEqual([fromKey, toKey]);
    }
  });

  it("records the state and output that XState's own transition gives, and no other step's", () => {
    for (const { from, toKey, event, output } of steps) {
      for (const taken of [take(from, event), takeByTransition(from, event)]) {
        expect([stateKey(guest, taken.to), outputText(taken.output)]).toEqual([
          toKey,
          outputText(output),
        ]);
      }
      expect(output !== undefined).toBe(event.type === "GUEST_WRITES_REGISTER");
    }
  });

  it("is the same when done again, step for step", () => {
    expect(enumerationOf(guest, USED).steps.map(stepText)).toEqual(steps.map(stepText));
  });

  it("has a cookie in addressSeen and in no other state", () => {
    for (const { to } of steps) {
      expect(to.context.cookie !== 0).toBe(to.value === "addressSeen");
    }
  });

  it("is left by no random walk: an actor's every state and step are in it, output included", () => {
    const known = new Map(
      steps.map(({ fromKey, event, toKey, output }) => [
        `${fromKey} | ${eventText(event)}`,
        `${toKey} | ${outputText(output)}`,
      ]),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { maxLength: 60 }), (choices) => {
        let output: DeviceReceives | undefined;
        const actor = createActor(asPostedMachine, { input: inputFor(USED) });
        actor.on("DEVICE_RECEIVES", (emitted) => {
          output = emitted;
        });
        actor.start();
        for (const choice of choices) {
          const before = actor.getSnapshot();
          const possible = events(before.context);
          const event = possible[choice % possible.length] as QuirkEvent;
          output = undefined;
          actor.send(event);
          const after = `${stateKey(guest, actor.getSnapshot())} | ${outputText(output)}`;
          expect(known.get(`${stateKey(guest, before)} | ${eventText(event)}`)).toBe(after);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("a limit", () => {
  const options = { guest: "keeping", used: USED, events: eventsOf("keeping", USED) } as const;
  const transitions = enumerations.keeping.steps.length;

  it("that is met exactly leaves the enumeration complete", () => {
    const result = enumerate({ ...options, limit: transitions });
    expect(result.incomplete).toBeUndefined();
    expect(result.steps).toHaveLength(transitions);
  });

  it("that is one too small makes it incomplete, with the reason and without half a result", () => {
    expect(enumerate({ ...options, limit: transitions - 1 })).toEqual({
      guest: "keeping",
      used: USED,
      states: [],
      steps: [],
      incomplete: `more than ${transitions - 1} transitions`,
    });
  });

  it("does not hide another error: a guest that throws is not an incomplete search", () => {
    const events = () => {
      throw new Error("no such guest");
    };
    expect(() => enumerate({ ...options, events, limit: 10 })).toThrow("no such guest");
  });
});

describe("the input of a run", () => {
  it("is MSI enabled with the next power of two of the used vectors", () => {
    expect([1, 2, 3, 5, 16, 17, 32].map(inputFor)).toEqual(
      [1, 2, 4, 8, 16, 32, 32].map((vectorsAllocated) => ({ msiEnabled: true, vectorsAllocated })),
    );
  });

  it("sets the machine's first state, also disabled", () => {
    const actor = createActor(asPostedMachine, {
      input: { msiEnabled: false, vectorsAllocated: 8 },
    });
    expect(stateKey("keeping", actor.getSnapshot())).toBe(
      "idle, cookie 0, disabled, vectors 8, pair fee00000/4020, slots none none",
    );
  });
});
