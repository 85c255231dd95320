/** What comes out of a replay. Numbers are numbers; reports/replay-report.ts says how they are published. */

import type { TrappedWindow } from "../../model/quirk.js";
import { HANDLER_BRANCHES, type HandlerBranch } from "../../model/quirks/as-posted/handler.js";
import type { MachineState } from "../../model/quirks/as-posted/states.js";
import type { LogVerdict } from "./watch/result.js";

/**
 * What became of one piece of a write: a branch of the handler, `rejected` (the memory core lost it) or
 * `outside` (region 0 beside the trapped window: the handler never sees it).
 */
export type ReplayBranch = HandlerBranch | "rejected" | "outside";

/** All of them, in the order of every listing. */
export const REPLAY_BRANCHES: readonly ReplayBranch[] = [
  ...HANDLER_BRANCHES,
  "rejected",
  "outside",
];

/** One piece of a logged write, after the memory core's cutting and splitting. */
export interface ReplayedWrite {
  /** Line of the log, the first being 1. */
  line: number;
  /** Bytes from the start of region 0. */
  address: number;
  /** Bytes: 1, 2, 4 or 8. */
  size: number;
  /** What the guest wrote, unsigned, of `size` bytes. */
  guest: bigint;
  /** What the device gets, of `size` bytes; null if the piece is lost. */
  device: bigint | null;
  branch: ReplayBranch;
  /** The machine's state afterwards; `rejected` and `outside` leave it as it was. */
  state: MachineState;
}

/** How many pieces took each branch. */
export interface BranchCounts {
  "replace-address": number;
  "replace-data": number;
  "data-mismatch": number;
  pass: number;
  rejected: number;
  outside: number;
}

/** What limits the meaning of a replay. */
export type Note =
  | { readonly kind: "never enabled" }
  | { readonly kind: "address zero" }
  /** Guest and host have one value. */
  | { readonly kind: "equal roles"; readonly what: "address" | "data"; readonly value: number }
  /** The patch does not list the chip, so the range is another's. */
  | { readonly kind: "no range"; readonly chip: string; readonly deviceId: number }
  | { readonly kind: "BAR 0 not written" }
  /** The last line has no end. */
  | { readonly kind: "cut short"; readonly line: number };

export interface ReplayCounts {
  /** Lines read, of any kind. */
  lines: number;
  branches: BranchCounts;
  /** A cookie that no write consumed, as an offset in the trapped window; null if none. */
  cookieLeft: number | null;
  /** What limits the meaning of this replay. */
  notes: Note[];
}

/** An MSI address and data of 16 bits. */
export interface MsiPair {
  /** 64 bits. */
  address: bigint;
  data: number;
}

/** What was taken as given before the first line, by options or for want of them. */
export interface ReplayStart {
  /** What the host granted; "unreadable": reading it fails; null: nobody had said. */
  host: MsiPair | "unreadable" | null;
  guest: MsiPair;
  /** Vectors allocated. */
  vectors: number;
  /** MSI is enabled. */
  enabled: boolean;
  /** Where the MSI capability begins in configuration space, in bytes, and its layout. */
  capability: { offset: number; is64Bit: boolean };
  trapped: TrappedWindow;
}

/** The end of a replay: how it began, the session's counts, and what the whole log shows. */
export interface ReplaySummary extends ReplayCounts {
  start: ReplayStart;
  verdict: LogVerdict;
  /** What the patch would have trapped of the chip found, where that was not taken: to be replayed with it. */
  range: TrappedWindow | null;
}
