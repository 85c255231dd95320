import { describe, expect, it } from "vitest";
import { logOf } from "../../../checks/findings/finding-log.js";
import type { Finding } from "../../../checks/findings/findings.js";
import { formatLine, parseLine } from "../../../checks/trace-log/codec.js";
import { COOKIE } from "../../../model/quirks/as-posted/quirk.js";
import { committedFindings } from "./committed-findings.js";
import { LogContents } from "./log-contents.js";
import { linesOf, replayedSteps, replayLog, type Word, wordsOf } from "./log-replay.js";

const findings = committedFindings();

/** The writes that a replay of the lines shows. */
function shown(lines: readonly string[]): readonly Word[] {
  return replayLog(lines).lines.flatMap(({ writes }) => writes.flatMap(wordsOf));
}

/** The writes that the counterexample tells of, by the roles the world gives them. */
function told({ counterexample }: Finding): readonly Word[] {
  return logOf(counterexample).writes.map(({ address, guest, device, branch }) => ({
    address,
    guest,
    device: device ?? null,
    branch,
  }));
}

describe("the log of every committed finding, replayed with nothing known beforehand", () => {
  it("is there for all of them: 143 sets of one and 43 of two, some of each severity", () => {
    expect(findings.length).toBe(143 + 43);
    expect(new Set(findings.map(({ severity }) => severity)).size).toBe(4);
  });

  it("is written as QEMU's log backend writes: what is read of a line gives it again", () => {
    for (const { id, counterexample } of findings) {
      const { start, steps } = logOf(counterexample);
      const lines = [...start, ...steps.flat()];
      const rewritten = lines.map((line) => {
        const parsed = parseLine(line);
        return parsed === undefined || parsed.kind === "unreadable" ? null : formatLine(parsed);
      });
      expect(rewritten, id).toEqual(lines);
    }
  });

  it("takes the branches of the counterexample, step by step", () => {
    for (const { id, counterexample } of findings) {
      const found = replayedSteps(logOf(counterexample)).map((lines) =>
        lines
          .flatMap(({ writes }) => writes.flatMap(wordsOf))
          .map(({ branch, device }) => [branch, device === null]),
      );
      const expected = counterexample.steps.map(({ arrivals }) =>
        arrivals.map(({ branch, received }) => [branch, received.kind === "lost"]),
      );
      expect(found, id).toEqual(expected);
    }
  });

  it("shows the device the values that the world tells of by role", () => {
    for (const finding of findings) {
      expect(shown(linesOf(logOf(finding.counterexample))), finding.id).toEqual(told(finding));
    }
  });

  it("leaves in slot 0 what the world says it holds, after every step", () => {
    for (const { id, counterexample } of findings) {
      const contents = new LogContents(counterexample.start);
      const found = replayedSteps(logOf(counterexample)).map((lines) => {
        for (const line of lines) contents.follow(line);
        return contents.contents();
      });
      const expected = counterexample.steps.map(({ after: { low, high, data } }) => ({
        low,
        high,
        data,
      }));
      expect(found, id).toEqual(expected);
    }
  });

  it("ends with the cookie of the counterexample", () => {
    for (const { id, counterexample } of findings) {
      const { start, steps } = counterexample;
      const { cookieLeft } = replayLog(linesOf(logOf(counterexample)));
      const origin = start.windowEnd === "clear" ? 0 : 0x3fff8;
      const cookie = steps.at(-1)?.after[COOKIE] ?? "none";
      expect(cookieLeft, id).toBe(cookie === "none" ? null : origin + 4 * Number(cookie));
    }
  });
});

describe("a log that was tampered with", () => {
  /** Each way of changing one line that matters. */
  function tampered(lines: readonly string[], line: RegExp, to: (text: string) => string) {
    return lines.flatMap((text, i) => (line.test(text) ? [lines.with(i, to(text))] : []));
  }

  it("does not show the counterexample's writes: any value the guest wrote", () => {
    const other = (text: string) => text.replace(/, 0x\w+, /, ", 0x7, ");
    for (const finding of findings) {
      const lines = linesOf(logOf(finding.counterexample));
      for (const changed of tampered(lines, /^vfio_region_write/, other)) {
        expect(shown(changed), finding.id).not.toEqual(told(finding));
      }
    }
  });

  it("does not, with another pair of the host's, wherever one reaches the device", () => {
    let reached = 0;
    for (const finding of findings) {
      const lines = linesOf(logOf(finding.counterexample));
      const expected = told(finding);
      const hosts = expected.filter(({ guest, device }) => device !== null && device !== guest);
      const isRead = hosts.some(({ device }) => device !== 0n && (device ?? 0n) > 0x40n);
      if (!isRead) continue;
      reached++;
      const none = lines.map((text) =>
        text.replace(/^(# quirkcheck: host) address=\w+ data=\w+/, "$1 address=0x8 data=0x80"),
      );
      expect(shown(none), finding.id).not.toEqual(expected);
    }
    expect(reached).toBeGreaterThan(100);
  });

  it("does not, without what QEMU does not log", () => {
    const lost = findings.filter((finding) => {
      const lines = linesOf(logOf(finding.counterexample)).map((text) =>
        text
          .replace(/^# quirkcheck: (machine-reset|read-fails|write-fails|eight-byte)/, "#")
          .replace(/^# quirkcheck: trap none/, "# quirkcheck: trap base=0x80000 size=0x40000"),
      );
      return JSON.stringify(shown(lines), text) !== JSON.stringify(told(finding), text);
    });
    const dropped = new Set(lost.flatMap(({ assumptions }) => assumptions));
    const ids = ["physical-read-succeeds", "bar-write-succeeds", "msi-novirt-feature"];
    expect([...dropped]).toEqual(expect.arrayContaining([...ids, "eight-byte-divisible"]));
  });
});

function text(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
