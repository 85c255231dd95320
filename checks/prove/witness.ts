/**
 * One concrete call in which a patch and the model differ: asked of the solver, then made, in the sandbox that
 * `conform` uses and with the model's own handler.
 */
import type { MsiCapability } from "../../model/qemu/msi-capability.js";
import { TRAPPED_WINDOW_ACCESS, writeHandler } from "../../model/quirks/as-posted/handler.js";
import { type CompiledPatch, CompiledQuirk } from "../conform/compiled/compiled-quirk.js";
import { Comparison, type StepDifference } from "../conform/lockstep/comparison.js";
import { attach, isDevice } from "../conform/lockstep/device.js";
import { isReachable } from "../conform/lockstep/reachable.js";
import { type Setting, settingOf } from "../conform/lockstep/step.js";
import type { QuirkNames } from "../conform/source/select.js";
import { INPUT, inConfig, REGISTER_PLACES, VIEW } from "./c/inputs.js";
import { DEVICE_ANSWER } from "./c/qemu.js";
import type { Attached, Sandbox } from "./c/sandbox.js";
import { type Goal, queryOf } from "./goals.js";
import { isDisciplined, memoryCoreCall } from "./invariants.js";
import type { Query } from "./query.js";
import type { ReadShown, WriteShown } from "./result.js";
import { and, constant, equal, FALSE, not, or } from "./terms/build.js";
import type { Assignment } from "./terms/evaluate.js";
import { BOOL, inOrder, type Term } from "./terms/term.js";

/** The values of these symbols in an answer `sat`; undefined for another answer. */
export type Values = (
  query: Query,
  symbols: readonly Term[],
) => Promise<readonly bigint[] | undefined>;

/** What a witness is made with. */
export interface Stage {
  readonly patch: CompiledPatch;
  readonly names: QuirkNames;
  readonly deviceId: number;
  readonly attached: Attached;
  readonly values: Values;
  /** The model's handler; of a changed handler.ts that one. */
  readonly handler?: typeof writeHandler;
}

/** Registers of the physical capability that the sandbox fills with this. */
const UNRELATED = 0xa5a5;
/** A flags register with nothing in its upper byte, as the sandbox has it. */
const BYTES = 0x18;

const SYMBOLS: readonly Term[] = [...Object.values(INPUT), ...Object.values(VIEW)];

/** The plainest call that shows a goal to be wrong, or none if the solver gives none. */
export async function witnessOf(goal: Goal, stage: Stage): Promise<WriteShown | undefined> {
  const { size } = stage.attached;
  const query = queryOf(goal);
  const guests = memoryCoreCall(size);
  const tiers: readonly (readonly Term[])[] = [
    [...guests, equal(INPUT.cookie, constant(0, 32))],
    [...guests, isDisciplined(INPUT.cookie, size)],
    guests,
    [],
  ];
  const sandbox = [...inSandbox(stage.attached.sandbox), ...elsewhere(query.asserted)];
  for (const tier of tiers) {
    const asserted = [...query.asserted, ...sandbox, ...tier];
    const values = await stage.values({ ...query, asserted }, SYMBOLS);
    if (values !== undefined) return made(callOf(values), stage);
  }
  for (const tier of [guests, []]) {
    const values = await stage.values(
      { ...query, asserted: [...query.asserted, ...tier] },
      SYMBOLS,
    );
    if (values === undefined) continue;
    return { ...answered(callOf(values), stage), c: "not made" };
  }
  return undefined;
}

/** The same of the read callback. */
export async function readWitnessOf(goal: Goal, stage: Stage): Promise<ReadShown | undefined> {
  const query = queryOf(goal);
  const symbols = [INPUT.offset, INPUT.size, INPUT.cookie, DEVICE_ANSWER];
  for (const tier of [memoryCoreCall(stage.attached.size), []]) {
    const asserted = [...query.asserted, ...tier];
    const values = await stage.values({ ...query, asserted }, symbols);
    if (values === undefined) continue;
    const [offset = 0, size = 0, cookie = 0] = values.map(Number);
    const reachable = isReachable(regionOf(stage), { offset, size, value: 0n });
    return { kind: "read", reachable, offset, size, cookie, answer: values[3] ?? 0n };
  }
  return undefined;
}

/** What the sandbox can bring about: its own device, all reads failing or none. */
function inSandbox({ capability, fd, configOffset }: Sandbox): readonly Term[] {
  const { hostWord10, hostWord12 } = VIEW;
  return [
    equal(INPUT.capability, constant(capability, 8)),
    equal(INPUT.fd, constant(fd, 32)),
    equal(INPUT.configOffset, constant(configOffset, 64)),
    equal(VIEW.addressFails, VIEW.word8Fails),
    ...[hostWord10, hostWord12].map((register) => equal(register, constant(UNRELATED, 16))),
  ];
}

