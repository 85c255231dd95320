/**
 * What a state of the world holds, component by component; docs/model.md explains each.
 *
 * Abstraction: the contents of one slot (slot 0) and of one ordinary register (word 2) are kept; the
 * handler reads no device register, so the others only matter through the guest's phase of them.
 * Abstraction: a stale value is stale whatever its age, and guest values of any generation are one role
 * in a register's contents.
 */
import type { PrivateName, PrivateState, Quirk } from "../quirk.js";

/** The finite domain of each component; the first value is the usual one at the start. */
export const DOMAINS = {
  // Choices made once, at the start.
  remapping: ["on", "off"],
  capability: ["32-bit", "64-bit"],
  // By its low bits: with the 64-bit layout its low half is the word at +8, which written values are compared with.
  guestHigh: ["zero", "unaligned", "aligned", "low-half-zero"],
  hostHigh: ["zero", "set"],
  guestBase: ["aligned", "unaligned"],
  hostBase: ["aligned", "unaligned"],
  byteOrder: ["little", "big"],
  slot0Data: ["plus-8", "elsewhere"],
  windowEnd: ["clear", "cuts-slot-0"],
  eightByte: ["divisible", "whole-only"],
  quirk: ["present", "absent"],
  architecture: ["same", "other"],
  // MSI, as QEMU and the host have it.
  msi: ["disabled", "enabled"],
  pair: ["zero", "programmed"],
  pairs: ["one", "several"],
  vectors: ["asked", "grown"],
  grant: ["none", "one", "asked", "grown"],
  // The device, and how far the guest is with each slot.
  window: ["A", "B"],
  slot0: ["none", "in-progress", "interrupted", "programmed"],
  slot1: ["none", "in-progress", "interrupted", "programmed"],
  slot2: ["none", "in-progress", "interrupted", "programmed"],
  // Contents of slot 0. `vector`: programmed with the guest's data for a vector.
  vector: ["no", "yes"],
  low: ["zero", "guest", "host", "stale", "other"],
  high: ["zero", "guest", "other", "host"],
  data: ["zero", "guest", "word", "wrong-word", "stale", "other"],
  // Read back: does the register hold what a shadow device would? `lost`: no, and a quirk that remembers
  // what it wrote finds another value there.
  lowFaithful: ["yes", "no", "lost"],
  dataFaithful: ["yes", "no", "lost"],
  ordinary: ["zero", "guest", "host"],
  ordinaryFaithful: ["yes", "no", "lost"],
  // Contents of slot 1, as those of slot 0: kept only where the reduction to one slot is being checked.
  slot1Vector: ["no", "yes"],
  slot1Low: ["zero", "guest", "host", "stale", "other"],
  slot1High: ["zero", "guest", "other", "host"],
  slot1Data: ["zero", "guest", "word", "wrong-word", "stale", "other"],
  slot1LowFaithful: ["yes", "no", "lost"],
  slot1DataFaithful: ["yes", "no", "lost"],
} as const;

/** The world's own components, and the parts of the quirk's private state. */
export type ComponentName = keyof typeof DOMAINS | PrivateName;
export type WorldState = PrivateState & {
  readonly [Name in keyof typeof DOMAINS]: (typeof DOMAINS)[Name][number];
};
export type SlotName = "slot0" | "slot1" | "slot2";
export type Phase = WorldState["slot0"];
export const SLOTS: readonly SlotName[] = ["slot0", "slot1", "slot2"];

/** The components of slot 0's contents, and of slot 1's. */
export const SECOND_SLOT = {
  vector: "slot1Vector",
  low: "slot1Low",
  high: "slot1High",
  data: "slot1Data",
  lowFaithful: "slot1LowFaithful",
  dataFaithful: "slot1DataFaithful",
} as const satisfies Partial<Record<ComponentName, ComponentName>>;

/** What is said of slot 0's contents, said of slot 1's; anything else is left out. */
export function ofSlot1(changes: Partial<WorldState>): Partial<WorldState> {
  const renamed = Object.entries(SECOND_SLOT).flatMap(([name, other]) => {
    const value = changes[name as keyof typeof SECOND_SLOT];
    return value === undefined ? [] : [[other, value]];
  });
  return Object.fromEntries(renamed) as Partial<WorldState>;
}

/** A component of the world's state: its finite domain; the first value is the usual one at the start. */
export interface WorldComponent {
  readonly name: ComponentName;
  readonly values: readonly string[];
}

/** The components of the world around a quirk; the parts of its private state come last. */
export function componentsWith(quirk: Quirk): readonly WorldComponent[] {
  const all: Readonly<Record<string, readonly string[]>> = { ...DOMAINS, ...quirk.parts };
  return Object.entries(all).map(([name, values]) => ({ name: name as ComponentName, values }));
}

/** Everything off, nothing programmed: where a run starts but for the choices. */
export function usualState(components: readonly WorldComponent[]): WorldState {
  return Object.fromEntries(components.map(({ name, values }) => [name, values[0]])) as WorldState;
}

/** The usual values of the world's own components. */
export const USUAL_STATE = usualState(
  Object.entries(DOMAINS).map(([name, values]) => ({ name: name as ComponentName, values })),
);

/** The slot is being programmed: its address was written, its data not yet. */
export function inProgress(phase: Phase): boolean {
  return phase === "in-progress" || phase === "interrupted";
}

/** Vectors the guest allocated, for a run whose driver asks for `asked` (1, 2, 4, 8, 16 or 32). */
export function allocation(state: Pick<WorldState, "vectors">, asked: number): number {
  return state.vectors === "grown" ? 2 * asked : asked;
}

/** Vectors the host granted. */
export function granted(state: Pick<WorldState, "grant">, asked: number): number {
  switch (state.grant) {
    case "none":
      return 0;
    case "one":
      return 1;
    case "asked":
      return asked;
    case "grown":
      return 2 * asked;
  }
}
