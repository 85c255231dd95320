/**
 * What a quirk that gives the guest its own values back remembers: at which offsets it replaced one, by
 * what. At a read it compares with what the device holds, so a register that was reset, or another one
 * under the same offset, is not mistaken for it.
 *
 * Abstraction: only words whose contents the world keeps are remembered; a remembered host value is told
 * from others by the register it went to, which takes two equal ones for different (the worst case).
 */
import type { DeviceRead, PrivateName, PrivateState, QuirkView } from "../../quirk.js";
import type { Features } from "./features.js";
import { positionOf } from "./position.js";

/** Slot 0's address and data, and the ordinary register; by position where the window is followed. */
const BAR_WORDS = ["0", "2", "9"];
const FOLLOWED_WORDS = ["A0", "A2", "A9", "B2"];

export interface Memory {
  readonly parts: Readonly<Record<PrivateName, readonly string[]>>;
  /** After a write at that offset whose value was replaced. */
  readonly afterReplacing: (
    view: QuirkView,
    own: PrivateState,
    offset: number,
  ) => Partial<PrivateState>;
  readonly remembers: (view: QuirkView, own: PrivateState, read: DeviceRead) => boolean;
  readonly clear: () => Partial<PrivateState>;
}

/** For a quirk whose reads pass through. */
const NO_MEMORY: Memory = {
  parts: {},
  afterReplacing: () => ({}),
  remembers: () => false,
  clear: () => ({}),
};

export function memoryFor(features: Features): Memory {
  if (!features.readsBack) return NO_MEMORY;
  const names = (features.followsWindow ? FOLLOWED_WORDS : BAR_WORDS).map(nameOf);
  const nameAt = (view: QuirkView, own: PrivateState, offset: number) =>
    nameOf(`${positionOf(view, own, features)}${offset / 4}`);
  return {
    parts: Object.fromEntries(names.map((name) => [name, ["nothing", "A", "B"]])),
    afterReplacing: (view, own, offset) => {
      const name = nameAt(view, own, offset);
      return names.includes(name) ? { [name]: view.window } : {};
    },
    remembers: (view, own, { offset, replaced }) =>
      replaced && own[nameAt(view, own, offset)] === view.window,
    clear: () => Object.fromEntries(names.map((name) => [name, "nothing"])),
  };
}

function nameOf(word: string): PrivateName {
  return `own.wrote ${word}`;
}
