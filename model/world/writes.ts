/**
 * A guest's write to BAR 0 on its way: memory core, quirk, device; and what the invariants say of it.
 *
 * One access is one step; an 8-byte access to the trapped range is two calls of the handler (QEMU
 * system/memory.c, access_with_adjusted_size).
 */
import type { AssumptionId } from "../assumptions/index.js";
import {
  type HandlerCall,
  type InvariantId,
  type Role,
  STEP_INVARIANTS,
  type StepInvariantId,
  type WrittenRegister,
} from "../invariants.js";
import type { PrivateName, Quirk, WriteEffects } from "../quirk.js";
import type { Delivery, WorldOutcome, WrittenPiece } from "./move.js";
import { isTrapped, registerAt } from "./registers.js";
import { allocation, type ComponentName, ofSlot1, type WorldState } from "./state.js";
import {
  concrete,
  type GuestValue,
  isHostData,
  isHostValue,
  roleInRegister,
  roleOfGuestValue,
  roleOfReplacement,
  VIEW_READS,
  vectorOf,
  viewOf,
} from "./values.js";

/** The parts of a quirk's private state, by name. */
export function partsOf({ parts }: Quirk): readonly PrivateName[] {
  return Object.keys(parts) as PrivateName[];
}

/** Components that decide what becomes of a write. */
export function writeReads(quirk: Quirk): readonly ComponentName[] {
  return [
    ...VIEW_READS,
    "quirk",
    "slot0Data",
    "windowEnd",
    "eightByte",
    ...partsOf(quirk),
    "window",
  ];
}

export type { Delivery } from "./move.js";

/** Stands for every value that is not the capability's address. */
const OTHER_VALUE = 0x5a5a5a5a;

/** What an access that no quirk sees does. */
const NOT_TRAPPED: WriteEffects = { branch: "not trapped", value: undefined, own: {} };

export interface Piece {
  readonly word: number;
  readonly value: GuestValue;
}

/** What became of one piece. */
export interface PieceResult {
  readonly changes: Partial<WorldState>;
  readonly violates: readonly InvariantId[];
  readonly concerns: readonly InvariantId[];
  readonly note: string;
  readonly piece: WrittenPiece;
}

/** True if the quirk sees a plain access to this word. */
export function reachesQuirk(state: WorldState, word: number): boolean {
  return state.quirk === "present" && isTrapped(word, state);
}

/** The design and the vectors its guest asks for. */
interface Run {
  readonly quirk: Quirk;
  readonly asked: number;
}

/** One piece of 4 bytes (of an 8-byte access if `halves`) through quirk and device. */
function writePiece(
  state: WorldState,
  { word, value }: Piece,
  delivery: Delivery,
  run: Run & { readonly halves: boolean },
): PieceResult {
  const { asked } = run;
  const seen = delivery !== "untrapped" && delivery !== "rejected" && reachesQuirk(state, word);
  const { kind: register } = registerAt(word, state);
  const { written, arriving } = rolesOfPiece(value, register, state);
  const view = viewOf(state, asked, delivery === "read-fails");
  const access = { offset: 4 * word, size: 4, value: concrete(value, state) };
  const effects = seen ? run.quirk.write(view, state, access) : NOT_TRAPPED;
  const replacement = replacementRole(effects, access.value, state, asked);
  const lost = isLost(delivery) || (run.halves && seen && state.eightByte === "whole-only");
  const received: Role = lost ? { kind: "lost" } : (replacement ?? arriving);
  const call: HandlerCall = {
    kind: "call",
    msiEnabled: view.msiEnabled,
    register,
    offset: access.offset,
    written,
    received,
    cookieBefore: effects.cookie?.before ?? 0,
    cookieAfter: effects.cookie?.after ?? 0,
  };
  const isAddress = seen && view.msiEnabled && access.value === BigInt(view.guestAddressLow);
  const changed = replacement !== undefined;
  const judged = judgeWrite(call, seen, { isAddress, replacement });
  return {
    changes: { ...effects.own, ...contents(state, word, { written, received, changed }) },
    violates: isLost(delivery) ? [...judged.violates, "write-delivered"] : judged.violates,
    concerns: [...judged.concerns, "write-delivered"],
    note: lost ? `${effects.branch}, lost` : effects.branch,
    piece: { word, value, branch: effects.branch, received },
  };
}

