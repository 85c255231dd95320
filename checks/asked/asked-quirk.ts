/**
 * A quirk that is not ours, asked each question once while the world is searched, and again afterwards.
 *
 * The world remembers answers, so those of a quirk that counts its calls, throws dice or looks at a clock
 * would pass for a pure function's. Here the first answer to a question stands as long as the search goes on;
 * `askAgain` then asks everything a second time, the last question first, and compares.
 */
import { hex } from "../../model/bits.js";
import type { WriteAccess } from "../../model/qemu/memory-core.js";
import type {
  DeviceRead,
  HostPair,
  PrivateState,
  Quirk,
  QuirkView,
  WriteEffects,
} from "../../model/quirk.js";
import { ImpureModelError, InvalidModelError } from "../engine/index.js";
import { Answers } from "./answers.js";
import {
  type Fields,
  type Look,
  lookedUp,
  type Place,
  placesOf,
  type Source,
  type Value,
} from "./arguments.js";

/** Calls one function of a quirk, with arguments that are looked up as they are read. */
type Call<Answer> = (quirk: Quirk, look: Look) => Answer;

/** A question, and what was said to it. */
interface Asked {
  /** The function, and what of its arguments is no object: `'msiChanged' to enabled`. */
  readonly name: string;
  readonly call: Call<unknown>;
  readonly looks: ReadonlyMap<Place, Value>;
  readonly first: string;
}

/** Each question follows another one in this order than in the first and in its reverse. */
const STRIDE = 7;

const VIEW: Fields<QuirkView> = {
  msiEnabled: null,
  vectorsAllocated: null,
  guestAddressLow: null,
  guestWord8: null,
  physical: { addressLow: null, word8: null },
  is64Bit: null,
  guestAddressHigh: null,
  guestData: null,
  readFails: null,
  physicalHigh: null,
  physicalData: null,
  hostPair: { addressLow: null, addressHigh: null, data: null },
  vectorsGranted: null,
  window: null,
};
const ACCESS: Fields<WriteAccess> = { offset: null, size: null, value: null };
const READ: Fields<DeviceRead> = { offset: null, replaced: null };

const PLACES = {
  view: placesOf("view", VIEW),
  access: placesOf("access", ACCESS),
  read: placesOf("read", READ),
};

/** Stands between the world and a quirk. */
export class AskedQuirk {
  /** For the world: the same question has the same answer, whatever the quirk would say by then. */
  readonly quirk: Quirk;
  private readonly answers = new Map<string, Answers<unknown>>();
  private asked: Asked[] = [];
  /** By place: what was seen there last. */
  private readonly seen = new Map<Place, Value>();
  /** Of the call that is going on. */
  private open: Look | undefined;

  constructor(private readonly original: Quirk) {
    const parts = Object.keys(original.parts).map((part) => [part, null] as const);
    const places = placesOf("own", Object.fromEntries(parts), "");
    const ownOf = (look: Look) => lookedUp<PrivateState>(places, look);
    const write: Call<WriteEffects> = (quirk, look) =>
      quirk.write(viewOf(look), ownOf(look), lookedUp(PLACES.access, look));
    this.quirk = {
      ...original,
      write: (view, own, access) => this.write({ view, own, access }, write),
      read: (view, own, read) =>
        this.ask("'read'", { view, own, read }, (quirk, look) =>
          quirk.read(viewOf(look), ownOf(look), lookedUp(PLACES.read, look)),
        ),
      reset: (own) =>
        this.ask("'reset'", { own }, (quirk, look) => sorted(quirk.reset(ownOf(look)))),
      msiChanged: (own, enabled) =>
        this.ask(`'msiChanged' to ${enabled ? "enabled" : "disabled"}`, { own }, (quirk, look) =>
          sorted(quirk.msiChanged(ownOf(look), enabled)),
        ),
    };
  }

  /**
   * Asks again what was asked since the last time: the quirk itself, the last question first, while time goes
   * by; and, while none does, a copy that was loaded for itself and so has another past, in a third order.
   *
   * @param wait lets time go by
   * @throws ImpureModelError for the first answer that is another
   */
  askAgain(copy: Quirk, wait: () => void = () => undefined): void {
    const asked = this.asked.reverse();
    this.asked = [];
    for (const question of asked) {
      wait();
      this.compare(this.original, question);
    }
    for (let first = 0; first < STRIDE; first++) {
      for (let at = first; at < asked.length; at += STRIDE) {
        const question = asked[at];
        if (question !== undefined) this.compare(copy, question);
      }
    }
  }

