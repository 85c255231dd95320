/** What a world is made around: a design, an allocation, how much may be dropped. */
import type { Quirk } from "../quirk.js";
import type { Terms } from "./terms.js";

/** What a run over one allocation is made of. */
export interface Scope {
  /** The design under check, and what it changes around its quirk. */
  readonly quirk: Quirk;
  readonly terms: Terms;
  /** Vectors the driver allocates: 1, 2, 4, 8, 16 or 32. */
  readonly asked: number;
  /** The vector offsets it writes; representatives of their classes, or all. */
  readonly offsets: readonly number[];
  /** Most assumptions dropped together: a way to go that breaks more is left out. */
  readonly order: number;
}
