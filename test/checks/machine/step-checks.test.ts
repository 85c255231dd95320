import { describe, expect, it } from "vitest";
import type { Step } from "../../../checks/machine/enumerate.js";
import { handlerStep, STEP_CHECKS } from "../../../checks/machine/step-checks.js";
import { STEP_INVARIANTS } from "../../../model/invariants.js";
import { replay, snapshotAt } from "./walk.js";

/** The last step of a path with three vectors used. */
function lastStep(...path: readonly string[]): Step {
  const taken = replay(3, path).at(-1);
  if (taken === undefined) throw new Error("an empty path");
  return { fromKey: "", toKey: "", ...taken };
}

const ADDRESS = lastStep("slot0.address=guest-address");
const DATA = lastStep("slot0.address=guest-address", "slot0.data=guest-data+2");
const DISABLE = lastStep("slot0.address=guest-address", "disable-msi");
const RESET_ZERO = lastStep("machine-reset", "enable-msi", "ordinary=zero");

/** The machine ends elsewhere. */
const endingIn = (step: Step, value: Parameters<typeof snapshotAt>[0]): Step => ({
  ...step,
  to: snapshotAt(value, step.to.context),
});

const withCookie = (step: Step, cookie: number): Step => ({
  ...step,
  to: snapshotAt(step.to.value, { ...step.to.context, cookie }),
});

/** The device gets something else. */
function receiving(step: Step, part: Partial<NonNullable<Step["output"]>>): Step {
  if (step.output === undefined) throw new Error("the device gets nothing");
  return { ...step, output: { ...step.output, ...part } };
}

const agreement = STEP_CHECKS.find(({ id }) => id === "machine-is-handler");
const agrees = (step: Step) => agreement?.holds({ step, roles: handlerStep(step) });

describe("the checks of a step", () => {
  it("are the six invariants, in their order and words, and that machine and handler agree", () => {
    expect(STEP_CHECKS.map(({ id, claim, situation }) => [id, claim, situation])).toEqual([
      ...STEP_INVARIANTS.map(({ id, claim, situation }) => [id, claim, situation]),
      ["machine-is-handler", expect.any(String), expect.any(String)],
    ]);
    expect(STEP_CHECKS).toHaveLength(7);
  });
});

describe("machine-is-handler", () => {
  it("holds of the machine's own steps, and concerns the calls among them", () => {
    for (const step of [ADDRESS, DATA, DISABLE, RESET_ZERO]) expect(agrees(step)).toBe(true);
    const concerns = (step: Step) => agreement?.concerns({ step, roles: handlerStep(step) });
    expect([ADDRESS, DATA, DISABLE].map(concerns)).toEqual([true, true, false]);
  });

  it.each<[string, Step]>([
    ["another state", endingIn(DATA, "cleared")],
    ["another cookie", withCookie(ADDRESS, 4)],
    ["a cookie left behind", withCookie(DATA, 8)],
    ["another branch", receiving(DATA, { branch: "pass" })],
    ["another value", receiving(DATA, { value: 0x4140n })],
    ["another offset", receiving(DATA, { offset: 12 })],
    ["another size", receiving(DATA, { size: 8 })],
    ["no output at all", { ...ADDRESS, output: undefined }],
  ])("is violated by a call with %s", (_, step) => {
    expect(agrees(step)).toBe(false);
  });

  it.each<[string, Step]>([
    ["moves the state", endingIn(DISABLE, "idle")],
    ["changes the cookie", withCookie(DISABLE, 0)],
    ["puts something out", { ...DISABLE, output: DATA.output }],
  ])("is violated by what is no call and %s", (_, step) => {
    expect(agrees(step)).toBe(false);
  });
});

describe("a step as the invariants see it", () => {
  it("is a call with register, roles of both values and the cookie before and after", () => {
    expect(handlerStep(DATA)).toMatchObject({
      kind: "call",
      msiEnabled: true,
      register: "data",
      offset: 8,
      written: { kind: "guest-data", vector: 2 },
      received: { kind: "host-data", vector: 2 },
      cookieBefore: 8,
      cookieAfter: 0,
    });
  });

  it("sees one value of several roles as the handler does: the guest's address first", () => {
    expect(handlerStep(RESET_ZERO)).toMatchObject({
      kind: "call",
      register: "ordinary",
      offset: 24,
      written: { kind: "guest-address" },
      received: { kind: "host-address" },
      cookieBefore: 0,
      cookieAfter: 32,
    });
  });

  it("with MSI disabled is a call too, its value passed", () => {
    expect(handlerStep(lastStep("disable-msi", "slot1.high=other"))).toMatchObject({
      kind: "call",
      msiEnabled: false,
      register: "high",
      written: { kind: "other", value: 0x5a5a5a5an },
      received: { kind: "other", value: 0x5a5a5a5an },
    });
  });

  it("is another step with its cookies where the handler was not called", () => {
    expect(handlerStep(DISABLE)).toEqual({ kind: "other", cookieBefore: 8, cookieAfter: 8 });
  });
});
