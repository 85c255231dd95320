/**
 * A guest's write to BAR 0 on its way: memory core, quirk, device; and what the invariants say of it.
 *
 * One access is one step; an 8-byte access to the trapped range is two calls of the handler (QEMU
 * system/memory.c, access_with_adjusted_size).
 */

import type { AssumptionId } from "../assumptions/index.js";
import { hex } from "../bits.js";
import {
  type HandlerCall,
  type InvariantId,
  type Role,
  STEP_INVARIANTS,
  type StepInvariantId,
  type WrittenRegister,
} from "../invariants.js";
import type { PrivateName, Quirk, WriteEffects } from "../quirk.js";
import type { Delivery, Piece, WriteAction } from "./action.js";
import { contents } from "./contents.js";
import { type Arrival, NOT_TRAPPED, type PlainRole, type WorldOutcome } from "./move.js";
import { pairReads, passedRole } from "./pairs.js";
import { isTrapped, registerAt } from "./registers.js";
import type { Scope } from "./scope.js";
import { allocation, type ComponentName, type WorldState } from "./state.js";
import { type Terms, USUAL_TERMS } from "./terms.js";
import {
  concrete,
  type GuestValue,
  roleInRegister,
  roleOfGuestValue,
  roleOfHigh,
  roleOfReplacement,
  sourcePair,
  VIEW_READS,
  vectorOf,
  viewOf,
} from "./values.js";

/** The parts of a quirk's private state, by name. */
export function partsOf({ parts }: Quirk): readonly PrivateName[] {
  return Object.keys(parts) as PrivateName[];
}

/** Components that decide what becomes of a write. */
export function writeReads({ quirk, terms }: Run): readonly ComponentName[] {
  return [
    ...VIEW_READS,
    "quirk",
    "slot0Data",
    "windowEnd",
    "eightByte",
    ...partsOf(quirk),
    "window",
    ...pairReads(terms),
  ];
}

/** Stands for every value that is not the capability's address. */
const OTHER_VALUE = 0x5a5a5a5a;

/** What an access that no quirk sees does. */
const UNSEEN: WriteEffects = { branch: NOT_TRAPPED, value: 0n, own: {} };

/** 4 bytes to be written, by where and what. */
export type WordWrite = Pick<Piece, "word" | "value">;

/** What one piece was, and what became of it. */
interface PieceResult {
  readonly piece: Piece;
  readonly changes: Partial<WorldState>;
  readonly violates: readonly InvariantId[];
  readonly concerns: readonly InvariantId[];
  readonly arrival: Arrival;
}

/** True if the quirk sees a plain access to this word. */
export function reachesQuirk(
  state: WorldState,
  word: number,
  { traps }: Terms = USUAL_TERMS,
): boolean {
  return traps && state.quirk === "present" && isTrapped(word, state);
}

/** The design and the vectors its guest asks for. */
type Run = Pick<Scope, "quirk" | "terms" | "asked">;

/** The piece is one of two of 8 bytes, which begin at word `from`. */
interface Halves {
  readonly halves: boolean;
  readonly from: number;
}

/** What becomes of one piece on its way. */
interface Passage {
  /** The quirk was called. */
  readonly seen: boolean;
  readonly effects: WriteEffects;
  readonly written: Role;
  /** Whose value the quirk wrote in place of the guest's; undefined if the guest's went on. */
  readonly replacement: Role | undefined;
  /** The quirk made another value of it: 0 in the place of 0 changes nothing. */
  readonly changed: boolean;
  readonly received: Role;
  /** It never got as far as the device, which a device that ignores halves is not to blame for. */
  readonly undelivered: boolean;
}

