/**
 * What the parts of the world do, as plain data: it survives JSON, and no text is in it. In one state an
 * action tells one outcome from all others; a test goes over what can be reached.
 */
import type { Register } from "./registers.js";
import type { SlotName, WorldState } from "./state.js";
import type { GuestValue } from "./values.js";

/** Who acts: a part of the world. */
export type Actor = "guest" | "device" | "host" | "administrator";

/** What is special about an access; a plain one arrives whole. */
export type Delivery =
  | "plain"
  /** Smaller than 4 bytes: the trapped window rejects it. */
  | "rejected"
  /** Through an offset that is not trapped. */
  | "untrapped"
  /** In pieces smaller than 4 bytes, which the trapped range of this design lets through. */
  | "partial"
  /** Reading the physical registers fails. */
  | "read-fails"
  /** The host refuses the pair that is asked for. */
  | "refused"
  /** QEMU's write to the region fails. */
  | "write-fails";

/** 4 bytes of a guest's write to BAR 0. */
export interface Piece {
  /** Of the register map. */
  readonly word: number;
  /** What the word is just then. */
  readonly register: Register;
  readonly value: GuestValue;
}

/** One write of the guest to BAR 0: one piece, or the two halves of 8 bytes, low half first. */
export interface WriteAction {
  readonly kind: "write";
  readonly delivery: Delivery;
  readonly pieces: readonly Piece[];
}

/** What becomes of a message (the table of docs/model.md). */
export type Fate =
  | "delivered"
  /** Blocked, or taken for another vector of this device's own grant. */
  | "not delivered as asked"
  | "accepted by a stranger"
  | "a memory write";

export type WorldAction =
  | WriteAction
  /** The capability's pair: the first since it held 0, another one, or 0. */
  | { readonly kind: "program-pair"; readonly pair: "first" | "another" | "zero" }
  /** `pair`: where the driver has the host's copied into it, is the new grant's the same? */
  | {
      readonly kind: "enable-msi";
      readonly granted: "full" | "one" | "none";
      readonly pair?: "same" | "another";
    }
  | { readonly kind: "disable-msi" }
  /**
   * To so many vectors. `host`, of MSI-X, where the entries unmasked need interrupts: it has none for them, or
   * takes all anew; else it adds some.
   */
  | {
      readonly kind: "grow-allocation";
      readonly vectors: number;
      readonly host?: "refuses" | "anew";
    }
  | { readonly kind: "give-up"; readonly slot: SlotName }
  | { readonly kind: "program-by-memory"; readonly slot: SlotName }
  | {
      readonly kind: "read";
      readonly word: number;
      readonly register: Register;
      readonly bytes: 2 | 4;
    }
  | { readonly kind: "move-window"; readonly to: WorldState["window"] }
  | { readonly kind: "reset-device" }
  | { readonly kind: "reset-machine" }
  | { readonly kind: "move-host-pair" }
  /** `sends`: what its registers hold, an interrupt message of the device's own making, or a write to memory. */
  | {
      readonly kind: "message";
      readonly slot: SlotName;
      readonly sends: "own" | "interrupt" | "memory";
      readonly fate: Fate;
    };

export type ActionKind = WorldAction["kind"];

/** Who does what. */
export function actorOf(kind: ActionKind): Actor {
  switch (kind) {
    case "move-host-pair":
      return "host";
    case "message":
      return "device";
    case "reset-machine":
      return "administrator";
    default:
      return "guest";
  }
}
