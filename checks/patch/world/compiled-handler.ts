/** The patch's write handler, compiled, in the place that the model's handler has in the world. */
import { hex } from "../../../model/bits.js";
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import type { Quirk, QuirkView } from "../../../model/quirk.js";
import type {
  Cookie,
  HandlerBranch,
  HandlerResult,
} from "../../../model/quirks/as-posted/handler.js";
import { QUALCOMM_VENDOR_ID } from "../../../model/quirks/as-posted/probe.js";
import { type CookieHandler, cookieQuirk } from "../../../model/quirks/as-posted/quirk.js";
import { type CompiledPatch, CompiledQuirk, isTrap } from "../compiled/compiled-quirk.js";
import { CONTROL, INPUT, STEP_INPUT_WORDS } from "../compiled/records.js";
import type { CAnswer } from "../lockstep/step.js";
import { readOutput } from "../lockstep/transfer.js";
import type { QuirkNames } from "../source/select.js";

/** What the C did cannot be a step of the world: it did not come back, or wrote never or twice. */
export class UnusableQuirk extends Error {
  override readonly name = "UnusableQuirk";
}

/** Words of the window that a cookie may name: the world's ten registers and what lies just above. */
const COOKIE_WORDS = 16;
const DEVICE = 0x1103;

/** @throws UnusableQuirk if its probe makes no quirk for an ath11k device */
export function quirkOf(patch: CompiledPatch, names: QuirkNames): Quirk {
  const compiled = new CompiledQuirk(patch);
  const record = compiled.attach({
    bar: 0,
    vendorId: QUALCOMM_VENDOR_ID,
    deviceId: DEVICE,
    msiPresent: 1,
    featureAccepted: 1,
    otherQuirk: 0,
  });
  if (isTrap(record)) throw new UnusableQuirk(`the probe ${record.what} (line ${record.line})`);
  if (record.size === 0) throw new UnusableQuirk(`the probe makes no quirk for ${hex(DEVICE)}`);
  const points = {
    address: patch.tracePoints.indexOf(names.traceAddress),
    data: patch.tracePoints.indexOf(names.traceData),
  };
  const cookies = Array.from({ length: COOKIE_WORDS }, (_, i) => String(i + 1));
  return cookieQuirk("patch", handlerOf(compiled, points), ["none", ...cookies]);
}

interface Points {
  readonly address: number;
  readonly data: number;
}

function handlerOf(compiled: CompiledQuirk, points: Points): CookieHandler {
  const known = new Map<string, HandlerResult>();
  return (view, cookie, access) => {
    const registers = registersOf(view);
    const key = [...registers.map(([, value]) => value), cookie, ...Object.values(access)].join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const c = call(compiled, { registers, cookie, access });
    const result = resultOf(c, { cookie, access }, points);
    known.set(key, result);
    return result;
  };
}

/** The registers of both capabilities, as words of the sandbox's input: all that the C can look at. */
function registersOf(view: QuirkView): readonly (readonly [field: number, value: number])[] {
  const { physical, hostPair, is64Bit } = view;
  const upper = (high: number, data: number) =>
    is64Bit ? ((high >>> 16) | ((data & 0xffff) << 16)) >>> 0 : 0;
  return [
    [INPUT.guestAddress, view.guestAddressLow],
    [INPUT.flagsAndWord8, (flagsOf(view) | (view.guestWord8 << 16)) >>> 0],
    [INPUT.guestUpper, upper(view.guestAddressHigh, view.guestData)],
    // A read that fails leaves 0 in the handler's variable, which is what registers of 0 give as well.
    [INPUT.physicalWord8, physical.word8],
    [INPUT.physicalAddress, physical.addressLow],
    [INPUT.physicalUpper, upper(hostPair?.addressHigh ?? 0, hostPair?.data ?? 0)],
  ];
}

interface Call {
  readonly registers: ReturnType<typeof registersOf>;
  readonly cookie: Cookie;
  readonly access: WriteAccess;
}

function call(compiled: CompiledQuirk, { registers, cookie, access }: Call): CAnswer {
  const words = compiled.inputs.subarray(0, STEP_INPUT_WORDS);
  words[INPUT.control] = CONTROL.reset | (cookie === 0 ? 0 : CONTROL.setCookie);
  words[INPUT.size] = access.size;
  words[INPUT.value] = Number(access.value & 0xffffffffn);
  words[INPUT.value + 1] = Number(access.value >> 32n);
  words[INPUT.offset] = access.offset;
  words[INPUT.offset + 1] = 0;
  words[INPUT.cookie] = cookie;
  for (const [field, value] of registers) words[field] = value;
  const stop = compiled.run(0, 1);
  if (stop !== undefined) {
    const { what, line } = stop.trap;
    throw new UnusableQuirk(
      `the C ${what} (line ${line}) on a write of ${hex(access.value)} at ${hex(access.offset)}`,
    );
  }
  return readOutput(compiled.outputs, 0);
}

/** Enable, QMASK for 32 vectors, QSIZE, and the layout. */
function flagsOf({ msiEnabled, vectorsAllocated, is64Bit }: QuirkView): number {
  const layout = is64Bit ? 0x80 : 0;
  return (msiEnabled ? 1 : 0) | (5 << 1) | (Math.log2(vectorsAllocated) << 4) | layout;
}

function resultOf(
  c: CAnswer,
  { cookie, access }: Pick<Call, "cookie" | "access">,
  points: Points,
): HandlerResult {
  if (c.writes !== 1 || c.size !== access.size) {
    throw new UnusableQuirk(
      `the C makes ${c.writes} writes of ${c.size} bytes of one of ${access.size}`,
    );
  }
  if (c.cookie % 4 !== 0 || c.cookie > 4 * COOKIE_WORDS) {
    throw new UnusableQuirk(
      `the C leaves the cookie ${hex(c.cookie)}, which is no register of the world`,
    );
  }
  return { branch: branchOf(c, { cookie, access }, points), value: c.value, cookie: c.cookie };
}

/** By the trace points it passed; without one, by what it did to value and cookie. */
function branchOf(
  c: CAnswer,
  { cookie, access }: Pick<Call, "cookie" | "access">,
  points: Points,
): HandlerBranch {
  if (c.traces > 0 && c.tracePoint === points.address) return "replace-address";
  if (c.traces > 0 && c.tracePoint === points.data) return "replace-data";
  if (c.value !== access.value) return c.cookie > cookie ? "replace-address" : "replace-data";
  return cookie !== 0 && c.cookie === 0 ? "data-mismatch" : "pass";
}
