import { describe, expect, it } from "vitest";
import {
  ALLOCATIONS,
  createMsiCapability,
  isMsiEnabled,
  type MsiCapability,
  resetMsiCapability,
  setAllocatedVectors,
  setMsiEnabled,
  WCN6855_MSI_LAYOUT,
} from "../../model/qemu/msi-capability.js";
import type { QuirkContext } from "../../model/quirks/as-posted/events.js";
import { handlerView, writeHandler } from "../../model/quirks/as-posted/handler.js";
import { asPostedMachine } from "../../model/quirks/as-posted/machine.js";
import { slotsAfterWrite } from "../../model/quirks/as-posted/slots.js";
import { type MachineState, stateAfter } from "../../model/quirks/as-posted/states.js";
import {
  concreteWrite,
  HOST_PAIR,
  offsetOf,
  programmedCapability,
  REGISTERS,
  type Register,
  type WrittenValue,
  writtenValues,
} from "../../model/quirks/as-posted/symbols.js";
import { outputText, snapshotAt, type Taken, take } from "../checks/machine/walk.js";

const WITHOUT_COOKIE = ["idle", "dataReplaced", "cleared"] as const;
const NO_SLOTS = ["none", "none"] as const;

/** Every machine state with every cookie it can have: none, or any register's offset + 8. */
const STATES: readonly (readonly [MachineState, number])[] = [
  ...WITHOUT_COOKIE.map((state) => [state, 0] as const),
  ...REGISTERS.map((register) => ["addressSeen", offsetOf(register) + 8] as const),
];

/** Programmed or as after a reset, enabled or not, every allocation. */
const CAPABILITIES: readonly MsiCapability[] = ALLOCATIONS.flatMap((vectors) =>
  [true, false].flatMap((enabled) => [
    programmedCapability(vectors, enabled),
    setMsiEnabled(setAllocatedVectors(createMsiCapability(WCN6855_MSI_LAYOUT), vectors), enabled),
  ]),
);

const WRITES = REGISTERS.flatMap((register) =>
  writtenValues(32).map((value) => ({ type: "GUEST_WRITES_REGISTER", register, value }) as const),
);

const write = (register: Register, value: WrittenValue) =>
  ({ type: "GUEST_WRITES_REGISTER", register, value }) as const;

/** Every state, cookie and capability together. */
function everySituation() {
  return STATES.flatMap(([state, cookie]) =>
    CAPABILITIES.map((capability) => ({ state, context: { cookie, capability, slots: NO_SLOTS } })),
  );
}

/** What a step did, in one line to compare. */
function seen({ to, output }: Taken): string {
  return `${to.value}, cookie ${to.context.cookie}, ${outputText(output)}`;
}

/** The same line, from the handler alone. */
function handlerSays(context: QuirkContext, event: (typeof WRITES)[number]): string {
  const access = concreteWrite(context.capability, event.register, event.value);
  const view = handlerView(context.capability, HOST_PAIR);
  const result = writeHandler(view, context.cookie, access);
  const { branch, value } = result;
  const output = {
    type: "DEVICE_RECEIVES",
    branch,
    value,
    offset: access.offset,
    size: 4,
  } as const;
  return `${stateAfter(result)}, cookie ${result.cookie}, ${outputText(output)}`;
}

describe("the machine is the handler", () => {
  it("over every state, cookie, enable bit, allocation, pair and write: same state, cookie, value, branch", () => {
    const differences: string[] = [];
    const branches = new Map<string, number>();
    for (const { state, context } of everySituation()) {
      const from = snapshotAt(state, context);
      for (const event of WRITES) {
        const taken = take(from, event);
        const expected = handlerSays(context, event);
        if (seen(taken) !== expected) differences.push(`${expected}, but ${seen(taken)}`);
        const branch = taken.output?.branch ?? "none";
        branches.set(branch, (branches.get(branch) ?? 0) + 1);
      }
    }
    expect(differences.slice(0, 3)).toEqual([]);
    // 10 states, 24 capabilities, 7 registers, 36 values
    expect([...branches.values()].reduce((a, b) => a + b)).toBe(10 * 24 * 7 * 36);
    // Enabled, programmed: only guest-address matches, 10 states * 6 allocations * 7 registers. Enabled,
    // reset: guest-address, guest-data+0 and zero are one value.
    expect(branches.get("replace-address")).toBe(10 * 6 * 7 * (1 + 3));
    // A cookie names a register for 5 of the 7: both slots' offsets 8 to 24. Programmed: as many values
    // match as are allocated. Reset: the same ones less guest-data+0, which is the address by then.
    const allocated = 1 + 2 + 4 + 8 + 16 + 32;
    expect(branches.get("replace-data")).toBe(5 * (allocated + allocated - 6));
  });

  it("every write, whatever its branch, moves the slot's phase on and leaves the capability alone", () => {
    // One value for each branch.
    const events = WRITES.filter(({ value }) =>
      ["guest-address", "guest-data+0", "other"].includes(value),
    );
    for (const { state, context } of everySituation()) {
      for (const event of events) {
        const { to } = take(snapshotAt(state, context), event);
        expect(to.context.capability).toBe(context.capability);
        expect(to.context.slots).toEqual(slotsAfterWrite(NO_SLOTS, event.register));
      }
    }
  });

  it("of its three guards at most one is true, so their order decides nothing", () => {
    const { replacesAddress, replacesData, mismatchesData } =
      asPostedMachine.implementations.guards;
    const guards = [replacesAddress, replacesData, mismatchesData];
    const undecided: string[] = [];
    for (const { context } of everySituation()) {
      for (const event of WRITES) {
        const truths = guards.filter(
          (guard) => typeof guard === "function" && guard({ context, event }, undefined),
        );
        if (truths.length > 1) undecided.push(`${event.register}=${event.value}`);
      }
    }
    expect(undecided).toEqual([]);
  });

  it("any value may stand in the events: guest-data+k reaches every 32-bit value", () => {
    const context = { cookie: 8, capability: programmedCapability(16, true), slots: NO_SLOTS };
    const from = snapshotAt("addressSeen", context);
    const value = (k: number) => take(from, write("slot0.high", `guest-data+${k}`)).output?.value;
    expect(value(0xffffffff - 0x4020)).toBe(0xffffffffn);
    expect(value(-0x4020)).toBe(0n);
  });
});

