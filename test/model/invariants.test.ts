import { describe, expect, it } from "vitest";
import {
  type HandlerCall,
  type HandlerStep,
  type Role,
  roleText,
  STEP_INVARIANTS,
  type StepInvariantId,
} from "../../model/invariants.js";

const GUEST_ADDRESS: Role = { kind: "guest-address" };
const GUEST_HIGH: Role = { kind: "guest-high" };
const HOST_ADDRESS: Role = { kind: "host-address" };
const OTHER: Role = { kind: "other", value: 0x100n };
const guestData = (vector: number): Role => ({ kind: "guest-data", vector });
const hostData = (vector: number): Role => ({ kind: "host-data", vector });

/** A write of an ordinary value to an ordinary register, passed; no cookie, MSI enabled. */
const PLAIN: HandlerCall = {
  kind: "call",
  msiEnabled: true,
  register: "ordinary",
  offset: 0x40,
  written: OTHER,
  received: OTHER,
  cookieBefore: 0,
  cookieAfter: 0,
};

const address: HandlerCall = {
  ...PLAIN,
  register: "address",
  written: GUEST_ADDRESS,
  received: HOST_ADDRESS,
  cookieAfter: 0x48,
};
const data: HandlerCall = {
  ...PLAIN,
  register: "data",
  offset: 0x48,
  written: guestData(3),
  received: hostData(3),
  cookieBefore: 0x48,
};
const disabled: HandlerCall = { ...PLAIN, msiEnabled: false };
const OTHER_STEP: HandlerStep = { kind: "other", cookieBefore: 0x48, cookieAfter: 0x48 };

interface Examples {
  readonly keeping: readonly HandlerStep[];
  readonly violating: readonly HandlerStep[];
  /** Of another situation; they keep the invariant. */
  readonly unconcerned: readonly HandlerStep[];
  /** Of another situation, and yet they violate it. */
  readonly violatingUnconcerned?: readonly HandlerStep[];
}

const EXAMPLES: Record<StepInvariantId, Examples> = {
  "guest-address-contained": {
    keeping: [address, { ...address, received: OTHER }],
    violating: [
      { ...address, received: GUEST_ADDRESS },
      { ...PLAIN, register: "high", written: GUEST_HIGH, received: GUEST_HIGH },
    ],
    unconcerned: [
      { ...address, written: GUEST_HIGH, received: GUEST_HIGH },
      { ...address, register: "ordinary", received: GUEST_ADDRESS },
      { ...address, register: "data", received: GUEST_ADDRESS },
      { ...address, register: "high", received: GUEST_ADDRESS },
      { ...PLAIN, register: "address" },
      { ...address, written: guestData(0), received: guestData(0) },
      OTHER_STEP,
    ],
    violatingUnconcerned: [{ ...address, written: OTHER, received: GUEST_ADDRESS }],
  },
  "guest-data-contained": {
    keeping: [data, { ...data, received: hostData(0) }, { ...data, received: OTHER }],
    violating: [
      { ...data, received: guestData(3) },
      { ...data, received: guestData(0) },
    ],
    unconcerned: [
      { ...data, register: "ordinary", received: guestData(3) },
      { ...data, register: "address", received: guestData(3) },
      { ...data, register: "high", received: guestData(3) },
      { ...data, written: GUEST_ADDRESS, received: GUEST_ADDRESS },
      OTHER_STEP,
    ],
    violatingUnconcerned: [{ ...data, written: OTHER, received: guestData(0) }],
  },
  "vector-offset-preserved": {
    keeping: [data, { ...data, written: guestData(0), received: hostData(0) }],
    violating: [
      { ...data, received: hostData(2) },
      { ...data, received: guestData(3) },
      { ...data, received: HOST_ADDRESS },
      { ...data, received: OTHER },
    ],
    unconcerned: [
      { ...data, register: "ordinary", received: hostData(1) },
      { ...data, register: "high", received: guestData(3) },
      { ...data, written: OTHER, received: hostData(1) },
      { ...data, written: GUEST_ADDRESS, received: HOST_ADDRESS },
      OTHER_STEP,
    ],
  },
  "collateral-free": {
    keeping: [PLAIN, { ...PLAIN, register: "high", written: guestData(1), received: guestData(1) }],
    violating: [
      { ...PLAIN, written: GUEST_ADDRESS, received: HOST_ADDRESS },
      { ...PLAIN, register: "high", written: guestData(1), received: hostData(1) },
      { ...PLAIN, written: guestData(1), received: guestData(2) },
      { ...PLAIN, received: { kind: "other", value: 0x101n } },
    ],
    unconcerned: [address, data, disabled, OTHER_STEP],
    violatingUnconcerned: [{ ...disabled, received: HOST_ADDRESS }],
  },
  "disabled-transparent": {
    keeping: [
      disabled,
      { ...disabled, cookieBefore: 0x40, cookieAfter: 0x40 },
      { ...address, msiEnabled: false, received: GUEST_ADDRESS, cookieAfter: 0 },
    ],
    violating: [
      { ...disabled, received: HOST_ADDRESS },
      { ...disabled, received: { kind: "other", value: 0x101n } },
      { ...disabled, cookieBefore: 0x40, cookieAfter: 0 },
      { ...disabled, cookieAfter: 0x48 },
    ],
    unconcerned: [PLAIN, address, data, { ...OTHER_STEP, cookieAfter: 0 }],
  },
  "cookie-discipline": {
    keeping: [
      address,
      data,
      { ...data, received: guestData(3) },
      { ...address, cookieBefore: 0x40 },
      { ...address, register: "ordinary", cookieBefore: 0x60 },
    ],
    violating: [
      { ...address, cookieAfter: 0x44 },
      { ...address, cookieAfter: 0 },
      { ...address, cookieBefore: 0x40, cookieAfter: 0 },
      { ...address, cookieBefore: 0x60, cookieAfter: 0x60 },
      { ...data, cookieAfter: 0x48 },
      { ...data, cookieAfter: 0x50 },
    ],
    unconcerned: [
      PLAIN,
      { ...PLAIN, cookieBefore: 0x60, cookieAfter: 0x60 },
      { ...disabled, cookieBefore: 0x40, cookieAfter: 0x40 },
      { ...PLAIN, offset: 0, cookieBefore: 0 },
      OTHER_STEP,
    ],
    violatingUnconcerned: [
      { ...OTHER_STEP, cookieAfter: 0 },
      { ...PLAIN, cookieBefore: 0x60, cookieAfter: 0 },
      { ...PLAIN, cookieAfter: 0x48 },
      { ...disabled, cookieBefore: 0x40, cookieAfter: 0 },
    ],
  },
};

