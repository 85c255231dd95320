/** Why an assumption is kept, broken or undecided in a log, as data; reports/render/replay-reasons.ts has the words. */
import type { SlotRegister } from "./registers.js";

/** What no line of a log tells. */
export type Untold =
  | "reset by the driver"
  | "device's messages"
  | "success of writes"
  | "high half of the host's address"
  | "interrupt checks"
  | "host's byte order"
  | "host's architecture";

/** What each kind of reason carries. Rings and chips by name, offsets of BAR 0 in bytes, values unsigned. */
export interface ReasonData {
  // Broken: what the first line shows.
  "address elsewhere": { value: number; offset: number; chip: string };
  "address in a ring": { value: number; register: SlotRegister; ring: string };
  "address zero": object;
  "high address": { high: number };
  "window moved": { ring: string; offset: number };
  "part of a register": { size: number; address: number; register: SlotRegister; ring: string };
  "small access": { size: number; address: number };
  "register read": { register: SlotRegister; ring: string };
  "reset in between": { ring: string };
  "enabled over slots": { slots: number };
  "granted fewer": { vectors: number; allocated: number };
  "disabled in between": { ring: string };
  "written while disabled": { ring: string };
  "begun in between": { ring: string; other: string };
  "earlier address": { ring: string; value: number };
  "foreign address": { ring: string; value: number };
  "earlier data": { ring: string; value: number };
  "foreign data": { ring: string; value: number; base: number };
  "vector beyond": { ring: string; vector: number; allocated: number };
  "data alone": { ring: string };
  "data never comes": { ring: string };
  /** `end`: not included. */
  "ring outside": { ring: string; offset: number; start: number; end: number };
  "ring straddles": { ring: string; offset: number; start: number; end: number };
  "vectors changed": { before: number; after: number };
  "data at 12": object;
  "unaligned base": { base: number; allocated: number };
  "host address zero": object;
  "host moved": { what: "address" | "base data"; before: number; now: number };
  "unaligned host base": { base: number; allocated: number };
  /** A line `# quirkcheck: VERB` says it. */
  told: { verb: string };
  // Kept.
  kept: { times: number };
  "no wide write": object;
  // Undecided.
  "no occasion": object;
  "no ring": object;
  "never enabled": object;
  "drops other accesses": object;
  untold: { what: Untold };
  "not in place": object;
  "log ends": { line: number; ring: string };
  "reads missing": object;
  "no reads": object;
  /** `unseen`: whose reset in between would be no line of this log. */
  "enabled again": { line: number; slots: number; unseen: "driver" | "QEMU" };
  "no resets": object;
  "slot reset": { line: number; ring: string };
  "doubtful reset": { line: number; address: number; ring: string };
  "no grants": object;
  "grant untold": { line: number };
  "window unseen": { register: number };
  /** `chip`: null if none fits; `rings`: those that Linux programs so. */
  "by message": { chip: string | null; rings: number };
  "beside not logged": object;
  "split before the log": object;
  "wide writes": { count: number };
  "same whenever looked": object;
}

export type Reason = {
  [Kind in keyof ReasonData]: { readonly kind: Kind } & Readonly<ReasonData[Kind]>;
}[keyof ReasonData];
