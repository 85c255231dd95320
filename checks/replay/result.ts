/** What a replay prints, as plain data: the schema of `replay --json` is made from `ReplayResult`. */
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

/** One piece of a logged write, after the memory core's cutting and splitting. Numbers are `0x` hexadecimal. */
export interface ReplayedWrite {
  /** Line of the log, the first being 1. */
  line: number;
  /** Bytes from the start of region 0. */
  address: string;
  /** Bytes: 1, 2, 4 or 8. */
  size: number;
  /** What the guest wrote, unsigned, of `size` bytes. */
  guest: string;
  /** What the device gets, of `size` bytes; null if the piece is lost. */
  device: string | null;
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

export interface ReplayCounts {
  /** Lines read, of any kind. */
  lines: number;
  branches: BranchCounts;
  /** A cookie that no write consumed, as an offset in the trapped window (`0x` hexadecimal); null if none. */
  cookieLeft: string | null;
  /** What limits the meaning of this replay, a sentence each. */
  notes: string[];
}

/** An MSI address of 64 bits and data of 16, `0x` hexadecimal. */
export interface MsiPair {
  address: string;
  data: string;
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
  /** Where the MSI capability begins in configuration space, `0x` hexadecimal, and its layout. */
  capability: { offset: string; is64Bit: boolean };
  /** The range of BAR 0, in bytes, `0x` hexadecimal. */
  trapped: { base: string; size: string };
}

/** The end of a replay: how it began, the session's counts, and what the whole log shows. */
export interface ReplaySummary extends ReplayCounts {
  start: ReplayStart;
  verdict: LogVerdict;
}

export interface ReplayResult {
  /** In the order of the log. */
  writes: ReplayedWrite[];
  summary: ReplaySummary;
}
