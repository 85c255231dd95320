import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createMachine } from "xstate";
import type { QuirkMachine } from "../../checks/machine/enumerate.js";
import { GUESTS } from "../../model/quirks/as-posted/guests.js";
import { asPostedMachine } from "../../model/quirks/as-posted/machine.js";
import { MACHINE_STATES } from "../../model/quirks/as-posted/states.js";
import { enumerationOf, initialSnapshot, stepText } from "../checks/machine/walk.js";

const COMMITTED = new URL("../../reports/generated/machine.json", import.meta.url);

interface TransitionJson {
  readonly guard?: string;
  readonly target?: string;
  readonly actions: readonly string[];
  readonly description: string;
}
type EventsJson = Readonly<Record<string, TransitionJson | readonly TransitionJson[]>>;
interface MachineJson {
  readonly on: EventsJson;
  readonly states: Readonly<
    Record<string, { readonly description: string; readonly on: EventsJson }>
  >;
}

const json = JSON.parse(JSON.stringify(asPostedMachine.config)) as MachineJson;

/** Every transition of the config, with the state it leaves. */
const transitions = [
  { state: "any", on: json.on },
  ...Object.entries(json.states).map(([state, { on }]) => ({ state, on })),
].flatMap(({ state, on }) =>
  Object.entries(on).flatMap(([event, configured]) =>
    [configured].flat().map((transition) => ({ state, event, ...transition })),
  ),
);

/** The machine made from the JSON, the same implementations and the context. */
function machineFromJson(): QuirkMachine {
  const config = { ...json, context: asPostedMachine.config.context };
  const machine = createMachine(
    config as Parameters<typeof createMachine>[0],
    asPostedMachine.implementations as Parameters<typeof createMachine>[1],
  );
  return machine as unknown as QuirkMachine;
}

/** Where in a value there is a function. */
function functionsIn(value: unknown, path = ""): string[] {
  if (typeof value === "function") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => functionsIn(inner, `${path}/${key}`));
}

/** Every key of a JSON value, at any depth. */
function keysIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(keysIn)];
}

describe("machine.config as JSON", () => {
  it.each(GUESTS)("makes a machine with the same enumeration for the %s guest", (guest) => {
    const original = enumerationOf(guest, 3);
    const restored = enumerationOf(guest, 3, machineFromJson());
    expect(restored.states).toEqual(original.states);
    expect(restored.steps.map(stepText)).toEqual(original.steps.map(stepText));
    expect(original.steps.length).toBeGreaterThan(1000);
  });

  it("is committed as reports/generated/machine.json, which npm run report writes", () => {
    expect(readFileSync(COMMITTED, "utf8")).toBe(
      `${JSON.stringify(asPostedMachine.config, null, 2)}\n`,
    );
  });

  it("loses nothing but the context: it is the only function of the config", () => {
    expect(functionsIn(asPostedMachine.config)).toEqual(["/context"]);
  });
});

describe("the config", () => {
  it("names guards and actions, each of them implemented and each implementation used", () => {
    const guards = transitions.flatMap(({ guard }) => (guard === undefined ? [] : [guard]));
    const actions = transitions.flatMap((transition) => transition.actions);
    for (const name of [...guards, ...actions]) expect(name).toBeTypeOf("string");
    const { implementations } = asPostedMachine;
    expect(new Set(guards)).toEqual(new Set(Object.keys(implementations.guards)));
    expect(new Set(actions)).toEqual(new Set(Object.keys(implementations.actions)));
  });

  it("has nothing that happens by itself: no always, after, entry, exit, invoke or raise", () => {
    const automatic = ["always", "after", "entry", "exit", "invoke", "onDone", "raise", "delay"];
    expect(keysIn(json).filter((key) => automatic.includes(key))).toEqual([]);
    expect(JSON.stringify(json)).not.toContain("xstate.");
  });

  it("describes every state, by the patch's own variable", () => {
    expect(Object.keys(json.states)).toEqual([...MACHINE_STATES]);
    for (const { description } of Object.values(json.states)) {
      expect(description).toMatch(/^msi_data_addr /);
    }
  });

  it("describes every transition by where it comes from in QEMU or the patch", () => {
    const source = /vfio_ath_quirk_write: |msi_write_config|msi_reset|QEMU's copy/;
    for (const { state, event, description } of transitions) {
      expect(description, `${state} ${event}`).toMatch(source);
    }
    expect(transitions).toHaveLength(6 + 2 + 4 + 2 + 2);
  });

  it("leaves a state for another by handler calls only", () => {
    const targets = transitions
      .filter(({ target }) => target !== undefined)
      .map(({ state, event, guard = "else", target }) => `${state} ${event} ${guard} ${target}`);
    expect(targets).toEqual([
      "idle GUEST_WRITES_REGISTER replacesAddress addressSeen",
      "addressSeen GUEST_WRITES_REGISTER replacesAddress addressSeen",
      "addressSeen GUEST_WRITES_REGISTER replacesData dataReplaced",
      "addressSeen GUEST_WRITES_REGISTER mismatchesData cleared",
      "dataReplaced GUEST_WRITES_REGISTER replacesAddress addressSeen",
      "dataReplaced GUEST_WRITES_REGISTER else idle",
      "cleared GUEST_WRITES_REGISTER replacesAddress addressSeen",
      "cleared GUEST_WRITES_REGISTER else idle",
    ]);
  });

  it("cannot be asked of an event that is no call of the handler: the guards throw", () => {
    const guard = asPostedMachine.implementations.guards.replacesAddress;
    if (typeof guard !== "function") throw new Error("replacesAddress is not a function");
    const { context } = initialSnapshot(1);
    expect(() => guard({ context, event: { type: "DEVICE_RESETS" } }, undefined)).toThrow(
      "DEVICE_RESETS is no call of the write handler",
    );
  });
});
