/** The patch's write handler, compiled, in the place that the model's handler has in the world. */
import { hex } from "../../../model/bits.js";
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import type { Quirk, QuirkView } from "../../../model/quirk.js";
import type {
  Cookie,
  HandlerBranch,
  HandlerResult,
} from "../../../model/quirks/as-posted/handler.js";
import { type CookieHandler, cookieQuirk } from "../../../model/quirks/as-posted/quirk.js";
import { type CompiledPatch, CompiledQuirk, isTrap } from "../compiled/compiled-quirk.js";
import { CONTROL, INPUT, STEP_INPUT_WORDS } from "../compiled/records.js";
import { attach, DEVICE_IDS, type Device, isDevice } from "../lockstep/device.js";
import { compareReads, compareRules } from "../lockstep/guest-accesses.js";
import { compareProbes, LITTLE_ENDIAN, probeCalls } from "../lockstep/probe-table.js";
import type { CAnswer } from "../lockstep/step.js";
import { readOutput } from "../lockstep/transfer.js";
import { keptStates, missedBranches, missedHooks } from "../not-compared.js";
import type { NotCompared } from "../result.js";
import type { QuirkNames } from "../source/select.js";

/** What the C did cannot be a step of the world: it did not come back, or wrote never or twice. */
export class UnusableQuirk extends Error {
  override readonly name = "UnusableQuirk";
}

/** What the C did cannot be told by the world, whose quirk keeps a cookie and writes to the device. */
export class NotComparable extends Error {
  override readonly name = "NotComparable";
  constructor(readonly notCompared: readonly NotCompared[]) {
    super(JSON.stringify(notCompared));
  }
}

/** Words of the window that a cookie may name: the world's ten registers and what lies just above. */
const COOKIE_WORDS = 16;

/** The write handler in the world, and what of the C is not in it. */
export interface PatchQuirk {
  readonly quirk: Quirk;
  /** To be asked at the end: device ids whose handler answered otherwise are among it. */
  readonly notCompared: () => readonly NotCompared[];
}

/**
 * The quirk of the first device id; of the others each call is made too, and compared with it.
 * @throws UnusableQuirk if its probe makes no quirk for an ath11k device
 */
export function quirkOf(patch: CompiledPatch, names: QuirkNames): PatchQuirk {
  const [device, ...others] = DEVICE_IDS.map((id) => attach(new CompiledQuirk(patch), id, names));
  if (device === undefined) {
    throw new UnusableQuirk(`the probe makes no quirk for ${hex(DEVICE_IDS[0] ?? 0)}`);
  }
  if (isTrap(device)) throw new UnusableQuirk(`the probe ${device.what} (line ${device.line})`);
  const otherwise = new Set<number>();
  const devices = [device, ...others.filter(isDevice)] as const;
  const prober = new CompiledQuirk(patch);
  const parts = differentParts(prober, devices, names);
  const cookies = Array.from({ length: COOKIE_WORDS }, (_, i) => String(i + 1));
  const handler = handlerOf(devices, names, otherwise);
  return {
    quirk: cookieQuirk("patch", handler, ["none", ...cookies]),
    notCompared: () => [
      ...parts,
      ...devices.flatMap(({ quirk }) => stateOf(quirk, names)),
      ...missedBranches({ patch, reached: reachedBy([...devices.map((of) => of.quirk), prober]) }),
      ...(otherwise.size === 0 ? [] : [{ kind: "devices" as const, deviceIds: [...otherwise] }]),
    ],
  };
}

/** By guard: 1 if any of them passed it. */
function reachedBy(quirks: readonly CompiledQuirk[]): Uint8Array {
  for (const quirk of quirks) quirk.collect();
  const length = quirks[0]?.reached.length ?? 0;
  return Uint8Array.from({ length }, (_, i) => (quirks.some(({ reached }) => reached[i]) ? 1 : 0));
}

/** What a device's C was seen to keep, its cookie apart. */
function stateOf(quirk: CompiledQuirk, { state }: QuirkNames): readonly NotCompared[] {
  if (!quirk.keepsState) return [];
  quirk.collect();
  return keptStates(quirk, state);
}

/** Of the probe, the rules, the read callbacks and the hooks: what is not as in the model, whose are in the world. */
function differentParts(
  prober: CompiledQuirk,
  devices: readonly Device[],
  names: QuirkNames,
): readonly NotCompared[] {
  const point = prober.patch.tracePoints.indexOf(names.traceProbe);
  const differs = {
    probe: compareProbes(prober, probeCalls(true), point).length > 0,
    rules: devices.some(
      ({ region, record }) =>
        compareRules(region.rules, region.size).length > 0 || record.endianness !== LITTLE_ENDIAN,
    ),
    read: devices.some(
      ({ quirk, region, windowBase }) =>
        compareReads(quirk, windowBase, region.size).differences.length > 0,
    ),
  };
  return [
    ...(["probe", "rules", "read"] as const).flatMap((part): NotCompared[] =>
      differs[part] ? [{ kind: "part", part }] : [],
    ),
    ...stateOf(prober, names),
    ...missedHooks(devices.map(({ record }) => record)),
  ];
}