/** One piece of 4 bytes (of an 8-byte access if `halves`) on its way to the device. */
function pass(
  state: WorldState,
  { word, value }: WordWrite,
  delivery: Delivery,
  run: Run & Halves,
): Passage {
  const { asked, quirk, terms } = run;
  const seen =
    delivery !== "untrapped" && delivery !== "rejected" && reachesQuirk(state, word, terms);
  const { written, arriving } = rolesOfPiece(value, registerAt(word, state).kind, state);
  const effects = seen ? called(state, { word, value }, delivery, run) : UNSEEN;
  const refused = delivery === "refused";
  const replacement = replacementRole(effects, state, asked);
  // The same number in its own place is no change: a register cannot tell.
  const changed = replacement !== undefined && effects.value !== concrete(value, state);
  const passed = () => passedRole(value, arriving, state, { terms, asked, refused });
  const forwarded = changed ? replacement : passed();
  const undelivered = isLost(delivery) || effects.value === undefined;
  const split = run.halves && seen && quirk.access.implemented.maximumSize < 8;
  const lost = undelivered || (split && state.eightByte === "whole-only");
  const received: Role = lost ? { kind: "lost" } : forwarded;
  return { seen, effects, written, replacement, changed, received, undelivered };
}

/** What an access that its rules refuse does. */
const REFUSED: WriteEffects = { branch: "rejected", value: undefined, own: {} };

/** The quirk called, and the host's answer to what it asked, if it asked. */
function called(
  state: WorldState,
  piece: WordWrite,
  delivery: Delivery,
  run: Run & Halves,
): WriteEffects {
  const size = delivery === "partial" ? 2 : 4;
  const access = { offset: 4 * piece.word, size, value: concrete(piece.value, state) };
  const view = viewOf(state, run.asked, delivery === "read-fails");
  const whole = run.halves
    ? { offset: 4 * run.from, size: 8, isWrite: true }
    : { offset: access.offset, size, isWrite: true };
  if (run.quirk.accepts?.(view, state, whole) === false) return REFUSED;
  const effects = run.quirk.write(view, state, access);
  if (effects.ask === undefined) return effects;
  return effects.ask.answer(delivery === "refused" ? undefined : sourcePair(state));
}

/** One piece through quirk and device, and what the invariants say of it. */
function writePiece(
  state: WorldState,
  piece: WordWrite,
  delivery: Delivery,
  run: Run & Halves,
): PieceResult {
  const { word, value } = piece;
  const passage = pass(state, piece, delivery, run);
  const { effects, written, received, undelivered, changed } = passage;
  const judged = judgeWrite(callOf(state, word, passage), passage, isAddress(state, value));
  const replaced = effects.replaced !== undefined;
  const held = contents(state, word, { written, received, changed, quirk: run.quirk });
  return {
    changes: { ...effects.own, ...held },
    violates: [
      ...judged.violates,
      ...(undelivered ? (["write-delivered"] as const) : []),
      ...(replaced && isMisrouted(state, piece, run.terms)
        ? (["interrupt-delivered"] as const)
        : []),
    ],
    concerns: [...judged.concerns, "write-delivered"],
    piece: { word, register: registerAt(word, state), value },
    arrival: { branch: effects.branch, received: plain(received) },
  };
}

function plain(role: Role): PlainRole {
  return role.kind === "other" ? { ...role, value: hex(role.value) } : role;
}

/**
 * A slot's write of a pair that the host's pair does not stand for: one of another MSI domain of the guest
 * replaced by the capability's, or one that the guest has given up, for which an interrupt was set up.
 */
function isMisrouted(state: WorldState, { word, value }: WordWrite, { asks }: Terms): boolean {
  if (registerAt(word, state).kind === "ordinary") return false;
  return value.startsWith(asks ? "old-" : "foreign-");
}

/** The step as the invariants are asked about it. */
function callOf(state: WorldState, word: number, passage: Passage): HandlerCall {
  const { effects, written, received } = passage;
  return {
    kind: "call",
    msiEnabled: state.msi === "enabled",
    register: registerAt(word, state).kind,
    offset: 4 * word,
    written,
    received,
    cookieBefore: effects.cookie?.before ?? 0,
    cookieAfter: effects.cookie?.after ?? 0,
  };
}

