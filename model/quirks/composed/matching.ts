/** Slots found by value, as the patch does: an address matches, data is awaited 8 bytes on. */
import type { WriteAccess } from "../../qemu/memory-core.js";
import type { PrivateState, QuirkView, WriteEffects } from "../../quirk.js";
import { isInspected } from "../as-posted/handler.js";
import type { Cookies } from "./cookies.js";
import type { Features } from "./features.js";
import { positionOf } from "./position.js";
import { refused, refuses } from "./refusal.js";
import { hostAddress, hostData, hostHigh, matchedVector } from "./words.js";

/** One call of the write callback. */
export function matchingWrite(features: Features, cookies: Cookies) {
  return (view: QuirkView, own: PrivateState, access: WriteAccess): WriteEffects => {
    if (!isInspected(view, access)) return passed(access);
    const position = positionOf(view, own, features);
    const word = access.offset / 4;
    const here = `${position}${word}`;
    const isAwaited = cookies.isAwaited(own, here);
    if (access.value === BigInt(view.guestAddressLow)) {
      const awaiting = cookies.awaitAt(`${position}${word + 2}`);
      const settled = isAwaited ? cookies.settle(own, here) : {};
      return address(view, access, features, { awaiting, settled });
    }
    if (isAwaited) {
      return data(view, access, features, cookies.settle(own, here));
    }
    if (isHighHalf(view, access, features) && cookies.isAwaited(own, `${position}${word + 1}`)) {
      return { branch: "replace-high", value: hostHigh(view, features), replaced: "high", own: {} };
    }
    return passed(access);
  };
}

/** The awaited offset around a call: what the cookie says before and after it. */
export function awaited(cookies: Cookies, features: Features) {
  return (view: QuirkView, own: PrivateState, access: WriteAccess, effects: WriteEffects) => {
    const position = positionOf(view, own, features);
    const word = access.offset / 4;
    const here = `${position}${word}`;
    const next = `${position}${word + 2}`;
    const before = cookies.offset(own, here);
    if (effects.replaced !== "address") {
      return { before, after: cookies.offset(own, here, effects.own) };
    }
    const set = cookies.isKept(next) ? cookies.offset(own, next, effects.own) : access.offset + 8;
    return { before, after: set };
  };
}

function address(
  view: QuirkView,
  access: WriteAccess,
  features: Features,
  own: { readonly awaiting: Partial<PrivateState>; readonly settled: Partial<PrivateState> },
): WriteEffects {
  if (!refuses(view, 0, features)) {
    const value = hostAddress(view, features);
    return { branch: "replace-address", value, replaced: "address", own: own.awaiting };
  }
  // The guest's address passes, or nothing does; either way no data is awaited for it.
  return { ...refused("address", access, features), own: own.settled };
}

function data(
  view: QuirkView,
  access: WriteAccess,
  features: Features,
  own: Partial<PrivateState>,
): WriteEffects {
  const vector = matchedVector(view, access, features);
  if (vector === undefined) return { branch: "data-mismatch", value: access.value, own };
  if (refuses(view, vector, features)) return { ...refused("data", access, features), own };
  const value = hostData(view, vector, features);
  return { branch: "replace-data", value, replaced: "data", own };
}

/** What may be the upper half of the address that was replaced just below. */
function isHighHalf(view: QuirkView, { value }: WriteAccess, { handles64Bit }: Features): boolean {
  return handles64Bit && view.is64Bit && value === BigInt(view.guestAddressHigh);
}

function passed({ value }: WriteAccess): WriteEffects {
  return { branch: "pass", value, own: {} };
}
