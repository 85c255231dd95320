/** Roles with other numbers than the world's, and how the handler compares them. */
import {
  createMsiCapability,
  programMsiPair,
  setAllocatedVectors,
  setMsiEnabled,
} from "../../model/qemu/msi-capability.js";
import {
  FAILED_PHYSICAL_READ,
  type HandlerView,
  handlerView,
  isGuestAddress,
  isGuestData,
} from "../../model/quirks/as-posted/handler.js";
import { allocation, USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { concrete, type GuestValue, vectorOf, viewOf } from "../../model/world/values.js";

/** A number for each role. */
export interface Numbers {
  readonly address: number;
  readonly old: number;
  readonly foreign: number;
  readonly high: number;
  readonly base: number;
  readonly oldData: number;
  readonly foreignData: number;
  readonly other: number;
}

/** Of which kind the numbers are, and with how many vectors they meet. */
export type Kinds = Pick<
  WorldState,
  "capability" | "guestHigh" | "guestBase" | "vectors" | "pair"
> & {
  readonly asked: number;
};

const VALUES: readonly GuestValue[] = [
  ...(["address", "old-address", "foreign-address", "high-word", "zero", "other"] as const),
  ...(["old-data", "foreign-data"] as const),
];

const valuesFor = (asked: number): readonly GuestValue[] => [
  ...VALUES,
  ...[...new Set([0, asked - 1, asked])].map((k): GuestValue => `data+${k}`),
];

function numberOf(value: GuestValue, numbers: Numbers, { pair }: Kinds): number {
  const held = (number: number) => (pair === "zero" ? 0 : number);
  const vector = vectorOf(value);
  if (vector !== undefined) return held(numbers.base) + vector;
  const { address, old, foreign, high, oldData, foreignData, other } = numbers;
  const of: Partial<Record<GuestValue, number>> = {
    address: held(address),
    "old-address": old,
    "foreign-address": foreign,
    "high-word": held(high),
    "old-data": oldData,
    "foreign-data": foreignData,
    zero: 0,
    other,
  };
  return of[value] ?? 0;
}

/** The capability with those numbers, programmed by config writes as a driver does. */
export function viewWith(numbers: Numbers, kinds: Kinds): HandlerView {
  const is64Bit = kinds.capability === "64-bit";
  let capability = createMsiCapability({ is64Bit, hasPerVectorMask: true, maximumVectors: 32 });
  if (kinds.pair === "programmed") {
    const high = is64Bit ? BigInt(numbers.high) << 32n : 0n;
    capability = programMsiPair(capability, high + BigInt(numbers.address), numbers.base);
  }
  capability = setAllocatedVectors(capability, allocation(kinds, kinds.asked));
  return handlerView(setMsiEnabled(capability, true), FAILED_PHYSICAL_READ);
}

/** Each value: is it taken for the address, is it taken for data? */
function compared(view: HandlerView, kinds: Kinds, number: (value: GuestValue) => bigint) {
  return valuesFor(kinds.asked).map((value) => {
    const access = { offset: 8, size: 4, value: number(value) };
    return [value, isGuestAddress(view, access), isGuestData(view, access)];
  });
}

export const withNumbers = (numbers: Numbers, kinds: Kinds) =>
  compared(viewWith(numbers, kinds), kinds, (value) => BigInt(numberOf(value, numbers, kinds)));

export function inTheWorld(kinds: Kinds) {
  const state = { ...USUAL_STATE, ...kinds, msi: "enabled" } as WorldState;
  return compared(viewOf(state, kinds.asked, false), kinds, (value) => concrete(value, state));
}