/** As the handler compares: the value is the low half of the capability's address. */
function isAddress(state: WorldState, value: GuestValue): boolean {
  return concrete(value, state) === concrete("address", state);
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

/** Whose value the quirk wrote in place of the guest's; undefined if the guest's went on. */
function replacementRole(
  { value = 0n, replaced }: WriteEffects,
  state: WorldState,
  asked: number,
): Role | undefined {
  if (replaced === undefined) return undefined;
  return replaced === "high" ? roleOfHigh(value, state) : roleOfReplacement(value, state, asked);
}

/** Rejected, or QEMU's own write failed: the piece never gets to the device. */
function isLost(delivery: Delivery): boolean {
  return delivery === "rejected" || delivery === "write-fails";
}

/** The one or two pieces of an access, in order, as one step. */
export function writePieces(
  state: WorldState,
  pieces: readonly WordWrite[],
  delivery: Delivery,
  run: Run,
): WriteResult {
  const [first, second] = pieces;
  if (first === undefined) throw new RangeError("a write has at least one piece");
  const halves = second !== undefined;
  const of = { ...run, halves, from: first.word };
  const low = writePiece(state, first, delivery, of);
  if (second === undefined) return joined(delivery, [low]);
  const after = overlaid(state, low.changes);
  return joined(delivery, [low, writePiece(after, second, delivery, of)]);
}

/** The outcome of a write, whatever it needs. */
export type WriteResult = Omit<WorldOutcome, "action" | "needs"> & { readonly action: WriteAction };

function joined(delivery: Delivery, results: readonly PieceResult[]): WriteResult {
  return {
    action: { kind: "write", delivery, pieces: results.map(({ piece }) => piece) },
    changes: Object.assign({}, ...results.map(({ changes }) => changes)) as Partial<WorldState>,
    violates: results.flatMap(({ violates }) => violates),
    concerns: results.flatMap(({ concerns }) => concerns),
    arrivals: results.map(({ arrival }) => arrival),
  };
}

/** The deliveries of a 4-byte access that are open to it, with what each breaks. */
export function deliveries(
  state: WorldState,
  word: number,
  rejection: AssumptionId,
  { quirk, terms }: Run,
): readonly { readonly delivery: Delivery; readonly needs: readonly AssumptionId[] }[] {
  const plain = { delivery: "plain", needs: [] } as const;
  const writeFails = { delivery: "write-fails", needs: ["bar-write-succeeds"] } as const;
  const refused = { delivery: "refused", needs: ["source-grant"] } as const;
  if (!terms.traps) return terms.asks ? [plain, refused] : [plain];
  if (!reachesQuirk(state, word, terms)) return [plain, writeFails];
  const ofSlot = rejection === "whole-register-writes";
  const narrow = quirk.access.valid.minimumSize > 2 ? "rejected" : "partial";
  return [
    plain,
    // An ordinary register gets its bytes one way or the other; what passes is as a plain write.
    ...(narrow === "rejected" || ofSlot ? [{ delivery: narrow, needs: [rejection] } as const] : []),
    { delivery: "read-fails", needs: ["physical-read-succeeds"] },
    ...(terms.kernelWrites && ofSlot ? [] : [writeFails]),
    ...(terms.asks && ofSlot ? [refused] : []),
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
  { seen, effects, replacement }: Passage,
  isAddress: boolean,
): { readonly violates: readonly InvariantId[]; readonly concerns: readonly InvariantId[] } {
  const violates: InvariantId[] = [];
  const concerns: InvariantId[] = [];
  for (const invariant of STEP_INVARIANTS) {
    const { id } = invariant;
    const conduct = isConduct(id);
    if (conduct && !isAsked(id, seen, effects)) continue;
    // Conduct is about values as the handler compares them, whatever becomes of its output.
    const step = conduct ? asCompared(call, { isAddress, replacement }) : call;
    if (invariant.concerns(step)) concerns.push(id);
    if (!invariant.holds(step)) violates.push(id);
  }
  return { violates, concerns };
}

/** Only a quirk that was called is asked about its conduct, and only one with a cookie about that. */
function isAsked(id: StepInvariantId, seen: boolean, { cookie }: WriteEffects): boolean {
  return seen && (id === "disabled-transparent" || cookie !== undefined);
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

/** The vector offset is below the allocation, or the value is none of the driver's data words. */
export function isWithinAllocation(state: WorldState, value: GuestValue, asked: number): boolean {
  const vector = vectorOf(value);
  return vector === undefined || vector < allocation(state, asked);
}
