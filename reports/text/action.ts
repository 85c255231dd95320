/** What is done in the world, and what becomes of it, in words: for every command, diagram and log. */
import type { Delivery, WorldAction, WriteAction } from "../../model/world/action.js";
import type { Arrival, PlainRole } from "../../model/world/move.js";
import type { Register } from "../../model/world/registers.js";
import type { SlotName, WorldState } from "../../model/world/state.js";
import { type GuestValue, isHostData, vectorOf } from "../../model/world/values.js";

/** What the capability makes of the guest's values. */
type Seen = Pick<WorldState, "pair" | "guestHigh" | "hostHigh">;

type ActionOf<Kind extends WorldAction["kind"]> = Extract<WorldAction, { readonly kind: Kind }>;

/**
 * What an actor does: completes a sentence that begins with the actor, but for a device's, which name the slot.
 * @param before the state in which it is done
 */
export function actionText(action: WorldAction, before: Seen): string {
  switch (action.kind) {
    case "write":
      return writeText(action, before);
    case "program-pair":
      return PAIR_TEXT[action.pair];
    case "enable-msi":
      return `enables MSI, ${grantText(action)}`;
    case "disable-msi":
      return "disables MSI";
    case "grow-allocation":
      return growText(action);
    case "give-up":
      return `gives ${slotText(action.slot)} up`;
    case "program-by-memory":
      return `programs ${slotText(action.slot)} by a message in memory`;
    case "read":
      return readText(action);
    case "move-window":
      return `moves the window to position ${action.to}`;
    case "reset-device":
      return "resets the device";
    case "reset-machine":
      return "resets the machine";
    case "move-host-pair":
      return "moves its pair";
    case "message":
      return `${slotText(action.slot)} sends ${SENT_TEXT[action.sends]}: ${action.fate}`;
  }
}

function growText({ vectors, host }: ActionOf<"grow-allocation">): string {
  const grows = `allocates ${vectors} vectors, MSI enabled`;
  if (host === undefined) return grows;
  return `${grows}; the host ${host === "refuses" ? "has no more" : "takes all anew"}`;
}

/** What the host gives when MSI is enabled. */
export function grantText({ granted, pair }: ActionOf<"enable-msi">): string {
  switch (granted) {
    case "none":
      return "nothing granted";
    case "one":
      return "one vector granted";
    case "full":
      if (pair === undefined) return "granted in full";
      return pair === "same" ? "granted the same pair" : "granted another pair";
  }
}

/** What the quirk did with a piece, and what the device got of it. */
export function arrivalText({ branch, received }: Arrival): string {
  return `${branch} -> ${roleName(received)}`;
}

/** The same in short: the branches taken, and whether nothing arrived; null where nothing was written. */
export function branchesText(arrivals: readonly Arrival[]): string | null {
  if (arrivals.length === 0) return null;
  return arrivals
    .map(({ branch, received }) => (received.kind === "lost" ? `${branch}, lost` : branch))
    .join(", ");
}

/** A register; ordinary ones by their word. */
export function registerName({ kind, slot }: Register, word: number): string {
  return slot === undefined ? `ordinary word ${word}` : `${slotText(slot)} ${kind}`;
}

export function slotText(slot: SlotName): string {
  return SLOT_TEXT[slot];
}

const SLOT_TEXT: Readonly<Record<SlotName, string>> = {
  slot0: "slot 0",
  slot1: "slot 1",
  slot2: "slot 2",
};

/** Whose value a register got. */
export function roleName(role: PlainRole): string {
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
      return `${isHostData(BigInt(role.value)) ? "wrong host data " : ""}${role.value}`;
  }
}

const PAIR_TEXT: Readonly<Record<ActionOf<"program-pair">["pair"], string>> = {
  first: "programs address and data of the capability",
  another: "programs another pair in the capability",
  zero: "writes 0 as address and data of the capability",
};

const SENT_TEXT: Readonly<Record<ActionOf<"message">["sends"], string>> = {
  own: "its message",
  interrupt: "another interrupt message",
  memory: "a message to memory",
};

function readText({ word, register: { kind, slot }, bytes }: ActionOf<"read">): string {
  if (slot !== undefined) return `reads ${slotText(slot)}'s ${kind}`;
  // The memory core rejects it, and the guest gets 0.
  if (bytes === 2) return `reads 2 bytes of word ${word} (0)`;
  return `reads the ordinary register at word ${word}`;
}

function writeText({ delivery, pieces }: WriteAction, before: Seen): string {
  const what = pieces
    .map(({ word, register, value }) => {
      return `${registerName(register, word)} = ${valueName(value, before)}`;
    })
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

function valueName(value: GuestValue, { pair, guestHigh, hostHigh }: Seen): string {
  const vector = vectorOf(value);
  switch (value) {
    case "address":
      return pair === "zero" ? "guest address (0)" : "guest address";
    case "old-address":
      return "earlier guest address";
    case "foreign-address":
      return "foreign guest address";
    case "masked-address":
      return "guest address of a masked entry";
    case "old-data":
      return "earlier guest data";
    case "foreign-data":
      return "foreign guest data";
    case "high-word":
      return guestHigh === "zero" ? "high word 0" : "guest high word";
    case "pair-address":
      return "given address";
    case "pair-high":
      return hostHigh === "set" ? "given high word" : "high word 0";
    case "zero":
      return "0";
    case "other":
      return "another value";
    default:
      return value === `data+${vector}` ? `guest ${value}` : `given data+${vector}`;
  }
}
