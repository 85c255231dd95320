/** The patch behind the interface of a quirk; and any other handler that has its signature. */
import type { WriteAccess } from "../../qemu/memory-core.js";
import type { PrivateName, PrivateState, Quirk, QuirkView, WriteEffects } from "../../quirk.js";
import { type Cookie, type HandlerResult, TRAPPED_WINDOW_ACCESS, writeHandler } from "./handler.js";
import { probe } from "./probe.js";

/** The part of the private state: the word of the window that the cookie names. */
export const COOKIE = "own.cookie" satisfies PrivateName;

/** A cookie is 8 bytes above an address register, and the world's window has ten words. */
export const COOKIE_VALUES = ["none", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

/** A handler as the patch's: over (view, cookie, access). Compiled C can be one as well. */
export type CookieHandler = (view: QuirkView, cookie: Cookie, access: WriteAccess) => HandlerResult;

/**
 * The patch with its write handler, or with another one in its place: same probe, same hooks (none).
 * @param cookies "none", and the words of the window that its cookie can name
 */
export function cookieQuirk(
  name: string,
  handler: CookieHandler,
  cookies: readonly string[] = COOKIE_VALUES,
): Quirk {
  return {
    name,
    parts: { [COOKIE]: cookies },
    probe,
    access: TRAPPED_WINDOW_ACCESS,
    write: (view, own, access) => {
      const before = cookieOf(own);
      return effectsOf(handler(view, before, access), before);
    },
    read: () => "device",
    reset: () => ({}),
    msiChanged: () => ({}),
  };
}

/** `vfio_ath_quirk` as it was posted. */
export const AS_POSTED: Quirk = cookieQuirk("as-posted", writeHandler);

function effectsOf({ branch, value, cookie }: HandlerResult, before: Cookie): WriteEffects {
  const own = { [COOKIE]: cookie === 0 ? "none" : String(cookie / 4) };
  const effects = { branch, value, own, cookie: { before, after: cookie } };
  if (branch === "replace-address") return { ...effects, replaced: "address" };
  return branch === "replace-data" ? { ...effects, replaced: "data" } : effects;
}

function cookieOf(own: PrivateState): Cookie {
  const word = own[COOKIE];
  return word === undefined || word === "none" ? 0 : 4 * Number(word);
}
