/** The world's steps and states in words: one definition for reports, logs and diagrams. */
import { hex } from "../../model/bits.js";
import type { Role } from "../../model/invariants.js";
import { COOKIE } from "../../model/quirks/as-posted/quirk.js";
import type { Delivery, GuestWrite } from "../../model/world/move.js";
import { registerAt } from "../../model/world/registers.js";
import {
  allocation,
  type ComponentName,
  granted,
  USUAL_STATE,
  type WorldState,
} from "../../model/world/state.js";
import { type GuestValue, isHostData, vectorOf } from "../../model/world/values.js";
import type { Counterexample, WorldStep } from "./counterexample.js";
import { sliceOf } from "./slices.js";

/** What the actor does. */
export function deedOf({ outcome, before }: WorldStep): string {
  if (outcome.write === undefined) return outcome.label.replace(/\bslot(\d)/g, "slot $1");
  return writeText(outcome.write, before);
}

/** What the quirk did with each piece, and what the device got of it; none where nothing was written. */
export function quirkTexts({ outcome }: WorldStep): readonly string[] {
  const pieces = outcome.write?.pieces ?? [];
  return pieces.map(({ branch, received }) => `${branch} -> ${roleName(received)}`);
}

/**
 * Each component whose value a step changed, with its new value: those that the invariant's slice of the
 * world follows, and what the device's registers hold.
 */
export function changesOf(
  { before, after }: WorldStep,
  { invariant, allocated }: Pick<Counterexample, "invariant" | "allocated">,
): readonly string[] {
  const unfollowed = sliceOf(invariant).without;
  return namesOf(after)
    .filter((name) => before[name] !== after[name])
    .filter((name) => !unfollowed.includes(name) || CONTENT_NAMES[name] !== undefined)
    .map((name) => componentText(name, after, allocated));
}

/** What was chosen at the start, a clause each; none if all is as usual. */
export function choicesOf(start: WorldState): readonly string[] {
  return namesOf(USUAL_STATE)
    .filter((name) => start[name] !== USUAL_STATE[name])
    .map((name) => clauseOf(name, start));
}

function clauseOf(name: ComponentName, start: WorldState): string {
  if (name === "guestHigh")
    return `the guest's MSI address has a high word${HIGH_WORDS[start[name]]}`;
  return CHOICE_CLAUSES[name] ?? `${name} is ${start[name]}`;
}

/** The components of a state, in their order. */
function namesOf(state: WorldState): readonly ComponentName[] {
  return Object.keys(state) as ComponentName[];
}

/** The register at a word of the map. */
export function registerName(word: number, state: WorldState): string {
  const { kind, slot } = registerAt(word, state);
  return slot === undefined ? `ordinary word ${word}` : `${slotText(slot)} ${kind}`;
}

/** Whose value a register got. */
export function roleName(role: Role): string {
  switch (role.kind) {
    case "lost":
      return "lost";
    case "guest-address":
      return "guest address";
    case "guest-high":
      return "high half of the guest address";
    case "host-address":
      return "host address";
    case "host-high":
      return "high word of the host address";
    case "source-data":
      return "host data of the source's own";
    case "stale-host":
      return "stale host value";
    case "foreign-data":
      return "foreign data";
    case "guest-data":
      return `guest data+${role.vector}`;
    case "host-data":
      return `host data+${role.vector}`;
    case "other":
      return `${isHostData(role.value) ? "wrong host data " : ""}${hex(role.value)}`;
  }
}

const HIGH_WORDS: Readonly<Record<WorldState["guestHigh"], string>> = {
  zero: " of 0",
  unaligned: " with its lowest bit set",
  aligned: " whose low bits are clear",
  "low-half-zero": " whose lower half is 0",
};

/** Ends of a sentence that begins "With ... dropped,". */
const CHOICE_CLAUSES: Partial<Record<ComponentName, string>> = {
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

function writeText({ delivery, pieces }: GuestWrite, before: WorldState): string {
  const what = pieces
    .map(({ word, value }) => `${registerName(word, before)} = ${valueName(value, before)}`)
    .join(", ");
  const size = delivery === "rejected" ? "2 bytes of " : pieces.length > 1 ? "8 bytes: " : "";
  return `writes ${size}${what}${DELIVERY_TEXT[delivery]}`;
}

const DELIVERY_TEXT: Readonly<Record<Delivery, string>> = {
  plain: "",
  rejected: "",
  untrapped: ", at an offset that is not trapped",
  partial: ", 2 bytes at a time",
  refused: "; the host refuses a pair for it",
  "read-fails": "; reading the physical registers fails",
  "write-fails": "; QEMU's write to the device fails",
};

function valueName(value: GuestValue, state: WorldState): string {
  const vector = vectorOf(value);
  if (vector !== undefined) return `guest data+${vector}`;
  switch (value) {
    case "address":
      return state.pair === "zero" ? "guest address (0)" : "guest address";
    case "old-address":
      return "earlier guest address";
    case "foreign-address":
      return "foreign guest address";
    case "old-data":
      return "earlier guest data";
    case "foreign-data":
      return "foreign guest data";
    case "high-word":
      return state.guestHigh === "zero" ? "high word 0" : "guest high word";
    case "zero":
      return "0";
    default:
      return "another value";
  }
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
        : `cookie at ${registerName(Number(state[COOKIE]), state)}`;
    case "vector":
      return state.vector === "yes" ? "slot 0 as a vector" : "slot 0 as no vector";
    default:
      return `${slotText(name)} ${state[name] === "none" ? "not programmed" : state[name]}`;
  }
}

function slotText(name: string): string {
  return name.replace(/^slot(\d)$/, "slot $1");
}