  /** What becomes of a write; what the quirk makes of a host's answer is a question of its own. */
  private write(source: Source, call: Call<WriteEffects>): WriteEffects {
    const effectsOf: Call<Effects> = (quirk, look) => plain(call(quirk, look));
    const { asks, ...effects } = this.ask("'write'", source, effectsOf);
    if (!asks) return effects;
    const answer = (pair: HostPair | undefined) =>
      this.ask(`'write', to which the host ${grants(pair)},`, source, (quirk, look) => {
        const made = call(quirk, look);
        return plain(made.ask?.answer(pair) ?? made);
      });
    return { ...effects, ask: { answer } };
  }

  /** The answer to a question that was asked before, or the quirk's. */
  private ask<Answer>(name: string, source: Source, call: Call<Answer>): Answer {
    const known = this.answersOf<Answer>(name);
    const looks = new Map<Place, Value>();
    const look: Look = (place) => {
      if (looks.has(place)) return looks.get(place);
      const value = place.valueIn(source);
      looks.set(place, value);
      this.seen.set(place, value);
      return value;
    };
    const found = known.find(look);
    if (found !== undefined) return found.answer;
    const answer = this.called(this.original, { name, call }, look);
    known.add(looks, answer);
    this.asked.push({ name, call, looks, first: said(answer) });
    return answer;
  }

  private answersOf<Answer>(name: string): Answers<Answer> {
    const known = this.answers.get(name) ?? new Answers();
    this.answers.set(name, known);
    return known as Answers<Answer>;
  }

  private compare(quirk: Quirk, { name, call, looks, first }: Asked): void {
    const differs = (again: string): never => {
      const values = [...looks].map(([{ text }, value]) => `${text}=${shown(value)}`).join(", ");
      throw new ImpureModelError({ reader: name, values: values || "nothing", first, again });
    };
    // One that answers out of a cache may look at less one time than another: then any value will do, and
    // there is one, of the question that filled the cache.
    const look: Look = (place) => {
      if (looks.has(place)) return looks.get(place);
      return this.seen.has(place) ? this.seen.get(place) : differs(`looked at ${place.text}`);
    };
    const again = said(this.called(quirk, { name, call }, look));
    if (again !== first) differs(again);
  }

  /** Calls a function; its arguments are good for that call alone. */
  private called<Answer>(
    quirk: Quirk,
    { name, call }: { readonly name: string; readonly call: Call<Answer> },
    look: Look,
  ): Answer {
    const ours: Look = (place) => {
      if (this.open === ours) return look(place);
      throw new InvalidModelError(`looks at ${place.text} in arguments of an earlier ${name}`);
    };
    this.open = ours;
    try {
      return call(quirk, ours);
    } finally {
      this.open = undefined;
    }
  }
}

/** Effects as they are at the moment: a quirk may use one object again and again. */
type Effects = Omit<WriteEffects, "ask"> & { readonly asks?: true };

function plain({ branch, value, replaced, own, cookie, ask }: WriteEffects): Effects {
  return {
    branch,
    value,
    own: sorted(own),
    ...(replaced === undefined ? {} : { replaced }),
    ...(cookie === undefined ? {} : { cookie: { before: cookie.before, after: cookie.after } }),
    ...(ask === undefined ? {} : { asks: true }),
  };
}

/** A copy with its names in one order. */
function sorted<T extends object>(changes: T): T {
  return Object.fromEntries(Object.entries(changes).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}

function viewOf(look: Look): QuirkView {
  return lookedUp(PLACES.view, look);
}

function grants(pair: HostPair | undefined): string {
  if (pair === undefined) return "refuses";
  const { addressHigh, addressLow, data } = pair;
  return `grants ${hex((BigInt(addressHigh) << 32n) + BigInt(addressLow))}/${hex(data)}`;
}

/** An answer as text: the same for the same answer alone. */
function said(answer: unknown): string {
  return JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? hex(value) : value));
}

function shown(value: Value): string {
  return typeof value === "bigint" || typeof value === "number" ? hex(value) : String(value);
}
