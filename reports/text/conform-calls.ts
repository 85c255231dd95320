/** Calls of the quirk's C and of the model, and their answers, in words. */
import { isTrap, type Trap } from "../../checks/conform/compiled/compiled-quirk.js";
import type {
  Dispatched,
  ReadAnswer,
  ReadCall,
} from "../../checks/conform/lockstep/guest-accesses.js";
import type { HookAnswer, HookCall } from "../../checks/conform/lockstep/hooks.js";
import { configurationWrites } from "../../checks/conform/lockstep/sequence.js";
import type {
  CAnswer,
  ModelAnswer,
  Setting,
  StepCall,
} from "../../checks/conform/lockstep/step.js";
import type { Difference } from "../../checks/conform/result.js";
import { hex } from "../../model/bits.js";
import { isMsiEnabled, msiAddressLow, msiWord8 } from "../../model/qemu/msi-capability.js";
import { readHandler } from "../../model/quirks/as-posted/handler.js";

/** What both were given, and what each did. @param points trace points of the C, by number */
export function differenceTexts(
  found: Difference,
  points: readonly string[],
): { readonly input: string; readonly c: string; readonly model: string } {
  switch (found.kind) {
    case "call": {
      const { call, c, model } = found;
      return { input: callText(call), c: cText(c, points), model: modelText(model) };
    }
    case "probe":
      return probeTexts(found);
    case "read":
      return readTexts(found.call, found.c);
    case "hook":
      return hookTexts(found.call, found.c);
    case "pair": {
      const [first, second] = found.devices.map(({ deviceId }) => hex(deviceId));
      const { fields, trap } = found;
      const of = (whose: "c" | "model") => fieldsText(fields, whose);
      const input = `the probe of ${second} where ${first} is in place`;
      return { input, c: trap === undefined ? of("c") : trapText(trap), model: of("model") };
    }
    case "rules": {
      const input = `${found.size} bytes at ${hex(found.offset)}`;
      return { input, c: dispatchText(found.c), model: dispatchText(found.model) };
    }
    case "endianness": {
      const model = `${found.model} (DEVICE_LITTLE_ENDIAN)`;
      return { input: "the MemoryRegionOps", c: `${found.c}`, model };
    }
  }
}

export function callText({ setting, access, cookie, isSecond = false }: StepCall): string {
  const from = cookie === undefined ? "" : `, cookie ${cookieText(cookie)}`;
  const whose = isSecond ? " to the second of two devices" : "";
  return `${writeText(access)}${whose}${from}; ${settingText(setting)}`;
}

export function writeText({ offset, size, value }: StepCall["access"]): string {
  return `write ${hex(value)} at ${hex(offset)} in ${size} bytes`;
}

/** The capability and the physical registers. */
function settingText({ view, physical, readFails, capability }: Setting): string {
  const host = readFails ? "unreadable" : `${hex(physical.addressLow)} / ${hex(physical.word8)}`;
  const layout = capability.layout.is64Bit ? ", 64-bit layout" : "";
  return `MSI ${view.msiEnabled ? "enabled" : "disabled"}, ${view.vectorsAllocated} allocated, guest ${hex(view.guestAddressLow)} / ${hex(view.guestWord8)}, host ${host}${layout}`;
}

export function modelText({ branch, value, cookie }: ModelAnswer): string {
  return `${branch}: ${gotText({ value, cookie })}`;
}

/** What the device gets of the model, and what it remembers. */
export function gotText({ value, cookie }: Pick<ModelAnswer, "value" | "cookie">): string {
  return `device gets ${hex(value)}, cookie ${cookieText(cookie)}`;
}

/** @param points trace points by number */
export function cText(answer: CAnswer | Trap, points: readonly string[]): string {
  if (isTrap(answer)) return trapText(answer);
  const { writes, value, size, address, cookie, traces, tracePoint, effects } = answer;
  const device =
    writes === 0
      ? "device gets nothing"
      : `device gets ${hex(value)} in ${size} bytes at ${hex(address)} of BAR 0${writes > 1 ? `, the first of ${writes} writes` : ""}`;
  const told = answer.traceArguments.map(hex).join(", ");
  const trace = traces === 0 ? "" : `, trace ${points[tracePoint] ?? tracePoint}(${told})`;
  const read =
    answer.preads === 0
      ? ""
      : `, ${answer.preads} read${answer.preads === 1 ? "" : "s"} of its file, ${answer.preads === 1 ? "" : "first "}${answer.preadSize} bytes at ${placeText(answer.preadAt)}`;
  const also = effects.length === 0 ? "" : `, effects ${effects.join(", ")}`;
  return `${device}, cookie ${cookieText(cookie)}${trace}${read}${also}`;
}

