/**
 * The handler as an XState machine: the same branches as states and guards.
 *
 * Guards and actions call the handler's own predicates and values, so the two cannot drift apart; the
 * tests walk both over every symbolic input and over random full-width ones. What the device gets is
 * emitted by a step, not kept. The literal below is what Stately's editor imports; as JSON it is
 * committed as machine.json.
 */
import { assign, emit, setup } from "xstate";
import {
  resetMsiCapability,
  setAllocatedVectors,
  setMsiEnabled,
} from "../../qemu/msi-capability.js";
import type { DeviceReceives, QuirkContext, QuirkEvent, QuirkInput } from "./events.js";
import {
  cookieAfterAddress,
  type HandlerBranch,
  type HandlerView,
  handlerView,
  hostAddressValue,
  hostDataValue,
  isAwaitedOffset,
  isGuestAddress,
  isGuestData,
  isInspected,
} from "./handler.js";
import { interruptSlots, slotsAfterWrite } from "./slots.js";
import { concreteWrite, HOST_PAIR, programGuestPair, programmedCapability } from "./symbols.js";

interface StepArguments {
  readonly context: QuirkContext;
  readonly event: QuirkEvent;
}

/** The handler's view and the access of a write event. */
function call({ context, event }: StepArguments) {
  if (event.type !== "GUEST_WRITES_REGISTER") {
    throw new Error(`${event.type} is no call of the write handler`);
  }
  const view = handlerView(context.capability, HOST_PAIR);
  return { view, access: concreteWrite(context.capability, event.register, event.value) };
}

function received(
  branch: HandlerBranch,
  step: StepArguments,
  valueFor: (view: HandlerView, access: ReturnType<typeof call>["access"]) => bigint,
): DeviceReceives {
  const { view, access } = call(step);
  const { offset, size } = access;
  return { type: "DEVICE_RECEIVES", offset, size, value: valueFor(view, access), branch };
}

/** The handler is about to look at the data test: an inspected write at the awaited offset, no address. */
function reachesDataTest(step: StepArguments): boolean {
  const { view, access } = call(step);
  return (
    isInspected(view, access) &&
    !isGuestAddress(view, access) &&
    isAwaitedOffset(step.context.cookie, access)
  );
}

