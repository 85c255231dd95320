/** What a quirk that matches values remembers: at which offsets it awaits data. */
import type { PrivateName, PrivateState } from "../../quirk.js";
import type { Features } from "./features.js";

/** A word of the window, after the window's position if that is known: `5`, `A5`. */
export type Place = string;

export interface Cookies {
  readonly parts: Readonly<Record<PrivateName, readonly string[]>>;
  readonly isAwaited: (own: PrivateState, place: Place) => boolean;
  /** Data is awaited there, and no longer here. */
  readonly awaitAt: (place: Place) => Partial<PrivateState>;
  readonly settle: (own: PrivateState, place: Place) => Partial<PrivateState>;
  readonly clear: () => Partial<PrivateState>;
  /** The awaited offset (0 = none), as far as an access at `place` is concerned, after those changes. */
  readonly offset: (own: PrivateState, place: Place, changes?: Partial<PrivateState>) => number;
  /** False for a place where the map has no register: awaiting data there is awaiting none. */
  readonly isKept: (place: Place) => boolean;
}

/** Words that lie 8 bytes above one that an address can be written to. */
const WORDS = ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];
/**
 * The same by window position, and only where the map has a register under that position: nobody writes
 * the others, so awaiting data there is awaiting none.
 */
const BAR_PLACES = ["2", "3", "4", "5", "6", "7", "8", "9"];
const FOLLOWED_PLACES = ["A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "B8"];

export function cookiesFor({ cookiePerAddress, followsWindow }: Features): Cookies {
  if (!cookiePerAddress) return oneCookie(followsWindow ? FOLLOWED_PLACES : WORDS);
  return cookieEach(followsWindow ? FOLLOWED_PLACES : BAR_PLACES);
}

const COOKIE: PrivateName = "own.cookie";

function oneCookie(places: readonly Place[]): Cookies {
  const set = (place: string): Partial<PrivateState> => ({ [COOKIE]: place });
  return {
    parts: { [COOKIE]: ["none", ...places] },
    isAwaited: (own, place) => own[COOKIE] === place,
    awaitAt: (place) => set(places.includes(place) ? place : "none"),
    settle: () => set("none"),
    clear: () => set("none"),
    isKept: (place) => places.includes(place),
    offset: (own, _place, changes) => offsetOf(changes?.[COOKIE] ?? own[COOKIE] ?? "none"),
  };
}

function cookieEach(places: readonly Place[]): Cookies {
  const name = (place: Place): PrivateName => `own.awaits ${place}`;
  const known = new Set(places);
  return {
    parts: Object.fromEntries(places.map((place) => [name(place), ["no", "yes"]])),
    isAwaited: (own, place) => known.has(place) && own[name(place)] === "yes",
    awaitAt: (place) => (known.has(place) ? { [name(place)]: "yes" } : {}),
    settle: (_own, place) => (known.has(place) ? { [name(place)]: "no" } : {}),
    clear: () => Object.fromEntries(places.map((place) => [name(place), "no"])),
    isKept: (place) => known.has(place),
    offset: (own, place, changes) =>
      (changes?.[name(place)] ?? own[name(place)]) === "yes" ? offsetOf(place) : 0,
  };
}

/** Bytes from the start of the window. */
function offsetOf(place: Place | "none"): number {
  return place === "none" ? 0 : 4 * Number(place.replace(/^[AB]/, ""));
}
