/**
 * The C's private state: each 32-bit word that some call changes and some call looks at again is a part of
 * its own, so that a step depends on the words that it looked at and on no others.
 *
 * The explorer wants the domain of each part when it begins. A domain has some room, and a search that
 * needs more begins again with more: what was found does not depend on how often, since which number
 * stands for a value is nowhere told.
 */
import { hex } from "../../../model/bits.js";
import type { PrivateName, PrivateState } from "../../../model/quirk.js";
import type { FollowedQuirk, Words } from "../compiled/followed-quirk.js";
import type { KeptState } from "../result.js";
import { StateGrew } from "./errors.js";

/** Values that a new word has room for. */
const FIRST_ROOM = 4;
/** More room each time. */
const GROWTH = 4;

interface Part {
  readonly word: number;
  readonly name: PrivateName;
  readonly place: KeptState;
  /** In the order they were found, the one that the probe left first. */
  readonly values: number[];
  readonly ids: Map<number, number>;
  room: number;
  labels: readonly string[];
  byLabel: ReadonlyMap<string, number>;
}

export class PrivateWords {
  readonly #parts = new Map<number, Part>();

  /** @param placeOf where a word is, for people */
  constructor(private readonly placeOf: (word: number) => KeptState) {}

  /** Words that are parts from now on. */
  follow(words: readonly number[], quirk: FollowedQuirk): void {
    for (const word of words) {
      if (this.#parts.has(word)) continue;
      const place = this.placeOf(word);
      const first = quirk.firstValue(word);
      this.#parts.set(word, {
        word,
        name: this.#nameFor(place),
        place,
        values: [first],
        ids: new Map([[first, 0]]),
        room: FIRST_ROOM,
        labels: [],
        byLabel: new Map(),
      });
    }
  }

  /** The domains of a world that is made now: what is known by its value, and names for the room left. */
  domains(): Readonly<Record<PrivateName, readonly string[]>> {
    const parts = [...this.#parts.values()].sort((a, b) => a.word - b.word);
    for (const part of parts) {
      const spare = Array.from({ length: part.room }, (_, i) => `new ${i}`);
      part.labels = [...part.values.map((value) => hex(value)), ...spare.slice(part.values.length)];
      part.byLabel = new Map(part.labels.map((label, id) => [label, id]));
    }
    return Object.fromEntries(parts.map(({ name, labels }) => [name, labels]));
  }

  /** A word's value. */
  valueIn(own: PrivateState, word: number): number {
    const part = this.#parts.get(word);
    if (part === undefined) throw new Error(`word ${word} is no part of the state`);
    const id = part.byLabel.get(own[part.name] ?? "") ?? 0;
    return part.values[id] ?? 0;
  }

  /**
   * What a call left, as parts that change; words that are no state are left out.
   * @throws StateGrew for a value that there is no room for
   */
  changes(written: Words): Partial<PrivateState> {
    const changes: Record<PrivateName, string> = {};
    for (const [word, value] of written) {
      const part = this.#parts.get(word);
      if (part !== undefined) changes[part.name] = this.#labelFor(part, value);
    }
    return changes;
  }

  /** All of them, in another device. */
  followIn(quirk: FollowedQuirk): void {
    for (const word of this.#parts.keys()) quirk.follow(word);
  }

  isPart(word: number): boolean {
    return this.#parts.has(word);
  }

  /** Words of more than so many values. */
  largerThan(most: number): readonly KeptState[] {
    return [...this.#parts.values()].flatMap(({ values, place }) =>
      values.length > most ? [place] : [],
    );
  }

  /** Where a word is. */
  place(word: number): KeptState {
    return this.#parts.get(word)?.place ?? this.placeOf(word);
  }

  /** Where all of them are. */
  get places(): readonly KeptState[] {
    return [...this.#parts.values()].map(({ place }) => place);
  }

  #labelFor(part: Part, value: number): string {
    const known = part.ids.get(value);
    const id = known ?? part.values.push(value) - 1;
    part.ids.set(value, id);
    if (id >= part.room) part.room *= GROWTH;
    const label = part.labels[id];
    if (label === undefined) throw new StateGrew(part.name);
    return label;
  }

  #nameFor({ name, offset }: KeptState): PrivateName {
    const plain: PrivateName = `own.${name ?? "allocated"}${offset < 0 ? "-" : "+"}${hex(Math.abs(offset))}`;
    const taken = [...this.#parts.values()].filter((part) => part.name.startsWith(plain)).length;
    return taken === 0 ? plain : `${plain} (${taken + 1})`;
  }
}
