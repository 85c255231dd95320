/** One call of a device's C, and what it is in the world. */
import { hex } from "../../../model/bits.js";
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import type { QuirkView, WriteEffects } from "../../../model/quirk.js";
import type { FollowedQuirk, Found, Words } from "../compiled/followed-quirk.js";
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
  return { c: readOutput(quirk.outputs, 0), written };
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

/** What a call is beside its values: whether data is awaited at its own offset, and 8 bytes on. */
export interface Awaited {
  readonly here: Awaiting;
  /** Undefined where the world has no register: nobody asks, and awaiting data there is as good as any. */
  readonly next: Awaiting | undefined;
}

interface Awaiting {
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * What a write callback did, in the world's words.
 * @throws UnusableQuirk for more than one write, or one elsewhere
 */
export function resultOf(
  { c }: Done,
  access: WriteAccess,
  device: Device,
  { awaited, view }: { readonly awaited: Awaited; readonly view: QuirkView },
): Omit<WriteEffects, "own"> {
  requireOneWrite(c, access, device);
  const { offset } = access;
  const replaced = replacedBy(c, access, device, { awaited, view });
  const { here, next } = awaited;
  const isAwaited = replaced === "address" ? next?.after !== false : here.after;
  const left = replaced === "address" ? offset + 8 : offset;
  const settled = here.before && !here.after ? "data-mismatch" : "pass";
  return {
    branch: replaced === undefined ? settled : `replace-${replaced}`,
    value: c.writes === 0 ? undefined : c.value,
    cookie: { before: here.before ? offset : 0, after: isAwaited ? left : 0 },
    ...(replaced === undefined ? {} : { replaced }),
  };
}

function requireOneWrite(c: CAnswer, access: WriteAccess, { windowBase }: Device): void {
  if (c.writes > 1 || (c.writes === 1 && c.size !== access.size)) {
    throw new UnusableQuirk(
      `the C makes ${c.writes} writes of ${c.size} bytes of one of ${access.size}`,
    );
  }
  const place = BigInt(windowBase + access.offset);
  if (c.writes === 1 && c.address !== place) {
    throw new UnusableQuirk(`the C writes at ${hex(c.address)} of BAR 0, not at ${hex(place)}`);
  }
}

/**
 * What the value was taken for: by the trace points it passed; without one, by values, and by what is awaited
 * after it (0 in the place of 0 is no other value).
 */
function replacedBy(
  c: CAnswer,
  access: WriteAccess,
  { traceAddress, traceData }: Device,
  found: { readonly awaited: Awaited; readonly view: QuirkView },
): WriteEffects["replaced"] {
  if (c.writes === 0) return undefined;
  if (c.traces > 0 && c.tracePoint === traceAddress) return "address";
  if (c.traces > 0 && c.tracePoint === traceData) return "data";
  return byValues(c, access, found);
}

function byValues(
  { value }: CAnswer,
  access: WriteAccess,
  { awaited: { here, next }, view }: { readonly awaited: Awaited; readonly view: QuirkView },
): WriteEffects["replaced"] {
  const isAddress = access.value === BigInt(view.guestAddressLow);
  if (value === access.value) {
    return isAddress && next?.after && !next.before ? "address" : undefined;
  }
  if (isAddress) return "address";
  const isHigh = !here.before && value === BigInt(view.hostPair.addressHigh);
  return isHigh && value !== 0n ? "high" : "data";
}