describe("states without a cookie", () => {
  const contexts = CAPABILITIES.map((capability) => ({ cookie: 0, capability, slots: NO_SLOTS }));

  it.each(["dataReplaced", "cleared"] as const)(
    "%s behaves as idle on every write, and is left by it",
    (state) => {
      const different: string[] = [];
      for (const context of contexts) {
        const [from, idle] = [snapshotAt(state, context), snapshotAt("idle", context)];
        for (const event of WRITES) {
          const taken = take(from, event);
          if (seen(taken) !== seen(take(idle, event)) || taken.to.value === state) {
            different.push(`${state}: ${event.register}=${event.value}: ${seen(taken)}`);
          }
        }
      }
      expect(different).toEqual([]);
    },
  );

  it.each(WITHOUT_COOKIE)("%s is kept by every event that is no call of the handler", (state) => {
    for (const context of contexts) {
      for (const event of controlEvents()) {
        const { to, output } = take(snapshotAt(state, context), event);
        expect([to.value, to.context.cookie, output]).toEqual([state, 0, undefined]);
        expect(to.context).toEqual(take(snapshotAt("idle", context), event).to.context);
      }
    }
  });
});

describe("what is no call of the handler", () => {
  const slots = ["high", "data"] as const;
  const enabled: QuirkContext = { cookie: 20, capability: programmedCapability(4, true), slots };
  const disabled: QuirkContext = { ...enabled, capability: programmedCapability(4, false) };
  const at = (context: QuirkContext) => snapshotAt("addressSeen", context);

  it("keeps the cookie and the state, and the device gets nothing", () => {
    for (const context of [enabled, disabled]) {
      for (const event of controlEvents()) {
        const { to, output } = take(at(context), event);
        expect([to.value, to.context.cookie, output]).toEqual(["addressSeen", 20, undefined]);
      }
    }
  });

  it("enabling sets the enable bit and nothing else", () => {
    const { to } = take(at(disabled), { type: "GUEST_ENABLES_MSI" });
    expect(to.context).toEqual(enabled);
    expect(take(at(enabled), { type: "GUEST_ENABLES_MSI" }).to.context).toEqual(enabled);
  });

  it("disabling clears the enable bit and interrupts what is in progress", () => {
    const { to } = take(at(enabled), { type: "GUEST_DISABLES_MSI" });
    expect(to.context).toEqual({ ...disabled, slots: ["interrupted", "data"] });
  });

  it("a change of the vector count is taken while disabled", () => {
    const { to } = take(at(disabled), { type: "GUEST_SETS_VECTORS", allocated: 16 });
    expect(to.context).toEqual({ ...disabled, capability: programmedCapability(16, false) });
  });

  it("a change of the vector count while enabled does nothing: the very same snapshot comes back", () => {
    for (const allocated of ALLOCATIONS) {
      const from = at(enabled);
      expect(take(from, { type: "GUEST_SETS_VECTORS", allocated }).to).toBe(from);
    }
  });

  it("programming the pair writes address and data of the capability and nothing else", () => {
    const blank = { ...enabled, capability: resetMsiCapability(enabled.capability) };
    const { to } = take(at(blank), { type: "GUEST_PROGRAMS_PAIR" });
    expect(to.context).toEqual({ ...enabled, capability: programmedCapability(1, false) });
    expect(take(at(enabled), { type: "GUEST_PROGRAMS_PAIR" }).to.context).toEqual(enabled);
  });

  it("a device reset clears the slots and leaves QEMU's copy of the capability", () => {
    const { to } = take(at(enabled), { type: "DEVICE_RESETS" });
    expect(to.context).toEqual({ ...enabled, slots: NO_SLOTS });
  });

  it("a machine reset clears the slots and the capability, enable bit included; the cookie survives", () => {
    const { to } = take(at(enabled), { type: "MACHINE_RESETS" });
    const capability = createMsiCapability(WCN6855_MSI_LAYOUT);
    expect(to.context).toEqual({ cookie: 20, capability, slots: NO_SLOTS });
    expect(isMsiEnabled(to.context.capability)).toBe(false);
  });
});

function controlEvents() {
  const counts = ALLOCATIONS.map(
    (allocated) => ({ type: "GUEST_SETS_VECTORS", allocated }) as const,
  );
  return [
    { type: "GUEST_ENABLES_MSI" },
    { type: "GUEST_DISABLES_MSI" },
    ...counts,
    { type: "GUEST_PROGRAMS_PAIR" },
    { type: "DEVICE_RESETS" },
    { type: "MACHINE_RESETS" },
  ] as const;
}