/**
 * What the guest means by a value, and whose it is where it arrives. For a data register it matters which
 * vector is meant, also where base data and vector are both 0.
 */
function rolesOfPiece(value: GuestValue, register: WrittenRegister, state: WorldState) {
  const arriving = roleInRegister(value, state);
  const written = register === "data" ? roleOfGuestValue(value, state) : arriving;
  return { written, arriving };
}

/**
 * Whose value the quirk wrote in place of the guest's; undefined if the guest's went on, or the same number
 * in its place: a register cannot tell.
 */
function replacementRole(
  { value, replaced }: WriteEffects,
  written: bigint,
  state: WorldState,
  asked: number,
): Role | undefined {
  if (replaced === undefined || value === written) return undefined;
  return roleOfReplacement(value ?? 0n, state, asked);
}

/** Rejected, or QEMU's own write failed: the piece never gets to the device. */
function isLost(delivery: Delivery): boolean {
  return delivery === "rejected" || delivery === "write-fails";
}

/** The one or two pieces of an access, in order, as one step. */
export function writePieces(
  state: WorldState,
  pieces: readonly Piece[],
  delivery: Delivery,
  { quirk, asked }: Run,
): Omit<WorldOutcome, "label" | "needs"> {
  const [first, second] = pieces;
  if (first === undefined) throw new RangeError("a write has at least one piece");
  const halves = second !== undefined;
  const { piece, ...low } = writePiece(state, first, delivery, { quirk, asked, halves });
  if (second === undefined) return { ...low, write: { delivery, pieces: [piece] } };
  const high = writePiece(overlaid(state, low.changes), second, delivery, { quirk, asked, halves });
  return {
    changes: { ...low.changes, ...high.changes },
    violates: [...low.violates, ...high.violates],
    concerns: [...low.concerns, ...high.concerns],
    note: `${low.note}, ${high.note}`,
    write: { delivery, pieces: [piece, high.piece] },
  };
}

/** The deliveries of a 4-byte access that are open to it, with what each breaks. */
export function deliveries(
  state: WorldState,
  word: number,
  rejection: AssumptionId,
): readonly { readonly delivery: Delivery; readonly needs: readonly AssumptionId[] }[] {
  const plain = { delivery: "plain", needs: [] } as const;
  const writeFails = { delivery: "write-fails", needs: ["bar-write-succeeds"] } as const;
  if (!reachesQuirk(state, word)) return [plain, writeFails];
  return [
    plain,
    { delivery: "rejected", needs: [rejection] },
    { delivery: "read-fails", needs: ["physical-read-succeeds"] },
    writeFails,
  ];
}

/** What the handler did, as it compares values. */
interface Conduct {
  readonly isAddress: boolean;
  /** Undefined if the value passed. */
  readonly replacement: Role | undefined;
}

/** The invariants of one step; the two about the handler's own conduct only where it was called. */
function judgeWrite(
  call: HandlerCall,
  seen: boolean,
  { isAddress, replacement }: Conduct,
): { readonly violates: readonly InvariantId[]; readonly concerns: readonly InvariantId[] } {
  const violates: InvariantId[] = [];
  const concerns: InvariantId[] = [];
  for (const invariant of STEP_INVARIANTS) {
    const conduct = isConduct(invariant.id);
    if (conduct && !seen) continue;
    // Conduct is about values as the handler compares them, whatever becomes of its output.
    const step = conduct ? asCompared(call, { isAddress, replacement }) : call;
    if (invariant.concerns(step)) concerns.push(invariant.id);
    if (!invariant.holds(step)) violates.push(invariant.id);
  }
  return { violates, concerns };
}

