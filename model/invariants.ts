/**
 * The invariants, each defined once, over values by their roles.
 *
 * Those here concern the handler alone, so each is a predicate on one step. `concerns` says whether the
 * step is of the situation the invariant speaks of: an invariant that no step concerned is not "held"
 * but "unreachable", so every "always" brings its own "sometimes".
 */

/** What the register a step writes to is for. */
export type WrittenRegister = "address" | "high" | "data" | "ordinary";

/** Who a value belongs to. Roles are different values; `value` tells other values apart. */
export type Role =
  /**
   * `lost`: nothing reached the device. `foreign-data`: of another MSI domain of the guest. `guest-high`: the
   * upper half of a guest address above 4 GiB; `guest-address` is the lower one. `host-high`: the upper half
   * of the host's. `source-data`: the host's, for the very source it is written to. `stale-host`: of a pair
   * the host had once.
   */
  | {
      readonly kind:
        | "guest-address"
        | "guest-high"
        | "host-address"
        | "host-high"
        | "source-data"
        | "stale-host"
        | "foreign-data"
        | "lost";
    }
  | { readonly kind: "guest-data" | "host-data"; readonly vector: number }
  | { readonly kind: "other"; readonly value: bigint };

/** One call of the write handler: what the guest wrote, what the device got, the cookie around it. */
export interface HandlerCall {
  readonly kind: "call";
  /** Of the state before the call; the handler does not change it. */
  readonly msiEnabled: boolean;
  readonly register: WrittenRegister;
  /** Bytes from the start of the trapped window. */
  readonly offset: number;
  readonly written: Role;
  readonly received: Role;
  readonly cookieBefore: number;
  readonly cookieAfter: number;
}

/** Anything else that happens: enable, disable, a new count, a new pair, a reset. */
export interface OtherStep {
  readonly kind: "other";
  readonly cookieBefore: number;
  readonly cookieAfter: number;
}

export type HandlerStep = HandlerCall | OtherStep;

export interface StepInvariant {
  readonly id: string;
  /** The claim, one sentence. */
  readonly claim: string;
  /** What is the case when it is violated: completes a sentence. */
  readonly violation: string;
  /** The situation that has to occur for `holds` to mean anything, completing "a step in which ...". */
  readonly situation: string;
  /** True if the step is of that situation. */
  readonly concerns: (step: HandlerStep) => boolean;
  /** True if the step keeps the invariant; asked of every step. */
  readonly holds: (step: HandlerStep) => boolean;
}

const isCall = (step: HandlerStep): step is HandlerCall => step.kind === "call";

const writesGuestData = (step: HandlerStep): step is HandlerCall =>
  isCall(step) && step.register === "data" && step.written.kind === "guest-data";

/** Same role, and for a value without a role the same value. */
function sameValue(a: Role, b: Role): boolean {
  return roleText(a) === roleText(b);
}

/** A role as text: `guest-address`, `host-data+3`, `0x5a5a5a5a`. */
export function roleText(role: Role): string {
  if (role.kind === "other") return `0x${role.value.toString(16)}`;
  return "vector" in role ? `${role.kind}+${role.vector}` : role.kind;
}

export const STEP_INVARIANTS = [
  {
    id: "guest-address-contained",
    claim: "no slot's address register, low or high, gets the guest's MSI address",
    violation: "a slot's address register gets an MSI address of the guest's",
    situation: "the guest's address is written to a slot's address register",
    concerns: (step) => isCall(step) && isAddressHalf(step.register, step.written),
    holds: (step) => !isCall(step) || !isAddressHalf(step.register, step.received),
  },
  {
    id: "guest-data-contained",
    claim: "no slot's data register gets MSI data of the guest",
    violation: "a slot's data register gets MSI data of the guest's",
    situation: "the guest's data is written to a slot's data register",
    concerns: writesGuestData,
    holds: (step) =>
      !isCall(step) ||
      step.register !== "data" ||
      (step.received.kind !== "guest-data" && step.received.kind !== "foreign-data"),
  },
  {
    id: "vector-offset-preserved",
    claim: "guest data for vector k becomes the host's data word for vector k",
    violation: "guest data for a vector does not become the host's data word for that vector",
    situation: "guest data for vector k is written to a slot's data register",
    concerns: writesGuestData,
    holds: (step) =>
      !writesGuestData(step) ||
      step.received.kind === "source-data" ||
      sameValue(step.received, { ...step.written, kind: "host-data" } as Role),
  },
  {
    id: "collateral-free",
    claim: "a write to any other register reaches the device unchanged",
    violation: "a register that is no slot's address or data gets another value than was written",
    situation:
      "a register other than a slot's address or data register is written with MSI enabled",
    concerns: (step) => isCollateral(step) && step.msiEnabled,
    holds: (step) =>
      !isCollateral(step) ||
      step.received.kind === "lost" ||
      // The high register is the upper half of the address: the host's belongs there.
      (step.register === "high" && step.received.kind === "host-high") ||
      sameValue(step.received, step.written),
  },
  {
    id: "disabled-transparent",
    claim: "with MSI disabled the handler changes neither value nor cookie",
    violation: "the handler changes a value or its cookie with MSI disabled",
    situation: "the handler is called with MSI disabled",
    concerns: (step) => isCall(step) && !step.msiEnabled,
    holds: (step) =>
      !isCall(step) ||
      step.msiEnabled ||
      (sameValue(step.received, step.written) && step.cookieAfter === step.cookieBefore),
  },
  {
    id: "cookie-discipline",
    claim:
      "only replacing an address sets the cookie, to that offset + 8; only an enabled call at the awaited offset clears it",
    violation: "the cookie is not what the call before should have left",
    situation: "the cookie is set, or an awaited offset is written with MSI enabled",
    concerns: (step) =>
      isCall(step) &&
      step.msiEnabled &&
      (writesGuestAddress(step) || step.offset === awaitedOffset(step)),
    holds: (step) => step.cookieAfter === disciplinedCookie(step),
  },
] as const satisfies readonly StepInvariant[];