export const asPostedMachine = setup({
  types: {
    context: {} as QuirkContext,
    events: {} as QuirkEvent,
    input: {} as QuirkInput,
    emitted: {} as DeviceReceives,
  },
  guards: {
    /** C: `size == 4 && msi_enabled(...)`, then `data == pci_get_long(... PCI_MSI_ADDRESS_LO)`. */
    replacesAddress: (step) => {
      const { view, access } = call(step);
      return isInspected(view, access) && isGuestAddress(view, access);
    },
    /** C: `else if (msi_data_addr && msi_data_addr == addr)`, then the masked comparison succeeds. */
    replacesData: (step) => {
      const { view, access } = call(step);
      return reachesDataTest(step) && isGuestData(view, access);
    },
    /** C: the same `else if`, the masked comparison fails. */
    mismatchesData: (step) => {
      const { view, access } = call(step);
      return reachesDataTest(step) && !isGuestData(view, access);
    },
    /** QEMU: the emulated enable bit is 0. */
    msiIsDisabled: ({ context }) => !handlerView(context.capability, HOST_PAIR).msiEnabled,
  },
  actions: {
    writeHostAddress: emit((step) => received("replace-address", step, hostAddressValue)),
    writeHostData: emit((step) => received("replace-data", step, hostDataValue)),
    writeMismatch: emit((step) => received("data-mismatch", step, (_, access) => access.value)),
    writeThrough: emit((step) => received("pass", step, (_, access) => access.value)),
    rememberDataOffset: assign((step) => ({ cookie: cookieAfterAddress(call(step).access) })),
    forgetDataOffset: assign({ cookie: 0 }),
    followSlots: assign(({ context, event }) =>
      event.type === "GUEST_WRITES_REGISTER"
        ? { slots: slotsAfterWrite(context.slots, event.register) }
        : {},
    ),
    interruptSlots: assign(({ context }) => ({ slots: interruptSlots(context.slots) })),
    clearSlots: assign({ slots: ["none", "none"] }),
    enableMsi: assign(({ context }) => ({ capability: setMsiEnabled(context.capability, true) })),
    disableMsi: assign(({ context }) => ({ capability: setMsiEnabled(context.capability, false) })),
    setVectors: assign(({ context, event }) =>
      event.type === "GUEST_SETS_VECTORS"
        ? { capability: setAllocatedVectors(context.capability, event.allocated) }
        : {},
    ),
    programPair: assign(({ context }) => ({ capability: programGuestPair(context.capability) })),
    resetCapability: assign(({ context }) => ({
      capability: resetMsiCapability(context.capability),
    })),
  },
}).createMachine({
  id: "vfio-ath-quirk",
  description: "The write handler of the patch as posted, with the MSI capability it looks at",
  initial: "idle",
  context: ({ input }) => ({
    cookie: 0,
    capability: programmedCapability(input.vectorsAllocated, input.msiEnabled),
    slots: ["none", "none"],
  }),
  on: {
    GUEST_ENABLES_MSI: {
      actions: ["enableMsi"],
      description: "msi_write_config; the quirk has no hook, so the cookie and the state stay",
    },
    GUEST_DISABLES_MSI: {
      actions: ["disableMsi", "interruptSlots"],
      description: "msi_write_config; the quirk has no hook, so the cookie and the state stay",
    },
    GUEST_SETS_VECTORS: {
      guard: "msiIsDisabled",
      actions: ["setVectors"],
      description: "msi_write_config: the mask of the data test follows QSIZE",
    },
    GUEST_PROGRAMS_PAIR: {
      actions: ["programPair"],
      description: "msi_write_config: the values the address and data tests compare with",
    },
    DEVICE_RESETS: {
      actions: ["clearSlots"],
      description:
        "the device forgets its slots; QEMU's copy of the capability and the cookie stay",
    },
    MACHINE_RESETS: {
      actions: ["resetCapability", "clearSlots"],
      description:
        "msi_reset: address, data, QSIZE and enable become 0; no reset hook, cookie stays",
    },
  },
  states: {
    idle: {
      description: "msi_data_addr is 0",
      on: {
        GUEST_WRITES_REGISTER: [
          {
            guard: "replacesAddress",
            target: "addressSeen",
            actions: ["writeHostAddress", "rememberDataOffset", "followSlots"],
            description: "vfio_ath_quirk_write: address branch",
          },
          {
            actions: ["writeThrough", "followSlots"],
            description: "vfio_ath_quirk_write: no branch taken",
          },
        ],
      },
    },
    addressSeen: {
      description: "msi_data_addr names the offset where the data is awaited",
      on: {
        GUEST_WRITES_REGISTER: [
          {
            guard: "replacesAddress",
            target: "addressSeen",
            actions: ["writeHostAddress", "rememberDataOffset", "followSlots"],
            description: "vfio_ath_quirk_write: address branch; it comes before the data branch",
          },
          {
            guard: "replacesData",
            target: "dataReplaced",
            actions: ["writeHostData", "forgetDataOffset", "followSlots"],
            description: "vfio_ath_quirk_write: data branch, comparison succeeds",
          },
          {
            guard: "mismatchesData",
            target: "cleared",
            actions: ["writeMismatch", "forgetDataOffset", "followSlots"],
            description:
              "vfio_ath_quirk_write: data branch, comparison fails; cookie cleared anyway",
          },
          {
            actions: ["writeThrough", "followSlots"],
            description: "vfio_ath_quirk_write: no branch taken; the cookie stays",
          },
        ],
      },
    },
    dataReplaced: {
      description: "msi_data_addr was just cleared, the data replaced; behaves as idle",
      on: {
        GUEST_WRITES_REGISTER: [
          {
            guard: "replacesAddress",
            target: "addressSeen",
            actions: ["writeHostAddress", "rememberDataOffset", "followSlots"],
            description: "vfio_ath_quirk_write: address branch",
          },
          {
            target: "idle",
            actions: ["writeThrough", "followSlots"],
            description: "vfio_ath_quirk_write: no branch taken",
          },
        ],
      },
    },
    cleared: {
      description: "msi_data_addr was just cleared, the data not replaced; behaves as idle",
      on: {
        GUEST_WRITES_REGISTER: [
          {
            guard: "replacesAddress",
            target: "addressSeen",
            actions: ["writeHostAddress", "rememberDataOffset", "followSlots"],
            description: "vfio_ath_quirk_write: address branch",
          },
          {
            target: "idle",
            actions: ["writeThrough", "followSlots"],
            description: "vfio_ath_quirk_write: no branch taken",
          },
        ],
      },
    },
  },
});
