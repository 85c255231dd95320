import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allocatedVectors,
  createMsiCapability,
  type MsiCapability,
  msiAddressLow,
  msiData,
  msiWord8,
  writeMsiConfig,
} from "../../model/qemu/msi-capability.js";
import {
  HANDLER_BRANCHES,
  type HandlerBranch,
  handlerView,
  writeHandler,
} from "../../model/quirks/as-posted/handler.js";
import type { MachineState } from "../../model/quirks/as-posted/states.js";
import { HOST_PAIR, REGISTERS } from "../../model/quirks/as-posted/symbols.js";
import { snapshotAt, take } from "../checks/machine/walk.js";
import { referenceWrite } from "./handler-reference.js";

interface Case {
  readonly capability: MsiCapability;
  readonly cookie: number;
  readonly state: MachineState;
  /** Index of the register written to; it lies at 4 times that. */
  readonly register: number;
  readonly value: number;
}

const word32 = fc.oneof(fc.constantFrom(0, 0xfee00000, 0xffffffff), fc.nat(0xffffffff));

/** Configuration writes of a guest that keeps to no rule, anywhere in the capability. */
const configWrites = fc.array(
  fc
    .record({ offset: fc.integer({ min: -2, max: 24 }), value: word32, length: fc.nat(2) })
    .map(({ offset, value, length }) => ({
      offset,
      length: 2 ** length,
      value: value % 2 ** (8 * 2 ** length),
    })),
  { maxLength: 8 },
);

/** A capability of any layout after such writes; MSI mostly enabled, its word at +8 often aligned. */
const capabilities: fc.Arbitrary<MsiCapability> = fc
  .record({
    layout: fc.record({
      is64Bit: fc.boolean(),
      hasPerVectorMask: fc.boolean(),
      maximumVectors: fc.constantFrom(1, 2, 4, 8, 16, 32),
    }),
    writes: configWrites,
    address: word32,
    word8: fc.oneof(fc.constantFrom(0, 0x20, 0x4020), fc.nat(0xffff)),
    isAligned: fc.boolean(),
    vectors: fc.nat(7),
    isEnabled: fc.nat(7).map((n) => n > 0),
  })
  .map(({ layout, writes, address, word8, isAligned, vectors, isEnabled }) => {
    let capability = createMsiCapability(layout);
    for (const { offset, value, length } of writes) {
      capability = writeMsiConfig(capability, offset, value, length);
    }
    capability = writeMsiConfig(capability, 4, address, 4);
    capability = writeMsiConfig(capability, 2, vectors * 0x10 + (isEnabled ? 1 : 0), 2);
    const unit = isAligned ? allocatedVectors(capability) : 1;
    return writeMsiConfig(capability, 8, word8 - (word8 % unit), 2);
  });

const cases: fc.Arbitrary<Case> = capabilities.chain((capability) => {
  const word8 = msiWord8(capability);
  const within = fc.nat(allocatedVectors(capability) - 1);
  const value = fc.oneof(
    fc.constant(msiAddressLow(capability)),
    { weight: 4, arbitrary: within.map((k) => word8 + k) },
    fc.nat(130).map((k) => msiData(capability) + k),
    fc.tuple(within, fc.integer({ min: 16, max: 30 })).map(([k, bit]) => word8 + k + 2 ** bit),
    word32,
  );
  return fc.nat(6).chain((register) => {
    const cookie = fc.oneof(
      { weight: 4, arbitrary: fc.constant(4 * register) },
      fc.constant(0),
      fc.constant(4 * register + 8),
      word32,
    );
    return fc
      .record({ value, cookie, idle: fc.constantFrom("idle", "dataReplaced", "cleared") })
      .map(({ value: written, cookie: set, idle }): Case => {
        const state = set === 0 ? (idle as MachineState) : "addressSeen";
        return { capability, cookie: set, state, register, value: written };
      });
  });
});

/** What machine, handler and the reference each make of a case. */
interface Outcome {
  readonly state: MachineState;
  readonly cookie: number;
  readonly branch: HandlerBranch | undefined;
  readonly value: bigint | undefined;
}

function machineOutcome({ capability, cookie, state, register, value }: Case): Outcome {
  const from = snapshotAt(state, { capability, cookie, slots: ["none", "none"] });
  const { to, output } = take(from, {
    type: "GUEST_WRITES_REGISTER",
    register: REGISTERS[register] ?? "ordinary",
    // Any number may stand behind the plus, so one event carries any value.
    value: `guest-data+${value - msiData(capability)}`,
  });
  return {
    state: to.value,
    cookie: to.context.cookie,
    branch: output?.branch,
    value: output?.value,
  };
}

function stateFor(branch: HandlerBranch, cookie: number): MachineState {
  if (branch === "replace-data") return "dataReplaced";
  if (branch === "data-mismatch") return "cleared";
  return cookie === 0 ? "idle" : "addressSeen";
}

const accessOf = ({ register, value }: Case) => ({
  offset: 4 * register,
  size: 4,
  value: BigInt(value),
});

function handlerOutcome(one: Case): Outcome {
  const view = handlerView(one.capability, HOST_PAIR);
  const result = writeHandler(view, one.cookie, accessOf(one));
  return { state: stateFor(result.branch, result.cookie), ...result };
}

function referenceOutcome(one: Case): Outcome {
  const view = handlerView(one.capability, HOST_PAIR);
  const bits = Math.log2(view.vectorsAllocated);
  const result = referenceWrite(view, bits, one.cookie, accessOf(one));
  return { state: stateFor(result.branch, result.cookie), ...result };
}

describe("the machine is the handler at full width", () => {
  it("for any contents of the capability, any cookie and any 32-bit value in any register", () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(machineOutcome(one)).toEqual(handlerOutcome(one));
      }),
      { numRuns: 10_000 },
    );
  });

  it("and both are the reference, which was worked out another way", () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(machineOutcome(one)).toEqual(referenceOutcome(one));
      }),
      { numRuns: 5_000 },
    );
  });

  it("every branch is at least one case in twenty", () => {
    const counts = new Map<HandlerBranch | undefined, number>();
    for (const one of fc.sample(cases, 2_000)) {
      const { branch } = referenceOutcome(one);
      counts.set(branch, (counts.get(branch) ?? 0) + 1);
    }
    for (const branch of HANDLER_BRANCHES) {
      expect(counts.get(branch), branch).toBeGreaterThanOrEqual(100);
    }
  });
});
