/** One call of a device's C, and what it is in the world. */
import { hex } from "../../../model/bits.js";
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import type { WriteEffects } from "../../../model/quirk.js";
import type { Cookie, HandlerBranch } from "../../../model/quirks/as-posted/handler.js";
import type { FollowedQuirk, Found, Words } from "../compiled/followed-quirk.js";
import { OUTPUT } from "../compiled/records.js";
import type { Device } from "../lockstep/device.js";
import type { CAnswer } from "../lockstep/step.js";
import { readOutput } from "../lockstep/transfer.js";
import { type Call, writeCallInput } from "./call.js";
import { UnusableQuirk } from "./errors.js";

/** A device whose calls say what they look at. */
export interface FollowedDevice extends Device {
  readonly quirk: FollowedQuirk;
}

/** Words that have to be followed. */
export class MoreWords extends Error {
  constructor(readonly words: readonly number[]) {
    super(words.join());
  }
}

/** What a call did, and left. */
export interface Done {
  readonly c: CAnswer;
  readonly cookieBefore: Cookie;
  readonly written: Words;
}

/** @throws UnusableQuirk if it does not come back; MoreWords if it has to be called anew */
export function stepOf({ quirk }: FollowedDevice, call: Call, found: Found): Done {
  writeCallInput(quirk.inputs, call);
  const written = quirk.step(found);
  if ("unfollowed" in written) throw new MoreWords(written.unfollowed);
  if ("what" in written) {
    const { value, offset } = call.access;
    throw new UnusableQuirk(
      `the C ${written.what} (line ${written.line}) on an access of ${hex(value)} at ${hex(offset)}`,
    );
  }
  const cookieBefore = quirk.outputs[OUTPUT.cookieBefore] ?? 0;
  return { c: readOutput(quirk.outputs, 0), cookieBefore, written };
}

/** The handler of another device id does the same, at its own window. */
export function isAlike(
  done: Done,
  device: FollowedDevice,
  asked: { readonly other: FollowedDevice; readonly call: Call; readonly found: Found },
): boolean {
  const { other, call, found } = asked;
  try {
    return conductOf(stepOf(other, call, found), other) === conductOf(done, device);
  } catch (error) {
    if (error instanceof UnusableQuirk) return false;
    throw error;
  }
}

function conductOf({ c, written }: Done, { windowBase }: Device): string {
  const { writes, reads, size, value, traces, tracePoint, effects } = c;
  const offset = writes + reads === 0 ? 0n : c.address - BigInt(windowBase);
  return [writes, reads, size, value, traces, tracePoint, effects, offset, ...written].join();
}

export function resultOf(
  { c, cookieBefore }: Done,
  access: WriteAccess,
  device: Device,
): Omit<WriteEffects, "own"> {
  if (c.writes > 1 || (c.writes === 1 && c.size !== access.size)) {
    throw new UnusableQuirk(
      `the C makes ${c.writes} writes of ${c.size} bytes of one of ${access.size}`,
    );
  }
  const place = BigInt(device.windowBase + access.offset);
  if (c.writes === 1 && c.address !== place) {
    throw new UnusableQuirk(`the C writes at ${hex(c.address)} of BAR 0, not at ${hex(place)}`);
  }
  const branch = branchOf(c, { cookie: cookieBefore, access }, device);
  return {
    branch,
    value: c.writes === 0 ? undefined : c.value,
    cookie: { before: cookieBefore, after: c.cookie },
    ...(branch === "replace-address" ? { replaced: "address" } : {}),
    ...(branch === "replace-data" ? { replaced: "data" } : {}),
  };
}

/** By the trace points it passed; without one, by what it did to value and cookie. */
function branchOf(
  c: CAnswer,
  { cookie, access }: { readonly cookie: Cookie; readonly access: WriteAccess },
  { traceAddress, traceData }: Device,
): HandlerBranch {
  if (c.traces > 0 && c.tracePoint === traceAddress) return "replace-address";
  if (c.traces > 0 && c.tracePoint === traceData) return "replace-data";
  if (c.writes === 1 && c.value !== access.value) {
    return c.cookie > cookie ? "replace-address" : "replace-data";
  }
  return cookie !== 0 && c.cookie === 0 ? "data-mismatch" : "pass";
}