describe.each(STEP_INVARIANTS)("$id", (invariant) => {
  const { keeping, violating, unconcerned, violatingUnconcerned = [] } = EXAMPLES[invariant.id];

  it("concerns and passes steps that keep it", () => {
    for (const step of keeping) {
      expect([invariant.concerns(step), invariant.holds(step)], text(step)).toEqual([true, true]);
    }
  });

  it("concerns and fails steps that violate it", () => {
    for (const step of violating) {
      expect([invariant.concerns(step), invariant.holds(step)], text(step)).toEqual([true, false]);
    }
  });

  it("does not concern steps of another situation, and passes them", () => {
    for (const step of unconcerned) {
      expect([invariant.concerns(step), invariant.holds(step)], text(step)).toEqual([false, true]);
    }
  });

  it("is asked of steps of another situation too, and fails those that violate it", () => {
    for (const step of violatingUnconcerned) {
      expect([invariant.concerns(step), invariant.holds(step)], text(step)).toEqual([false, false]);
    }
  });
});

describe("the catalogue", () => {
  it("has the six invariants of one step, each with a claim and a situation of three words or more", () => {
    expect(STEP_INVARIANTS.map(({ id }) => id)).toEqual(Object.keys(EXAMPLES));
    for (const { claim, situation } of STEP_INVARIANTS) {
      expect(claim.split(" ").length).toBeGreaterThanOrEqual(3);
      expect(situation.split(" ").length).toBeGreaterThanOrEqual(3);
    }
  });

  it("tells roles apart by kind, vector and value", () => {
    const roles = [GUEST_ADDRESS, HOST_ADDRESS, guestData(0), guestData(3), hostData(3), OTHER];
    expect(roles.map(roleText)).toEqual([
      "guest-address",
      "host-address",
      "guest-data+0",
      "guest-data+3",
      "host-data+3",
      "0x100",
    ]);
  });
});

function text(step: HandlerStep): string {
  return JSON.stringify(step, (_, value) => (typeof value === "bigint" ? String(value) : value));
}