/** What the sandbox holds where no register of `callOf` is; and a read of any size fails with all others. */
function elsewhere(asserted: readonly Term[]): readonly Term[] {
  return inOrder(asserted).flatMap((term): readonly Term[] => {
    const [place] = term.arguments;
    if (term.operator !== "apply" || place === undefined) return [];
    if (term.name === "read_fails") return [equal(term, VIEW.addressFails)];
    const named = REGISTER_PLACES.get(term.name);
    if (named === undefined || named.includes(place)) return [];
    const isUpperFlags = place.width === 32 ? equal(place, inConfig(3)) : FALSE;
    return [
      or(
        ...named.map((each) => equal(place, each)),
        and(isUpperFlags, equal(term, constant(0, 8))),
        and(not(isUpperFlags), equal(term, constant(UNRELATED & 0xff, 8))),
      ),
    ];
  });
}

type Call = WriteShown["call"];

function callOf(values: readonly bigint[]): Call {
  const of = (symbol: Term) => values[SYMBOLS.indexOf(symbol)] ?? 0n;
  const bytes = Array.from({ length: BYTES }, () => 0);
  const put = (at: number, register: Term) => {
    for (let i = 0; i < register.width / 8; i++) {
      bytes[at + i] = Number((of(register) >> BigInt(8 * i)) & 0xffn);
    }
  };
  put(2, VIEW.flags);
  put(4, VIEW.guestAddress);
  put(8, VIEW.guestWord8);
  put(10, VIEW.guestWord10);
  put(12, VIEW.guestWord12);
  const capability: MsiCapability = {
    layout: {
      is64Bit: (of(VIEW.flags) & 0x80n) !== 0n,
      hasPerVectorMask: true,
      maximumVectors: 32,
    },
    bytes,
  };
  const physical = {
    addressLow: Number(of(VIEW.hostAddress)),
    word8: Number(of(VIEW.hostWord8)),
  };
  const access = {
    offset: Number(of(INPUT.offset)),
    size: Number(of(INPUT.size)),
    value: of(INPUT.data),
  };
  const setting = settingOf(capability, physical, of(VIEW.addressFails) === 1n);
  return { setting, access, cookie: Number(of(INPUT.cookie)) };
}

/** The call, made in the sandbox. */
function made(call: Call, stage: Stage): WriteShown {
  const { patch, names, deviceId } = stage;
  const quirk = new CompiledQuirk(patch);
  const device = attach(quirk, deviceId, names);
  if (!isDevice(device)) throw new Error("the probe made a quirk before");
  let found: StepDifference | undefined;
  const comparison = new Comparison({
    ...device,
    onDifference: (difference) => {
      found = difference;
    },
  });
  const right = answered(call, stage);
  comparison.singleAs(call, right.model);
  comparison.flush();
  return { ...right, c: found?.c ?? "same" };
}

/** What the model does in it. */
function answered(call: Call, stage: Stage): Omit<WriteShown, "c"> {
  const { handler = writeHandler } = stage;
  return {
    kind: "write",
    reachable: isReachable(regionOf(stage), call.access),
    call,
    model: handler(call.setting.view, call.cookie, call.access),
  };
}

function regionOf({ attached }: Stage) {
  return { rules: TRAPPED_WINDOW_ACCESS, size: attached.size };
}

/** A call as the symbols have it, for the sandbox's device. */
export function assignmentOf(
  { setting, access, cookie }: Call,
  { capability, fd, configOffset }: Sandbox,
): Assignment {
  const symbols = new Map<string, bigint>();
  const put = (symbol: Term, value: number | bigint) => {
    const bits = BigInt.asUintN(symbol.width === BOOL ? 1 : symbol.width, BigInt(value));
    symbols.set(symbol.name, bits);
  };
  put(INPUT.data, access.value);
  put(INPUT.offset, access.offset);
  put(INPUT.size, access.size);
  put(INPUT.cookie, cookie);
  put(INPUT.config, 0x10000);
  put(INPUT.capability, capability);
  put(INPUT.fd, fd);
  put(INPUT.configOffset, configOffset);
  put(INPUT.name, 0);
  putView(setting, put);
  return {
    symbol: (name) => {
      const value = symbols.get(name);
      if (value === undefined) throw new RangeError(`${name} has no value`);
      return value;
    },
    apply: (name) => {
      throw new RangeError(`${name} of a place without a name`);
    },
  };
}

function putView(setting: Setting, put: (symbol: Term, value: number | bigint) => void): void {
  const { guestUpper, flagsAndWord8, readFails, physical } = setting;
  put(VIEW.flags, flagsAndWord8 & 0xff);
  put(VIEW.guestAddress, setting.guestAddress);
  put(VIEW.guestWord8, flagsAndWord8 >>> 16);
  put(VIEW.guestWord10, guestUpper & 0xffff);
  put(VIEW.guestWord12, guestUpper >>> 16);
  put(VIEW.hostAddress, physical.addressLow);
  put(VIEW.hostWord8, physical.word8);
  put(VIEW.hostWord10, UNRELATED);
  put(VIEW.hostWord12, UNRELATED);
  put(VIEW.addressFails, readFails ? 1 : 0);
  put(VIEW.word8Fails, readFails ? 1 : 0);
}
