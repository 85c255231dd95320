/** The world's states in words: one definition for reports, logs and diagrams. */

import type { Counterexample } from "../../checks/findings/counterexample.js";
import type { RunStep, WorldRun } from "../../checks/world/run.js";
import { sliceOf } from "../../checks/world/slices.js";
import { COOKIE } from "../../model/quirks/as-posted/quirk.js";
import { FOLLOWS } from "../../model/quirks/composed/position.js";
import { registerAt } from "../../model/world/registers.js";
import {
  allocation,
  type ComponentName,
  granted,
  SLOTS,
  type WorldState,
} from "../../model/world/state.js";
import { registerName, slotText } from "./action.js";

/**
 * Each component whose value a step changed, with its new value: those that the invariant's slice of the
 * world follows, and what the device's registers hold.
 */
export function changesOf(
  { before, after }: RunStep,
  { invariant, allocated }: Pick<Counterexample, "invariant" | "allocated">,
): readonly string[] {
  const unfollowed = sliceOf(invariant).without;
  return (Object.keys(after) as ComponentName[])
    .filter((name) => before[name] !== after[name])
    .filter((name) => !unfollowed.includes(name) || CONTENT_NAMES[name] !== undefined)
    .map((name) => componentText(name, after, allocated));
}

/** What was chosen at the start, a clause each; none if all is as usual. */
export function choicesOf({ chosen }: Pick<WorldRun, "chosen">): readonly string[] {
  return Object.entries(chosen).map(([name, value]) => {
    if (name === "guestHigh") {
      return `the guest's MSI address has a high word${HIGH_WORDS[value] ?? ""}`;
    }
    return CHOICE_CLAUSES[name] ?? `${name} is ${value}`;
  });
}

const HIGH_WORDS: Readonly<Record<string, string>> = {
  unaligned: " with its lowest bit set",
  aligned: " whose low bits are clear",
  "low-half-zero": " whose lower half is 0",
};

/** Ends of a sentence that begins "With ... dropped,". */
const CHOICE_CLAUSES: Readonly<Record<string, string>> = {
  [FOLLOWS]: "the device's window is moved by a register that the quirk does not know",
  remapping: "the host does not remap interrupts",
  capability: "the MSI capability has the 64-bit layout",
  hostHigh: "the host's MSI address has a high word",
  guestBase: "the guest's base data has its lowest bit set",
  hostBase: "the host's base data has its lowest bit set",
  byteOrder: "the host is big-endian",
  slot0Data: "slot 0 has its data register elsewhere than 8 bytes above its address register",
  windowEnd: "the trapped range ends between slot 0's address and its data",
  eightByte: "the device ignores an 8-byte write that arrives as two",
  quirk: "the kernel refuses the feature and there is no quirk",
  architecture: "guest and host are of different architectures",
};

function wordName(word: number, state: WorldState): string {
  return registerName(registerAt(word, state), word);
}

const CONTENT_WORDS: Readonly<Record<string, string>> = {
  zero: "0",
  guest: "guest's",
  host: "host's",
  stale: "host's, stale",
  word: "host's word",
  "wrong-word": "host's, wrong word",
  other: "something else",
};

const CONTENT_NAMES: Partial<Record<ComponentName, string>> = {
  low: "slot 0 address",
  high: "slot 0 high",
  data: "slot 0 data",
  ordinary: "ordinary word 2",
};

const FAITHFUL_NAMES: Partial<Record<ComponentName, string>> = {
  lowFaithful: "slot 0 address",
  dataFaithful: "slot 0 data",
  ordinaryFaithful: "ordinary word 2",
};

/** A component and its value. */
function componentText(name: ComponentName, state: WorldState, asked: number): string {
  const content = CONTENT_NAMES[name];
  if (content !== undefined)
    return `${content} holds ${CONTENT_WORDS[state[name] ?? ""] ?? state[name]}`;
  const faithful = FAITHFUL_NAMES[name];
  if (faithful !== undefined) {
    return `${faithful} ${state[name] === "yes" ? "as" : "not as"} without the quirk`;
  }
  return driverText(name, state, asked);
}

function driverText(name: ComponentName, state: WorldState, asked: number): string {
  switch (name) {
    case "msi":
      return `MSI ${state.msi}`;
    case "pair":
      return `capability ${state.pair === "zero" ? "holds 0" : "programmed"}`;
    case "pairs":
      return state.pairs === "one" ? "no earlier pair" : "an earlier pair is known";
    case "vectors":
      return `${allocation(state, asked)} allocated`;
    case "grant":
      return `${granted(state, asked)} granted`;
    case COOKIE:
      return state[COOKIE] === "none"
        ? "cookie cleared"
        : `cookie at ${wordName(Number(state[COOKIE]), state)}`;
    case "vector":
      return state.vector === "yes" ? "slot 0 as a vector" : "slot 0 as no vector";
    default:
      return phaseText(name, state);
  }
}

function phaseText(name: ComponentName, state: WorldState): string {
  const slot = SLOTS.find((one) => one === name);
  if (slot === undefined) return `${name} ${state[name]}`;
  return `${slotText(slot)} ${state[slot] === "none" ? "not programmed" : state[slot]}`;
}
