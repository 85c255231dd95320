/** The C of all devices, called as the world calls its quirk, with its state as parts. */
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import type {
  AskedAccess,
  PrivateName,
  PrivateState,
  Quirk,
  QuirkView,
} from "../../../model/quirk.js";
import { TRAPPED_WINDOW_ACCESS } from "../../../model/quirks/as-posted/handler.js";
import { probe } from "../../../model/quirks/as-posted/probe.js";
import { overlaid } from "../../../model/world/writes.js";
import type { CompiledQuirk } from "../compiled/compiled-quirk.js";
import type { Found, Words } from "../compiled/followed-quirk.js";
import { CONTROL } from "../compiled/records.js";
import { keptState } from "../not-compared.js";
import type { NotCompared } from "../result.js";
import type { QuirkNames } from "../source/select.js";
import { Answers, type Look } from "./answers.js";
import { type Call, callKey, PROGRAMMED, registerIn, writeCall } from "./call.js";
import { type FoundCall, findGrowth } from "./endless.js";
import { Endless, NotComparable, StateGrew } from "./errors.js";
import { PrivateWords } from "./private-state.js";
import {
  type Awaited,
  type Done,
  type FollowedDevice,
  isAlike,
  MoreWords,
  resultOf,
  stepOf,
} from "./step.js";
import { stepperFor } from "./stepper.js";
import type { Surroundings } from "./surroundings.js";

/** The last of the world's registers, in bytes from the start of the window. */
const LAST_REGISTER = 4 * 9;

/** What the device answers to a read. */
const DEVICE_ANSWERS = [0x13579bdfn, 0n, 0xffffffffn];

/** The write callback of the first device, with its state, and of the others beside it. */
export class CompiledC {
  readonly otherwise = new Set<number>();
  readonly #words: PrivateWords;
  readonly #most: number;
  readonly #surroundings: Surroundings;
  /** Some read changes the state. */
  #readsChange = false;
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
        const { done, call } = this.#done(writeCall(view, access), own, view);
        const changes = this.#changes(call, done.written);
        const after = overlaid(own, changes);
        const awaited = this.#awaited(own, after, access);
        const [device] = this.devices;
        return { ...resultOf(done, access, device, { awaited, view }), own: changes };
      },
      read: () => "device",
      afterRead: (view, own, offset) => this.#afterRead(view, own, offset),
      ...(this.#readsChange ? { readsChange: true } : {}),
      ...(this.devices[0].record.accepts === 0
        ? {}
        : { accepts: (view, own, access) => this.#accepts(view, own, access) }),
      reset: (own) => this.#reset(own),
      msiChanged: () => ({}),
    };
  }

  #awaited(before: PrivateState, after: PrivateState, { offset }: WriteAccess): Awaited {
    const at = (there: number) => ({
      before: this.#awaits(before, there),
      after: this.#awaits(after, there),
    });
    return { here: at(offset), next: offset + 8 > LAST_REGISTER ? undefined : at(offset + 8) };
  }

  /** By conduct: data of the guest's is answered there otherwise than by the C as its probe left it. */
  #awaits(own: PrivateState, offset: number): boolean {
    const call = { control: 0, access: { offset, size: 4, value: BigInt(PROGRAMMED.guestWord8) } };
    const { c } = this.#done(call, own, PROGRAMMED).done;
    const { c: first } = this.#done(call, {}, PROGRAMMED).done;
    return c.writes !== first.writes || c.value !== first.value;
  }

  /** @throws NotComparable if it is not the device's value that the guest gets */
  #afterRead(view: QuirkView, own: PrivateState, offset: number): Partial<PrivateState> {
    const [device] = this.devices;
    const place = BigInt(device.windowBase + offset);
    const changes = DEVICE_ANSWERS.map((value) => {
      const call = { control: CONTROL.isRead, access: { offset, size: 4, value } };
      const { done, call: found } = this.#done(call, own, view);
      const { reads, address, size } = done.c;
      if (reads !== 1 || address !== place || size !== 4 || done.c.value !== value) {
        throw new NotComparable([{ kind: "part", part: "read" }]);
      }
      return this.#changes(found, done.written);
    });
    const [first = {}] = changes;
    if (changes.some((other) => JSON.stringify(other) !== JSON.stringify(first))) {
      throw new NotComparable([{ kind: "part", part: "read" }]);
    }
    const entries = Object.entries(first).filter(
      ([name, value]) => own[name as PrivateName] !== value,
    );
    if (entries.length > 0 && !this.#readsChange) {
      this.#readsChange = true;
      throw new StateGrew("reads");
    }
    return Object.fromEntries(entries);
  }

  /** Also where the probe gave none: a call may put one in. */
  #reset(own: PrivateState): Partial<PrivateState> {
    const access = { offset: 0, size: 4, value: 0n };
    const { done, call } = this.#done({ control: CONTROL.resetsMachine, access }, own);
    return this.#changes(call, done.written);
  }

  #accepts(view: QuirkView, own: PrivateState, { offset, size, isWrite }: AskedAccess): boolean {
    const control = CONTROL.asksAccepts | (isWrite ? 0 : CONTROL.isRead);
    const access = { offset, size, value: 0n };
    const { done } = this.#done({ control, access }, own, view);
    if ([...done.written.keys()].some((word) => this.#words.isPart(word))) {
      throw new NotComparable([{ kind: "part", part: "accepts" }]);
    }
    return done.c.value !== 0n;
  }

  /** What the call does there. It looks at no more than the C does. */
  #done(call: Call, own: PrivateState, view?: QuirkView): Answered {
    const key = callKey(call);
    const known = this.#answers.get(key) ?? new Answers<Answered>();
    this.#answers.set(key, known);
    const look = (at: number) => {
      if (at >= 0) return this.#words.valueIn(own, at);
      if (view !== undefined) return registerIn(view, -1 - at);
      throw new NotComparable([{ kind: "part", part: "reset" }]);
    };
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
    const growth = findGrowth(
      [...this.#changing],
      stepperFor(this.devices[0], this.#words),
      this.#most,
    );
    const large = this.#words.largerThan(this.#most);
    if (growth === undefined && large.length === 0) return;
    throw new Endless({
      words: growth?.words.map((word) => this.#words.place(word)) ?? large,
      most: this.#most,
      writes: growth?.calls.map(({ access }) => access) ?? [],
    });
  }

  /** Calls in a device of their own, which may come to its end. */
}

/** What a call did, with what it found. */
interface Answered {
  readonly done: Done;
  readonly call: FoundCall;
}
