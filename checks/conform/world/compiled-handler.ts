/** The patch's C as a quirk of the world: its own memory is the private state. */
import { hex } from "../../../model/bits.js";
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import type { PrivateState, Quirk, QuirkView, WriteEffects } from "../../../model/quirk.js";
import {
  type Cookie,
  type HandlerBranch,
  TRAPPED_WINDOW_ACCESS,
} from "../../../model/quirks/as-posted/handler.js";
import { probe } from "../../../model/quirks/as-posted/probe.js";
import { type CompiledPatch, CompiledQuirk, isTrap } from "../compiled/compiled-quirk.js";
import { FollowedQuirk, type Found, type Words } from "../compiled/followed-quirk.js";
import { OUTPUT } from "../compiled/records.js";
import { OUT_OF_MEMORY } from "../compiled/trap.js";
import { attach, DEVICE_IDS, type Device, isDevice } from "../lockstep/device.js";
import { compareReads, compareRules } from "../lockstep/guest-accesses.js";
import { compareProbes, LITTLE_ENDIAN, probeCalls } from "../lockstep/probe-table.js";
import type { CAnswer } from "../lockstep/step.js";
import { readOutput } from "../lockstep/transfer.js";
import { keptState, keptStates, missedBranches, missedHooks } from "../not-compared.js";
import type { NotCompared } from "../result.js";
import type { QuirkNames } from "../source/select.js";
import { Answers, type Look } from "./answers.js";
import { type Call, callKey, registerIn, writeCall, writeCallInput } from "./call.js";
import { type FoundCall, findGrowth, type Stepper } from "./endless.js";
import { Endless, NotComparable, StateGrew, UnusableQuirk } from "./errors.js";
import { PrivateWords } from "./private-state.js";

/** Values of one word that are taken for a state that ends. */
export const MOST_VALUES = 4096;

/** The C in the world, and what of it is not there. */
export interface PatchQuirk {
  /** Over the state known so far. A search that meets more ends with StateGrew, and has to begin again. */
  readonly quirk: () => Quirk;
  /** To be asked at the end: device ids whose handler answered otherwise are among it. */
  readonly notCompared: () => readonly NotCompared[];
}

/** Does a search until it meets no more state. @throws Endless if that would take too many values */
export function searchWhole<Found>({ quirk }: PatchQuirk, search: (of: Quirk) => Found): Found {
  for (;;) {
    try {
      return search(quirk());
    } catch (error) {
      if (!(error instanceof StateGrew)) throw error;
    }
  }
}

/** A device whose calls say what they look at. */
interface FollowedDevice extends Device {
  readonly quirk: FollowedQuirk;
}

/**
 * The quirk of the first device id; of the others each call is made too, and compared with it.
 * @param most values of one word
 * @throws UnusableQuirk if its probe makes no quirk for an ath11k device
 */
export function quirkOf(
  patch: CompiledPatch,
  names: QuirkNames,
  most: number = MOST_VALUES,
): PatchQuirk {
  const [device, ...others] = DEVICE_IDS.map((id) => followed(patch, id, names));
  if (device === undefined) {
    throw new UnusableQuirk(`the probe makes no quirk for ${hex(DEVICE_IDS[0] ?? 0)}`);
  }
  const there = others.filter((other) => other !== undefined);
  const surroundings = new Surroundings(patch, names);
  const c = new CompiledC([device, ...there], names, { most, surroundings });
  return {
    quirk: () => c.quirk(),
    notCompared: () => [
      ...surroundings.notCompared(),
      ...c.shared(),
      ...missedBranches({ patch, reached: reachedBy([...c.instances, ...surroundings.instances]) }),
      ...(c.otherwise.size === 0
        ? []
        : [{ kind: "devices" as const, deviceIds: [...c.otherwise] }]),
    ],
  };
}

/** Undefined if the probe makes no quirk. @throws UnusableQuirk of the first device if it does not come back */
function followed(patch: CompiledPatch, id: number, names: QuirkNames): FollowedDevice | undefined {
  const quirk = new FollowedQuirk(patch);
  const device = attach(quirk, id, names);
  if (device !== undefined && isTrap(device)) {
    if (id !== DEVICE_IDS[0]) return undefined;
    throw new UnusableQuirk(`the probe ${device.what} (line ${device.line})`);
  }
  return device === undefined ? undefined : { ...device, quirk };
}

/** By guard: 1 if any of them passed it. */
function reachedBy(quirks: readonly CompiledQuirk[]): Uint8Array {
  for (const quirk of quirks) quirk.collect();
  const length = quirks[0]?.reached.length ?? 0;
  return Uint8Array.from({ length }, (_, i) => (quirks.some(({ reached }) => reached[i]) ? 1 : 0));
}

