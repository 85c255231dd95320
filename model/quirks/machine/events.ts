/**
 * What can happen to any quirk, as a small alphabet: a driver with two vectors writes and reads seven words of
 * the window, MSI is switched, the window slides, the machine is reset. Same seven words as the machine of the
 * patch (docs/paths.md), so a cookie can name a register of each kind, or none.
 */
import type { GuestValue } from "../../world/values.js";

/** Words of the window, 4 bytes each: two slots of three registers, and one that is ordinary in window A. */
export const WORDS = [0, 1, 2, 3, 4, 5, 6] as const;

/** Vectors the guest has allocated. */
export const VECTORS = 2;

const VALUES = [
  "address",
  "high-word",
  "data+0",
  "data+1",
  "other",
] as const satisfies GuestValue[];

/** How an access finds the host: `fails`, the physical registers cannot be read and no pair is granted. */
export type Host = "answers" | "fails";

/** One call of the quirk, or a change of what it sees. */
export type QuirkMachineEvent =
  | {
      readonly kind: "write";
      readonly word: number;
      readonly value: GuestValue;
      readonly host: Host;
    }
  /** The device still holds what was written there. */
  | { readonly kind: "read"; readonly word: number }
  /** Enabled if it was disabled, and the other way round. */
  | { readonly kind: "switch MSI" }
  | { readonly kind: "slide window" }
  | { readonly kind: "reset machine" };

/** Every event, in a fixed order; each can happen in every state. */
export const QUIRK_EVENTS: readonly QuirkMachineEvent[] = [
  ...WORDS.flatMap((word) =>
    VALUES.flatMap((value) =>
      (["answers", "fails"] as const).map(
        (host): QuirkMachineEvent => ({ kind: "write", word, value, host }),
      ),
    ),
  ),
  ...WORDS.map((word): QuirkMachineEvent => ({ kind: "read", word })),
  { kind: "switch MSI" },
  { kind: "slide window" },
  { kind: "reset machine" },
];

/** The type of an XState event, stable: `write 2 = data+1`, `write 0 = address, host fails`, `read 6`. */
export function eventName(event: QuirkMachineEvent): string {
  if (event.kind === "read") return `read ${event.word}`;
  if (event.kind !== "write") return event.kind;
  const { word, value, host } = event;
  return `write ${word} = ${value}${host === "fails" ? ", host fails" : ""}`;
}