function trapText({ what, line }: Trap): string {
  return line === 0 ? `the C ${what}` : `the C ${what} (line ${line})`;
}

function cookieText(cookie: number): string {
  return cookie === 0 ? "none" : hex(cookie);
}

function probeTexts({ call, fields, trap }: Extract<Difference, { kind: "probe" }>) {
  const of = (whose: "c" | "model") => fieldsText(fields, whose);
  const given = Object.entries(call).map(([name, value]) => `${name} ${hex(value)}`);
  const c = trap === undefined ? of("c") : trapText(trap);
  return { input: given.join(", "), c, model: of("model") };
}

function fieldsText(
  fields: Extract<Difference, { kind: "probe" }>["fields"],
  whose: "c" | "model",
): string {
  return fields.map((found) => `${found.field} ${hex(found[whose])}`).join(", ");
}

/** Bytes from the MSI capability on, before it or behind. */
function placeText(at: number): string {
  return at < 0 ? `the MSI capability - ${hex(-at)}` : `the MSI capability + ${hex(at)}`;
}

function hookTexts(call: HookCall, c: HookAnswer | Trap) {
  const { hook, offset, size, isWrite, cookie, setting } = call;
  const what =
    hook === "reset"
      ? "the quirk's reset"
      : `valid.accepts of a ${isWrite ? "write" : "read"} of ${size} bytes at ${hex(offset)}`;
  const msi = setting.view.msiEnabled ? "enabled" : "disabled";
  const input = `${what}, cookie ${cookieText(cookie)}, MSI ${msi}`;
  const accepts = (accepted: boolean) => (hook === "reset" ? [] : [accepted ? "yes" : "no"]);
  const model = [...accepts(true), `cookie ${cookieText(cookie)}, nothing else`].join(", ");
  if (isTrap(c)) return { input, c: trapText(c), model };
  const { accesses, traces, preads, effects } = c;
  const counts = { accesses, traces, "reads of its file": preads };
  const also = Object.entries(counts).flatMap(([of, count]) =>
    count === 0 ? [] : `${count} ${of}`,
  );
  const did = [...accepts(c.accepted), `cookie ${cookieText(c.cookie)}`, ...also, ...effects];
  return { input, c: did.join(", "), model };
}

function readTexts({ offset, size, cookie, answer, setting }: ReadCall, c: ReadAnswer | Trap) {
  const msi = setting.view.msiEnabled ? "" : ", MSI disabled";
  const input = `read of ${size} bytes at ${hex(offset)}, cookie ${cookieText(cookie)}${msi}`;
  if (isTrap(c)) {
    return { input, c: `${c.what}, near line ${c.line}`, model: "what the device answers" };
  }
  const right = { value: readHandler(answer), reads: 1, offset: BigInt(offset), size, more: false };
  return { input, c: readText(c), model: readText(right) };
}

function readText({ value, reads, offset, size, more }: ReadAnswer): string {
  const times = reads === 1 ? "read once" : `read ${reads} times`;
  return `${hex(value)}, ${times} at ${hex(offset)} in ${size} bytes${more ? ", and more" : ""}`;
}

function dispatchText(pieces: Dispatched): string {
  return pieces
    .map(({ size, calls }) =>
      calls === null
        ? `${size} bytes rejected`
        : calls.map((call) => `${call.size} at ${hex(call.offset)}`).join(" then "),
    )
    .join(", ");
}

/** What a guest does to come from one setting to the next; undefined: nothing. */
export function settingChange(before: Setting | undefined, after: Setting): string | undefined {
  if (configurationWrites(before, after).length === 0) return undefined;
  const { capability, view } = after;
  const pair = `${hex(msiAddressLow(capability))} / ${hex(msiWord8(capability))}`;
  const state = isMsiEnabled(capability) ? "enabled" : "disabled";
  return `capability: guest ${pair}, ${view.vectorsAllocated} vectors, MSI ${state}`;
}