/** Probe, rules, read callbacks and hooks: what is not as in the model, whose are in the world. */
class Surroundings {
  readonly instances: readonly CompiledQuirk[];
  readonly #parts: readonly NotCompared[];
  readonly #first: Device | undefined;

  constructor(patch: CompiledPatch, names: QuirkNames) {
    const prober = new CompiledQuirk(patch);
    const devices = DEVICE_IDS.map((id) => attach(new CompiledQuirk(patch), id, names)).filter(
      isDevice,
    );
    this.instances = [prober, ...devices.map(({ quirk }) => quirk)];
    this.#first = devices[0];
    this.#parts = differentParts(prober, devices, names);
  }

  notCompared(): readonly NotCompared[] {
    return this.#parts;
  }

  /** Where the rules are the model's, QEMU makes no such call: a way that only these take is none of the world's. */
  takeOtherSizes(call: Call): void {
    for (const size of [1, 2, 8]) {
      if (this.#first === undefined) return;
      const { quirk } = this.#first;
      writeCallInput(quirk.inputs, { ...call, access: { ...call.access, size } });
      // The C may well stop at a size that it never gets.
      quirk.run(0, 1);
    }
  }
}

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
    read: devices.some(readsOtherwise),
  };
  return [
    ...(["probe", "rules", "read"] as const).flatMap((part): NotCompared[] =>
      differs[part] ? [{ kind: "part", part }] : [],
    ),
    ...sharedByProbe(prober, names),
    ...missedHooks(devices.map(({ record }) => record)),
  ];
}

function readsOtherwise({ quirk, region, windowBase }: Device): boolean {
  quirk.collect();
  const before = quirk.kept.size;
  const { differences } = compareReads(quirk, windowBase, region.size);
  quirk.collect();
  return differences.length > 0 || quirk.kept.size > before;
}

/** Variables that a probe changes: with a second device they change again, and the world has one. */
function sharedByProbe(prober: CompiledQuirk, { state }: QuirkNames): readonly NotCompared[] {
  prober.collect();
  return keptStates(prober, state).map((kept) => ({ ...kept, kind: "shared" }));
}

/** The write callback of the first device, with its state, and of the others beside it. */
class CompiledC {
  readonly otherwise = new Set<number>();
  readonly #words: PrivateWords;
  readonly #most: number;
  readonly #surroundings: Surroundings;
  /** By call, whatever world asks. */
  readonly #answers = new Map<string, Answers<Answered>>();
  /** Words that are taken for a state that ends until it is looked into. */
  #expected = 16;
  /** Calls that were seen to change the state. */
  readonly #changing = new Set<FoundCall>();

  constructor(
    private readonly devices: readonly [FollowedDevice, ...FollowedDevice[]],
    { state }: QuirkNames,
    { most, surroundings }: { readonly most: number; readonly surroundings: Surroundings },
  ) {
    const [{ quirk }] = devices;
    this.#most = most;
    this.#surroundings = surroundings;
    this.#words = new PrivateWords((word) => keptState(quirk.patch, quirk.placeOf(word), state));
  }

  get instances(): readonly CompiledQuirk[] {
    return this.devices.map(({ quirk }) => quirk);
  }

  /** Variables are of all devices, and the world has one. */
  shared(): readonly NotCompared[] {
    const { variables } = this.devices[0].quirk.patch;
    return this.#words.places
      .filter(({ name }) => name !== null && variables.includes(name))
      .map((place) => ({ ...place, kind: "shared" }));
  }