/** The call with its value as the handler compares it: the address of the capability, or any other. */
function asCompared(call: HandlerCall, { isAddress, replacement }: Conduct): HandlerCall {
  const written: Role = isAddress
    ? { kind: "guest-address" }
    : { kind: "other", value: BigInt(OTHER_VALUE) };
  return { ...call, written, received: replacement ?? written };
}

/** The same but for some fields. Fields are not copied: reading one of a state may be recorded. */
export function overlaid<T extends object>(base: T, changes: Partial<T>): T {
  return Object.create(base, Object.getOwnPropertyDescriptors(changes)) as T;
}

function isConduct(id: StepInvariantId): boolean {
  return id === "disabled-transparent" || id === "cookie-discipline";
}

interface Received {
  readonly written: Role;
  readonly received: Role;
  /** The quirk made another value of it: 0 in the place of 0 changes nothing. */
  readonly changed: boolean;
}

/** What the stored slots and the stored ordinary register hold afterwards. */
function contents(state: WorldState, word: number, got: Received): Partial<WorldState> {
  const { kind, slot } = registerAt(word, state);
  const lost = got.received.kind === "lost";
  // Abstraction: a write that is lost leaves register and shadow different, even where both held the
  // same value before and it was written again.
  const faithful = lost || got.changed ? "no" : "yes";
  const held = lost ? {} : heldAfter(kind, got);
  if (kind === "ordinary") return word === 2 ? { ordinaryFaithful: faithful, ...held } : {};
  const changes = slotContents(kind, faithful, held);
  if (slot === "slot0") return changes;
  return slot === "slot1" ? ofSlot1(changes) : {};
}

function slotContents(
  kind: WrittenRegister,
  faithful: "yes" | "no",
  held: Partial<WorldState>,
): Partial<WorldState> {
  if (kind === "address") return { lowFaithful: faithful, ...held };
  return kind === "data" ? { dataFaithful: faithful, ...held } : held;
}

function heldAfter(kind: WrittenRegister, got: Received): Partial<WorldState> {
  switch (kind) {
    case "address":
      return { low: lowContent(got.received) };
    case "high":
      return { high: highContent(got.received) };
    case "data":
      return { data: dataContent(got) };
    case "ordinary":
      return { ordinary: ordinaryContent(got.received) };
  }
}

function lowContent(received: Role): WorldState["low"] {
  if (received.kind === "guest-address") return "guest";
  if (received.kind === "host-address") return "host";
  return isZero(received) ? "zero" : "other";
}

function highContent(received: Role): WorldState["high"] {
  if (isZero(received)) return "zero";
  return received.kind === "guest-high" ? "guest" : "other";
}

function dataContent({ written, received }: Received): WorldState["data"] {
  switch (received.kind) {
    case "guest-data":
    case "foreign-data":
      return "guest";
    case "host-data":
      return "vector" in written && written.vector === received.vector ? "word" : "wrong-word";
    case "other":
      if (received.value === 0n) return "zero";
      return isHostData(received.value) ? "wrong-word" : "other";
    default:
      return "other";
  }
}

function ordinaryContent(received: Role): WorldState["ordinary"] {
  if (received.kind === "host-address" || received.kind === "host-data") return "host";
  if (received.kind === "other" && isHostValue(received.value)) return "host";
  return isZero(received) ? "zero" : "guest";
}

function isZero(role: Role): boolean {
  return role.kind === "other" && role.value === 0n;
}

/** The vector offset is below the allocation, or the value is none of the driver's data words. */
export function isWithinAllocation(state: WorldState, value: GuestValue, asked: number): boolean {
  const vector = vectorOf(value);
  return vector === undefined || vector < allocation(state, asked);
}
