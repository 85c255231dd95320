/**
 * For the author of a quirk in TypeScript: the interface (`Quirk`), what a design changes around it (`Terms`),
 * and the patch's own parts, to build on. Pure. A file that `verify --quirk` takes exports `quirk`, and may
 * export `terms`.
 */
export type { AccessRules, WriteAccess } from "../model/qemu/memory-core.js";
export type {
  DeviceRead,
  HostPair,
  PairRequest,
  PhysicalRegisters,
  PrivateName,
  PrivateState,
  ProbeDecision,
  ProbeInput,
  ProbeRefusal,
  Quirk,
  QuirkView,
  ReadSource,
  TrappedWindow,
  WriteEffects,
} from "../model/quirk.js";
export {
  type Cookie,
  type HandlerBranch,
  type HandlerResult,
  TRAPPED_WINDOW_ACCESS,
  writeHandler,
} from "../model/quirks/as-posted/handler.js";
export { probe } from "../model/quirks/as-posted/probe.js";
export { AS_POSTED, type CookieHandler, cookieQuirk } from "../model/quirks/as-posted/quirk.js";
export { type Terms, USUAL_TERMS } from "../model/world/terms.js";