  quirk(): Quirk {
    return {
      name: "patch",
      parts: this.#words.domains(),
      probe,
      access: TRAPPED_WINDOW_ACCESS,
      write: (view, own, access) => {
        const { done, call } = this.#done(writeCall(view, access), view, own);
        const effects = resultOf(done, access, this.devices[0]);
        return { ...effects, own: this.#changes(call, done.written) };
      },
      read: () => "device",
      reset: () => ({}),
      msiChanged: () => ({}),
    };
  }

  /** What the call does there. It looks at no more than the C does. */
  #done(call: Call, view: QuirkView, own: PrivateState): Answered {
    const key = callKey(call);
    const known = this.#answers.get(key) ?? new Answers<Answered>();
    this.#answers.set(key, known);
    const look = (at: number) =>
      at < 0 ? registerIn(view, -1 - at) : this.#words.valueIn(own, at);
    try {
      return known.answer(look, (asked) => this.#ask(call, asked));
    } catch (error) {
      if (error instanceof MoreWords) this.#follow(error.words);
      throw error;
    }
  }

  /** Words have numbers from 0 on, registers those below. */
  #ask(call: Call, look: Look): Answered {
    if (this.#answers.size === 1) this.#surroundings.takeOtherSizes(call);
    const registers = new Map<number, number>();
    const found: Found = {
      word: look,
      register: (register) => {
        const value = look(-1 - register);
        registers.set(register, value);
        return value;
      },
    };
    const [device, ...others] = this.devices;
    const done = stepOf(device, call, found);
    if (done.c.effects.length > 0) {
      throw new NotComparable([{ kind: "effects", effects: done.c.effects }]);
    }
    for (const other of others) {
      const { deviceId } = other.call;
      // One that did otherwise once is named, and after a trap it cannot be called again.
      if (this.otherwise.has(deviceId)) continue;
      if (!isAlike(done, device, { other, call, found })) this.otherwise.add(deviceId);
    }
    return { done, call: { ...call, registers } };
  }

  #changes(call: FoundCall, written: Words): Partial<PrivateState> {
    if ([...written.keys()].some((word) => this.#words.isPart(word))) this.#changing.add(call);
    try {
      return this.#words.changes(written);
    } catch (error) {
      if (error instanceof StateGrew) this.#requireEnd();
      throw error;
    }
  }

  /** @throws StateGrew */
  #follow(more: readonly number[]): void {
    this.#words.follow(more, this.devices[0].quirk);
    for (const word of more) for (const { quirk } of this.devices) quirk.follow(word);
    if (this.#words.places.length > this.#expected) {
      this.#expected *= 2;
      this.#requireEnd();
    }
    // What was answered before is the answer of another state.
    this.#answers.clear();
    throw new StateGrew(`${more.length} words`);
  }

  /** @throws Endless if the state does not come to an end, or not soon enough */
  #requireEnd(): void {
    const growth = findGrowth([...this.#changing], this.#stepper(), this.#most);
    const large = this.#words.largerThan(this.#most);
    if (growth === undefined && large.length === 0) return;
    throw new Endless({
      words: growth?.words.map((word) => this.#words.place(word)) ?? large,
      most: this.#most,
      writes: growth?.calls.map(({ access }) => access) ?? [],
    });
  }

  /** Calls in a device of their own, which may come to its end. */
  #stepper(): Stepper {
    const quirk = this.#another();
    const more = new Set<number>();
    const isState = (word: number) => this.#words.isPart(word) || more.has(word);
    const step: Stepper["step"] = ({ registers, ...call }, from) => {
      writeCallInput(quirk.inputs, call);
      const written = quirk.step({
        word: (word) => from.get(word) ?? quirk.firstValue(word),
        register: (register) => registers.get(register) ?? 0,
      });
      if ("what" in written) {
        return written.what === OUT_OF_MEMORY ? "full" : "stopped";
      }
      if (!("unfollowed" in written)) return written;
      for (const word of written.unfollowed) {
        more.add(word);
        quirk.follow(word);
      }
      return step({ registers, ...call }, from);
    };
    return { step, isState };
  }

  #another(): FollowedQuirk {
    const [{ quirk: first, call }] = this.devices;
    const quirk = new FollowedQuirk(first.patch);
    quirk.attach(call);
    this.#words.followIn(quirk);
    return quirk;
  }
}

/** Words that have to be followed. */
class MoreWords extends Error {
  constructor(readonly words: readonly number[]) {
    super(words.join());
  }
}

/** What a call did, with what it found. */
interface Answered {
  readonly done: Done;
  readonly call: FoundCall;
}

/** What a call did, and left. */
interface Done {
  readonly c: CAnswer;
  readonly cookieBefore: Cookie;
  readonly written: Words;
}

/** @throws UnusableQuirk if it does not come back; MoreWords if it has to be called anew */
function stepOf({ quirk }: FollowedDevice, call: Call, found: Found): Done {
  writeCallInput(quirk.inputs, call);
  const written = quirk.step(found);
  if ("unfollowed" in written) throw new MoreWords(written.unfollowed);
  if ("what" in written) {
    const { value, offset } = call.access;
    throw new UnusableQuirk(
      `the C ${written.what} (line ${written.line}) on a write of ${hex(value)} at ${hex(offset)}`,
    );
  }
  const cookieBefore = quirk.outputs[OUTPUT.cookieBefore] ?? 0;
  return { c: readOutput(quirk.outputs, 0), cookieBefore, written };
}

/** The handler of another device id does the same, at its own window. */
function isAlike(
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
  const { writes, size, value, traces, tracePoint, effects } = c;
  const offset = c.address - BigInt(windowBase);
  return [writes, size, value, traces, tracePoint, effects, offset, ...written].join();
}

function resultOf(
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
