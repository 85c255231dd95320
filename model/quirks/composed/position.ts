/** Where a write goes, as far as a design knows: a word of the window, perhaps with the window's position. */
import type { PrivateName, PrivateState, QuirkView } from "../../quirk.js";
import type { Features } from "./features.js";

/**
 * Whether the window really is followed. Abstraction: a table that does not know how this chip selects its
 * window sees it stay where it was at the start.
 */
export const FOLLOWS: PrivateName = "own.follows";

const AT_THE_START = "A";

/** The position as the design has it; empty if it does not follow the window. */
export function positionOf(view: QuirkView, own: PrivateState, features: Features): string {
  if (!features.followsWindow) return "";
  return own[FOLLOWS] === "nothing" ? AT_THE_START : view.window;
}

export function followsPart({
  followsWindow,
}: Features): Readonly<Record<PrivateName, readonly string[]>> {
  return followsWindow ? { [FOLLOWS]: ["window", "nothing"] } : {};
}