function handlerOf(
  [device, ...others]: readonly [Device, ...Device[]],
  { state }: QuirkNames,
  otherwise: Set<number>,
): CookieHandler {
  const known = new Map<string, HandlerResult>();
  return (view, cookie, access) => {
    const registers = registersOf(view);
    const readFails = view.readFails;
    const values = registers.map(([, value]) => value);
    const key = [...values, readFails, cookie, ...Object.values(access)].join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const asked = { registers, readFails, cookie, access };
    const c = call(device, asked);
    requireTold(device, c, state);
    const result = resultOf(c, asked, device);
    for (const other of others) {
      if (!isAlike(other, asked, { c, device })) otherwise.add(other.call.deviceId);
    }
    if (known.size === 0) takeOtherSizes(device, asked);
    known.set(key, result);
    return result;
  };
}

/** Where the rules are the model's, QEMU makes no such call: a way that only these take is none of the world's. */
function takeOtherSizes(device: Device, asked: Call): void {
  for (const size of [1, 2, 8]) {
    try {
      call(device, { ...asked, access: { ...asked.access, size } });
    } catch (error) {
      // The C may well stop at a size that it never gets.
      if (!(error instanceof UnusableQuirk)) throw error;
    }
  }
}

/** @throws NotComparable */
function requireTold({ quirk }: Device, { effects }: CAnswer, structure: string): void {
  if (quirk.keepsState) {
    quirk.collect();
    throw new NotComparable(keptStates(quirk, structure));
  }
  if (effects.length > 0) throw new NotComparable([{ kind: "effects", effects }]);
}

/** The handler of another device id does the same, at its own window. */
function isAlike(
  other: Device,
  asked: Call,
  { c, device }: { readonly c: CAnswer; readonly device: Device },
): boolean {
  try {
    return conductOf(call(other, asked), other) === conductOf(c, device);
  } catch (error) {
    if (error instanceof UnusableQuirk) return false;
    throw error;
  }
}

function conductOf(c: CAnswer, { windowBase }: Device): string {
  const { writes, size, value, cookie, traces, tracePoint, effects } = c;
  const offset = c.address - BigInt(windowBase);
  return [writes, size, value, cookie, traces, tracePoint, effects, offset].join();
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
    [INPUT.physicalWord8, physical.word8],
    [INPUT.physicalAddress, physical.addressLow],
    [INPUT.physicalUpper, upper(hostPair?.addressHigh ?? 0, hostPair?.data ?? 0)],
  ];
}

interface Call {
  readonly registers: ReturnType<typeof registersOf>;
  readonly readFails: boolean;
  readonly cookie: Cookie;
  readonly access: WriteAccess;
}

function call({ quirk }: Device, { registers, readFails, cookie, access }: Call): CAnswer {
  const words = quirk.inputs.subarray(0, STEP_INPUT_WORDS);
  words[INPUT.control] =
    CONTROL.reset | (cookie === 0 ? 0 : CONTROL.setCookie) | (readFails ? CONTROL.readFails : 0);
  words[INPUT.size] = access.size;
  words[INPUT.value] = Number(access.value & 0xffffffffn);
  words[INPUT.value + 1] = Number(access.value >> 32n);
  words[INPUT.offset] = access.offset;
  words[INPUT.offset + 1] = 0;
  words[INPUT.cookie] = cookie;
  for (const [field, value] of registers) words[field] = value;
  const stop = quirk.run(0, 1);
  if (stop !== undefined) {
    const { what, line } = stop.trap;
    throw new UnusableQuirk(
      `the C ${what} (line ${line}) on a write of ${hex(access.value)} at ${hex(access.offset)}`,
    );
  }
  return readOutput(quirk.outputs, 0);
}

/** Enable, QMASK for 32 vectors, QSIZE, and the layout. */
function flagsOf({ msiEnabled, vectorsAllocated, is64Bit }: QuirkView): number {
  const layout = is64Bit ? 0x80 : 0;
  return (msiEnabled ? 1 : 0) | (5 << 1) | (Math.log2(vectorsAllocated) << 4) | layout;
}

function resultOf(c: CAnswer, { cookie, access }: Call, device: Device): HandlerResult {
  if (c.writes !== 1 || c.size !== access.size) {
    throw new UnusableQuirk(
      `the C makes ${c.writes} writes of ${c.size} bytes of one of ${access.size}`,
    );
  }
  const place = BigInt(device.windowBase + access.offset);
  if (c.address !== place) {
    throw new UnusableQuirk(`the C writes at ${hex(c.address)} of BAR 0, not at ${hex(place)}`);
  }
  if (c.cookie % 4 !== 0 || c.cookie > 4 * COOKIE_WORDS) {
    throw new UnusableQuirk(
      `the C leaves the cookie ${hex(c.cookie)}, which is no register of the world`,
    );
  }
  return { branch: branchOf(c, { cookie, access }, device), value: c.value, cookie: c.cookie };
}

/** By the trace points it passed; without one, by what it did to value and cookie. */
function branchOf(
  c: CAnswer,
  { cookie, access }: Pick<Call, "cookie" | "access">,
  { traceAddress, traceData }: Device,
): HandlerBranch {
  if (c.traces > 0 && c.tracePoint === traceAddress) return "replace-address";
  if (c.traces > 0 && c.tracePoint === traceData) return "replace-data";
  if (c.value !== access.value) return c.cookie > cookie ? "replace-address" : "replace-data";
  return cookie !== 0 && c.cookie === 0 ? "data-mismatch" : "pass";
}
