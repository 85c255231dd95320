/** A log through `replay`'s parser and session, step by step, and what its device then holds. */

import type { FindingLog } from "../../../checks/findings/finding-log.js";
import { ReplaySession } from "../../../checks/replay/replay.js";
import type { ReplayedWrite } from "../../../checks/replay/result.js";
import { isEvent, parseLine } from "../../../checks/trace-log/codec.js";
import { createMsiCapability, WCN6855_MSI_LAYOUT } from "../../../model/qemu/msi-capability.js";

/** One line, and what became of the pieces of the write on it. */
export interface ReplayedLine {
  readonly text: string;
  readonly writes: readonly ReplayedWrite[];
}

export interface ReplayedLog {
  readonly lines: readonly ReplayedLine[];
  /** Offset in the trapped window; null: no cookie. */
  readonly cookieLeft: number | null;
}

/** With nothing known beforehand: the log has to say it all. */
export function replayLog(lines: readonly string[]): ReplayedLog {
  const session = new ReplaySession({
    capabilityOffset: 0x40,
    capability: createMsiCapability(WCN6855_MSI_LAYOUT),
    window: { base: 0, size: 0x1000 },
    host: "unknown",
  });
  const replayed = lines.map((text, i) => ({ text, writes: followed(session, text, i + 1) }));
  if (session.lacksHost) throw new Error("the log does not say what the host granted");
  return { lines: replayed, cookieLeft: session.summary(lines.length).cookieLeft };
}

function followed(session: ReplaySession, text: string, line: number): ReplayedWrite[] {
  const parsed = parseLine(text);
  if (parsed === undefined) return [];
  if (parsed.kind === "unreadable") throw new Error(`${text}: ${parsed.problem}`);
  if (parsed.kind === "region-write" || parsed.kind === "config-write") {
    return session.step(parsed, line);
  }
  if (!isEvent(parsed)) session.follow(parsed);
  return [];
}

/** All lines of a finding's log. */
export function linesOf({ start, steps }: FindingLog): readonly string[] {
  return [...start, ...steps.flat()];
}

/** A finding's log replayed: the lines of each step, without what is before the first. */
export function replayedSteps(log: FindingLog): readonly (readonly ReplayedLine[])[] {
  const { lines } = replayLog(linesOf(log));
  let at = log.start.length;
  return log.steps.map(({ length }) => {
    at += length;
    return lines.slice(at - length, at);
  });
}

/** 4 bytes of a write. */
export interface Word {
  readonly address: number;
  readonly guest: bigint;
  /** Null: nothing arrived. */
  readonly device: bigint | null;
  /** As the world tells it: what is beside the trapped range, or rejected by it, is not trapped. */
  readonly branch: string;
}

/** The words of a write; one of 8 bytes that nobody split is two. */
export function wordsOf({ address, size, guest, device, branch }: ReplayedWrite): readonly Word[] {
  const seen = branch !== "outside" && branch !== "rejected";
  const half = (value: bigint, i: number) => BigInt.asUintN(32, value >> BigInt(32 * i));
  return Array.from({ length: size === 8 ? 2 : 1 }, (_, i) => ({
    address: address + 4 * i,
    guest: half(guest, i),
    device: device === null ? null : half(device, i),
    branch: seen ? branch : "not trapped",
  }));
}
