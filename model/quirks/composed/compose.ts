/** A quirk out of a set of features, and the terms it needs of the world. */
import type { AssumptionId } from "../../assumptions/index.js";
import { FOLLOWED_WINDOWS, REGISTER_TABLE, type Trap, WHOLE_WINDOWS } from "../../devices/traps.js";
import { type AccessRules, VFIO_REGION_ACCESS } from "../../qemu/memory-core.js";
import type { Quirk, WriteEffects } from "../../quirk.js";
import { type Terms, USUAL_TERMS } from "../../world/terms.js";
import { TRAPPED_WINDOW_ACCESS } from "../as-posted/handler.js";
import { probe } from "../as-posted/probe.js";
import { cookiesFor } from "./cookies.js";
import { type Features, withImplied } from "./features.js";
import { locatedWrite } from "./located.js";
import { awaited, matchingWrite } from "./matching.js";
import { memoryFor } from "./memory.js";
import { FOLLOWS, followsPart } from "./position.js";

type Write = Quirk["write"];

/** The quirk of that name with those features. */
export function composeQuirk(name: string, chosen: Partial<Features>): Quirk {
  const features = withImplied(chosen);
  const cookies = features.finds === "values" ? cookiesFor(features) : undefined;
  const memory = memoryFor(features);
  const write: Write =
    cookies === undefined ? locatedWrite(features) : withCookie(features, cookies);
  return {
    name,
    parts: { ...followsPart(features), ...cookies?.parts, ...memory.parts },
    probe,
    ...trapOf(features),
    access: accessOf(features),
    ...(features.readsBack ? { remembers: true as const } : {}),
    write: features.readsBack ? withMemory(write, memory) : write,
    read: (view, own, read) => (memory.remembers(view, own, read) ? "memory" : "device"),
    reset: () => (features.clearsAtReset ? { ...cookies?.clear(), ...memory.clear() } : {}),
    msiChanged: (_own, enabled) =>
      features.clearsAtDisable && !enabled ? { ...cookies?.clear() } : {},
  };
}

/** What the world has to know of a quirk with those features. */
export function termsOf(chosen: Partial<Features>): Terms {
  const features = withImplied(chosen);
  const asks = features.pairs !== "capability";
  const driver = features.pairs === "asked by a driver";
  return {
    ...USUAL_TERMS,
    lifetime: asks ? "until released" : "while enabled",
    moved: driver ? "rewritten by the kernel" : "goes stale",
    asks,
    kernelWrites: driver,
    carriedBy: carriedBy(features),
    choices: features.followsWindow ? [["device-known", { [FOLLOWS]: "nothing" }]] : [],
  };
}

/** The patch's assumptions about the device become one about the design's tables. */
function carriedBy({ finds, pairs, rightWindow }: Features): Terms["carriedBy"] {
  const tables: AssumptionId = "device-known";
  return {
    ...(rightWindow ? { "slots-in-window": tables, "slots-clear-of-window-end": tables } : {}),
    ...(finds === "locations" ? { "data-at-plus-8": tables } : {}),
    ...(pairs === "capability" ? {} : { "msi-novirt-feature": "host-interface" as const }),
  };
}

function withCookie(features: Features, cookies: ReturnType<typeof cookiesFor>): Write {
  const write = matchingWrite(features, cookies);
  const around = awaited(cookies, features);
  return (view, own, access) => {
    const effects = write(view, own, access);
    return { ...effects, cookie: around(view, own, access, effects) };
  };
}

/** Each write also leaves in memory whether the quirk replaced its value. */
function withMemory(write: Write, memory: ReturnType<typeof memoryFor>): Write {
  return (view, own, access) => {
    const remembered = (effects: WriteEffects): WriteEffects => {
      const { ask } = effects;
      if (ask !== undefined)
        return { ...effects, ask: { answer: (pair) => remembered(ask.answer(pair)) } };
      if (effects.replaced === undefined) return effects;
      const after = memory.afterReplacing(view, own, access.offset);
      return { ...effects, own: { ...effects.own, ...after } };
    };
    return remembered(write(view, own, access));
  };
}

/** A table brings its window, so it comes first; without the right window the probe's range stays. */
function trapOf({ finds, followsWindow, rightWindow }: Features): { readonly trap?: Trap } {
  if (finds === "locations") return { trap: REGISTER_TABLE };
  if (!rightWindow) return {};
  return { trap: followsWindow ? FOLLOWED_WINDOWS : WHOLE_WINDOWS };
}

function accessOf({ everySize }: Features): AccessRules {
  return everySize ? VFIO_REGION_ACCESS : TRAPPED_WINDOW_ACCESS;
}
