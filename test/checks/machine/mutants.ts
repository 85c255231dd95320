/** The machine broken on purpose, one fault each: models that are meant to fail. */
import { assign, createMachine, emit } from "xstate";
import type { QuirkMachine } from "../../../checks/machine/enumerate.js";
import type {
  DeviceReceives,
  QuirkContext,
  QuirkEvent,
} from "../../../model/quirks/as-posted/events.js";
import {
  type HandlerBranch,
  type HandlerView,
  handlerView,
  isAwaitedOffset,
  isGuestAddress,
  isGuestData,
  isInspected,
} from "../../../model/quirks/as-posted/handler.js";
import { asPostedMachine } from "../../../model/quirks/as-posted/machine.js";
import { concreteWrite, HOST_PAIR } from "../../../model/quirks/as-posted/symbols.js";

interface StepArguments {
  readonly context: QuirkContext;
  readonly event: QuirkEvent;
}

/** How a broken machine asks the handler's questions: view and access may be falsified on the way. */
function questions(step: StepArguments, falsify: (view: HandlerView) => HandlerView = (v) => v) {
  const { context, event } = step;
  if (event.type !== "GUEST_WRITES_REGISTER") throw new Error(`${event.type} is no write`);
  const access = concreteWrite(context.capability, event.register, event.value);
  const view = falsify(handlerView(context.capability, HOST_PAIR));
  const inspected = isInspected(view, access);
  const isAddress = isGuestAddress(view, access);
  const awaited = inspected && isAwaitedOffset(context.cookie, access);
  return { view, access, inspected, isAddress, awaited, isData: isGuestData(view, access) };
}

/** The three guards of the handler over a falsified view. */
function guardsOver(falsify: (view: HandlerView) => HandlerView) {
  return {
    replacesAddress: (step: StepArguments) => {
      const { inspected, isAddress } = questions(step, falsify);
      return inspected && isAddress;
    },
    replacesData: (step: StepArguments) => {
      const { awaited, isAddress, isData } = questions(step, falsify);
      return awaited && !isAddress && isData;
    },
    mismatchesData: (step: StepArguments) => {
      const { awaited, isAddress, isData } = questions(step, falsify);
      return awaited && !isAddress && !isData;
    },
  };
}

/** What the device gets in `branch`: another value than it should. */
function wrong(
  step: StepArguments,
  branch: HandlerBranch,
  value: (asked: ReturnType<typeof questions>) => bigint,
): DeviceReceives {
  const asked = questions(step);
  const { offset, size } = asked.access;
  return { type: "DEVICE_RECEIVES", branch, offset, size, value: value(asked) };
}

const broken = asPostedMachine.provide.bind(asPostedMachine);

interface TransitionJson {
  readonly guard?: string;
  readonly target?: string;
  readonly actions?: readonly string[];
}

/** The machine with the write transitions of addressSeen changed in its config. */
function reconfigured(
  change: (writes: readonly TransitionJson[]) => readonly TransitionJson[],
  guards: Parameters<QuirkMachine["provide"]>[0]["guards"] = {},
): QuirkMachine {
  const { config, implementations } = asPostedMachine;
  const { states } = JSON.parse(JSON.stringify(config)) as {
    readonly states: {
      readonly addressSeen: { on: { GUEST_WRITES_REGISTER: readonly TransitionJson[] } };
    };
  };
  const { on } = states.addressSeen;
  on.GUEST_WRITES_REGISTER = change(on.GUEST_WRITES_REGISTER);
  const machine = createMachine(
    { ...config, states } as unknown as Parameters<typeof createMachine>[0],
    { ...implementations, guards: { ...implementations.guards, ...guards } } as Parameters<
      typeof createMachine
    >[1],
  );
  return machine as unknown as QuirkMachine;
}

/** Each by what was done to the handler. */
export const MUTANTS: Readonly<Record<string, QuirkMachine>> = {
  "cookie not cleared": broken({ actions: { forgetDataOffset: () => {} } }),
  "+4 instead of +8": broken({
    actions: {
      rememberDataOffset: assign((step) => ({ cookie: questions(step).access.offset + 4 })),
    },
  }),
  "no cookie remembered": broken({ actions: { rememberDataOffset: () => {} } }),
  "cookie kept on mismatch": broken({
    actions: {
      forgetDataOffset: assign((step) => (questions(step).isData ? { cookie: 0 } : {})),
    },
  }),
  "cookie cleared by any call": reconfigured((writes) => [
    ...writes.slice(0, -1),
    { target: "idle", actions: ["writeThrough", "forgetDataOffset", "followSlots"] },
  ]),
  "address test negated": broken({
    guards: {
      replacesAddress: (step) => questions(step).inspected && !questions(step).isAddress,
    },
  }),
  "data test always true": broken({ guards: { replacesData: () => true } }),
  "data test before the address test": reconfigured(
    ([address = {}, data = {}, mismatch = {}, ...rest]) => [data, mismatch, address, ...rest],
    {
      replacesData: (step) => questions(step).awaited && questions(step).isData,
      mismatchesData: (step) => questions(step).awaited && !questions(step).isData,
    },
  ),
  "enabled test dropped": broken({
    guards: guardsOver((view) => ({ ...view, msiEnabled: true })),
  }),
  "mask off by one": broken({
    guards: guardsOver((view) => ({ ...view, vectorsAllocated: view.vectorsAllocated + 1 })),
  }),
  "high 16 bits of the data ignored": broken({
    guards: {
      replacesData: (step) => {
        const { view, access, awaited, isAddress } = questions(step);
        const value = access.value & 0xffffn;
        return awaited && !isAddress && isGuestData(view, { ...access, value });
      },
    },
  }),
  "address not replaced": broken({
    actions: {
      writeHostAddress: emit((step) =>
        wrong(step, "replace-address", ({ access }) => access.value),
      ),
    },
  }),
  "vector offset lost": broken({
    actions: {
      writeHostData: emit((step) =>
        wrong(step, "replace-data", ({ view }) => BigInt(view.physical.word8)),
      ),
    },
  }),
};