export type StepInvariantId = (typeof STEP_INVARIANTS)[number]["id"];

/** The invariants that need the world around the handler; model/world says when they are violated. */
export const WORLD_INVARIANTS = [
  {
    id: "pair-consistent",
    claim: "a programmed slot has a host address if and only if it has host data",
    violation: "a programmed slot has only one of the host's address and the host's data",
    situation: "a slot is programmed",
  },
  {
    id: "pair-fresh",
    claim: "while MSI is enabled no programmed slot holds a stale host address or stale host data",
    violation: "with MSI enabled a programmed slot holds an address or data the host has given up",
    situation: "MSI is enabled and a slot is programmed",
  },
  {
    id: "write-delivered",
    claim: "every byte of every guest write reaches the device exactly once, in order",
    violation: "a write of the guest's does not reach the device",
    situation: "the guest writes to BAR 0",
  },
  {
    id: "interrupt-delivered",
    claim:
      "a message of a slot programmed as vector k is accepted as vector k of the current grant",
    violation: "a slot's message is not delivered as the vector it was programmed for",
    situation: "a slot programmed as a vector sends its message while MSI is enabled",
  },
  {
    id: "interrupt-isolated",
    claim: "every message is accepted as a vector of this device's grant, or not as an interrupt",
    violation: "a message is accepted as an interrupt that is not this device's",
    situation: "a slot sends a message",
  },
  {
    id: "no-stray-memory-write",
    claim: "no message of a programmed slot is a memory write",
    violation: "a programmed slot's message is a write to memory",
    situation: "a programmed slot sends a message",
  },
  {
    id: "readback-faithful",
    claim: "a guest read returns what it would from a device that got every guest write unaltered",
    violation: "a read returns another value than the device would have had without the quirk",
    situation: "the guest reads a register",
  },
  {
    id: "host-values-confidential",
    claim: "no guest read returns a value of the host's",
    violation: "a read returns a value of the host's",
    situation: "the guest reads a register",
  },
] as const;

/** Every invariant, in the order of the reports. */
export const INVARIANT_IDS = [
  "guest-address-contained",
  "guest-data-contained",
  "vector-offset-preserved",
  "pair-consistent",
  "pair-fresh",
  "collateral-free",
  "write-delivered",
  "disabled-transparent",
  "cookie-discipline",
  "interrupt-delivered",
  "interrupt-isolated",
  "no-stray-memory-write",
  "readback-faithful",
  "host-values-confidential",
] as const satisfies readonly (StepInvariantId | (typeof WORLD_INVARIANTS)[number]["id"])[];
export type InvariantId = (typeof INVARIANT_IDS)[number];

/** A half of the guest's address in the register for that half. */
function isAddressHalf(register: WrittenRegister, { kind }: Role): boolean {
  return (
    (register === "address" && kind === "guest-address") ||
    (register === "high" && kind === "guest-high")
  );
}

function isCollateral(step: HandlerStep): step is HandlerCall {
  return isCall(step) && (step.register === "high" || step.register === "ordinary");
}

function writesGuestAddress(step: HandlerCall): boolean {
  return step.written.kind === "guest-address";
}

/** The offset the cookie names; undefined if there is none. */
function awaitedOffset(step: HandlerCall): number | undefined {
  return step.cookieBefore === 0 ? undefined : step.cookieBefore;
}

/** What the cookie has to be after a step, said without the handler. */
function disciplinedCookie(step: HandlerStep): number {
  if (!isCall(step) || !step.msiEnabled) return step.cookieBefore;
  if (writesGuestAddress(step) && !sameValue(step.received, step.written)) return step.offset + 8;
  return step.offset === step.cookieBefore ? 0 : step.cookieBefore;
}

/** What is the case when an invariant is violated: completes a sentence. */
export function violationOf(id: InvariantId): string {
  return entryOf(id).violation;
}

/** The claim of an invariant, one sentence. */
export function claimOf(id: InvariantId): string {
  return entryOf(id).claim;
}

function entryOf(id: InvariantId) {
  const found = [...STEP_INVARIANTS, ...WORLD_INVARIANTS].find((invariant) => invariant.id === id);
  // Only a cast gets here: the type is the union of the ids listed.
  if (found === undefined) throw new Error(`no invariant is called "${id}"`);
  return found;
}
