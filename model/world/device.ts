/** Messages of slot 0 and what becomes of them; reads; pairs that reach the device by memory. */
import type { AssumptionId } from "../assumptions/index.js";
import type { InvariantId } from "../invariants.js";
import type { QuirkView } from "../quirk.js";
import type { Fate, WorldAction } from "./action.js";
import type { Move, WorldObservation, WorldOutcome } from "./move.js";
import { pairReads, passedRole } from "./pairs.js";
import { placeOf, registerAt } from "./registers.js";
import type { Scope } from "./scope.js";
import { inProgress, type WorldState } from "./state.js";
import { type GuestValue, roleOfGuestValue, VIEW_READS, viewOf } from "./values.js";
import { overlaid, partsOf, reachesQuirk } from "./writes.js";

const MESSAGE_READS = [
  "remapping",
  "architecture",
  "guestHigh",
  "hostHigh",
  "msi",
  "slot0",
  "vector",
  "low",
  "high",
  "data",
] as const;

/** The fate of a message with what slot 0 holds. */
export function fateOf(state: WorldState): Fate {
  switch (addressOf(state)) {
    case "host":
      return state.data === "word" ? "delivered" : misdirected(state);
    case "stale":
      return misdirected(state);
    case "guest":
      return state.architecture === "same" ? misdirected(state) : "a memory write";
    default:
      return "a memory write";
  }
}

/** An interrupt message that is none of the device's own. */
function misdirected({ remapping }: WorldState): Fate {
  return remapping === "on" ? "not delivered as asked" : "accepted by a stranger";
}

/** Whose address slot 0 holds, both halves taken together. */
function addressOf({ low, high, guestHigh, hostHigh }: WorldState): WorldState["low"] {
  if (low === "host" || low === "stale") {
    return high === (hostHigh === "set" ? "host" : "zero") ? low : "other";
  }
  if (low !== "guest") return low;
  return high === (guestHigh === "zero" ? "zero" : "guest") ? "guest" : "other";
}

/** Slot 0 sends its message, or the device sends something else for it. */
export function messageMove(): Move {
  return {
    name: "message",
    kind: "message",
    reads: MESSAGE_READS,
    outcomes: (state) => {
      const regular = state.msi === "enabled" && state.slot0 === "programmed";
      const quiet: readonly AssumptionId[] = regular ? [] : ["quiet-unless-programmed"];
      const other: readonly AssumptionId[] = [...quiet, "device-sends-its-slots"];
      return [
        message(state, "own", fateOf(state), quiet),
        message(state, "interrupt", misdirected(state), other),
        message(state, "memory", "a memory write", other),
      ];
    },
  };
}

function message(
  state: WorldState,
  sends: "own" | "interrupt" | "memory",
  fate: Fate,
  needs: readonly AssumptionId[],
): WorldOutcome {
  const programmed = state.slot0 === "programmed";
  const asVector = programmed && state.vector === "yes" && state.msi === "enabled";
  const said = judged([
    ["interrupt-isolated", true, fate === "accepted by a stranger"],
    ["no-stray-memory-write", programmed, fate === "a memory write"],
    ["interrupt-delivered", asVector, fate !== "delivered"],
  ]);
  const action: WorldAction = { kind: "message", slot: "slot0", sends, fate };
  return { action, changes: {}, needs, ...said };
}

/**
 * The pair reaches slot 0 by a message in memory (ath11k: HTT ring set-up), which QEMU does not see.
 * Abstraction: slot 0's only, by symmetry; it is no write to the window, so other slots may be in progress.
 */
export function memoryMove(scope: Scope): Move {
  const { terms, quirk } = scope;
  return {
    name: "pair by memory",
    kind: "program-by-memory",
    reads: ["msi", "pair", "slot0", ...VIEW_READS, ...partsOf(quirk), ...pairReads(terms)],
    outcomes: (state) => {
      const needs: readonly AssumptionId[] = [
        "mmio-programming",
        ...(state.msi === "enabled" ? [] : (["programmed-while-enabled"] as const)),
      ];
      // With the slot in progress this would also give it up, which is slot-completed's concern.
      if (state.pair === "zero" || inProgress(state.slot0)) return [];
      const action: WorldAction = { kind: "program-by-memory", slot: "slot0" };
      return [{ action, ...byMemory(state, scope), needs }];
    },
  };
}

/** What a pair in a message in memory leaves in slot 0. */
function byMemory(state: WorldState, scope: Scope) {
  const pair = memoryPair(state, scope);
  const said = judged([
    ["guest-address-contained", true, pair.low === "guest"],
    ["guest-data-contained", true, pair.data === "guest"],
    ["vector-offset-preserved", true, pair.data !== "word"],
  ]);
  const changes = {
    slot0: "programmed",
    vector: "yes",
    ...pair,
    lowFaithful: "yes",
    dataFaithful: "yes",
  } as const;
  return { changes, ...said };
}

/** The guest's pair of vector 0, not looked at by anybody: as slot 0's registers get it. */
function memoryPair(
  state: WorldState,
  { terms, asked }: Scope,
): Pick<WorldState, "low" | "high" | "data"> {
  const arrives = (value: GuestValue) =>
    passedRole(value, roleOfGuestValue(value, state), state, { terms, asked, refused: false });
  const pairs = terms.pairs !== "capability";
  const address = arrives(pairs ? "pair-address" : "address").kind;
  if (address === "guest-address") {
    const high = pairs || state.guestHigh === "zero" ? "zero" : "guest";
    return { low: "guest", high, data: "guest" };
  }
  const high = arrives("pair-high").kind === "host-high" ? "host" : "zero";
  return address === "stale-host"
    ? { low: "stale", high, data: "stale" }
    : { low: "host", high, data: "word" };
}

/** The guest reads a register: slot 0's address or data, or the stored ordinary one. */
export function readMoves(scope: Scope): readonly Move[] {
  const parts = partsOf(scope.quirk);
  return [
    {
      name: "read slot 0",
      kind: "read",
      reads: ["low", "data", "lowFaithful", "dataFaithful", ...TRAP_READS, ...VIEW_READS, ...parts],
      outcomes: (state) => slotReads(state, scope),
    },
    {
      name: "read ordinary",
      kind: "read",
      reads: ["ordinary", "ordinaryFaithful", ...TRAP_READS, ...VIEW_READS, ...parts],
      outcomes: (state) => ordinaryReads(state, scope),
    },
    ...(scope.quirk.afterRead === undefined ? [] : [readElsewhere(scope)]),
  ];
}

/**
 * The guest reads a register of which nothing is stored: only what the quirk makes of it counts.
 * Abstraction: reading the high half of a slot's address is reading the address.
 */
function readElsewhere(scope: Scope): Move {
  return {
    name: "read elsewhere",
    kind: "read",
    reads: [...TRAP_READS, ...VIEW_READS, ...partsOf(scope.quirk)],
    outcomes: (state) =>
      WORDS.flatMap((word): readonly WorldOutcome[] => {
        const action = wholeRead(word, state);
        const changes = afterRead(state, word, scope);
        if (isToldElsewhere(word, state) || Object.keys(changes).length === 0) return [];
        const needs: readonly AssumptionId[] =
          action.register.kind === "ordinary" ? [] : ["no-readback"];
        return [{ action, changes, needs, violates: [], concerns: [] }];
      }),
  };
}

/** The registers of all slots, and the ordinary ones. */
const WORDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** Slot 0's address and data, and the stored ordinary register: the moves above read them. */
function isToldElsewhere(word: number, state: WorldState): boolean {
  const { kind, slot } = registerAt(word, state);
  return kind === "ordinary" ? word === 2 : slot === "slot0" && kind !== "high";
}

/** What the read callback changes of the quirk's state, if it is called. */
function afterRead(
  state: WorldState,
  word: number,
  { quirk, terms, asked }: Scope,
): Partial<WorldState> {
  if (quirk.afterRead === undefined || !reachesQuirk(state, word, terms)) return {};
  const view = viewOf(state, asked, false);
  if (!isAccepted(state, view, { offset: 4 * word, quirk })) return {};
  return quirk.afterRead(view, state, 4 * word);
}

function isAccepted(
  state: WorldState,
  view: QuirkView,
  { offset, quirk }: { readonly offset: number; readonly quirk: Scope["quirk"] },
): boolean {
  return quirk.accepts?.(view, state, { offset, size: 4, isWrite: false }) !== false;
}

const TRAP_READS = ["window", "slot0Data", "quirk", "windowEnd"] as const;

function slotReads(state: WorldState, scope: Scope): readonly WorldOutcome[] {
  const { low, data, lowFaithful, dataFaithful } = state;
  const needs = ["no-readback"] as const;
  const { window, address, data: dataWord } = placeOf("slot0", state);
  // Abstraction: slot 0 is read under the window position that shows it, wherever the window was.
  const shown = overlaid(state, { window });
  const ofLow = { word: address, host: isHost(low), zero: low === "zero", kept: lowFaithful };
  const ofData = { word: dataWord, host: isHost(data), zero: data === "zero", kept: dataFaithful };
  return [ofLow, ofData].map((held) => ({
    ...read(wholeRead(held.word, shown), answered(shown, held, scope), needs),
    changes: afterRead(shown, held.word, scope),
  }));
}

function ordinaryReads(state: WorldState, scope: Scope): readonly WorldOutcome[] {
  if (state.window === "A" && state.slot0Data === "plus-8") return [];
  const kept = state.ordinaryFaithful;
  const zero = state.ordinary === "zero";
  const held = { word: 2, host: state.ordinary === "host", zero, kept };
  const whole = wholeRead(held.word, state);
  const changes = afterRead(state, held.word, scope);
  const plain = { ...read(whole, answered(state, held, scope), []), changes };
  const { quirk, terms } = scope;
  const narrow = quirk.access.valid.minimumSize <= 2;
  if (narrow || !reachesQuirk(state, held.word, terms)) return [plain];
  // The memory core rejects a read of less than 4 bytes: it gives 0.
  const refused = read({ ...whole, bytes: 2 }, refusedAnswer(held), ["aligned-four-byte-access"]);
  return [plain, refused];
}

/** What a read gives: a value of the host's or not, and as a shadow device would give it or not. */
interface Answer {
  readonly host: boolean;
  readonly faithful: boolean;
}

/** A register: its word, whether a host's value is in it, or 0, and whether it is as the guest wrote it. */
interface Held {
  readonly word: number;
  readonly host: boolean;
  readonly zero: boolean;
  readonly kept: WorldState["lowFaithful"];
}

/** The register's answer, unless the quirk answers with what it remembers the guest to have written. */
function answered(state: WorldState, held: Held, { quirk, terms, asked }: Scope): Answer {
  const { word, host, kept } = held;
  const device = { host, faithful: kept === "yes" };
  if (!reachesQuirk(state, word, terms)) return device;
  const view = viewOf(state, asked, false);
  if (!isAccepted(state, view, { offset: 4 * word, quirk })) return refusedAnswer(held);
  const source = quirk.read(view, state, { offset: 4 * word, replaced: kept === "no" });
  return source === "memory" ? { host: false, faithful: true } : device;
}

/** QEMU system/memory.c: a read that the rules refuse gives 0. */
function refusedAnswer({ zero, kept }: Held): Answer {
  return { host: false, faithful: kept === "yes" && zero };
}

function isHost(content: WorldState["low"] | WorldState["data"]): boolean {
  return content === "host" || content === "stale" || content.endsWith("word");
}

type ReadAction = Extract<WorldAction, { readonly kind: "read" }>;

function wholeRead(word: number, state: WorldState): ReadAction {
  return { kind: "read", word, register: registerAt(word, state), bytes: 4 };
}

function read(
  action: ReadAction,
  { host, faithful }: Answer,
  needs: readonly AssumptionId[],
): WorldOutcome {
  const said = judged([
    ["readback-faithful", true, !faithful],
    ["host-values-confidential", true, host],
  ]);
  return { action, changes: {}, needs, ...said };
}

/** What slot 0's contents say of the pair invariants. */
export function pairObservation(): WorldObservation {
  return {
    name: "slot 0's pair",
    reads: ["msi", "slot0", "low", "high", "data", "hostHigh", "guestHigh"],
    judge: (state) => {
      if (state.slot0 !== "programmed") return judged([]);
      const address = addressOf(state);
      const hostAddress = address === "host" || address === "stale";
      const hostData = state.data.endsWith("word") || state.data === "stale";
      const stale = state.low === "stale" || state.data === "stale";
      return judged([
        ["pair-consistent", true, hostAddress !== hostData],
        ["pair-fresh", state.msi === "enabled", stale],
      ]);
    },
  };
}

/** An invariant; whether this is its situation; and whether it is violated there. */
type Verdict = readonly [id: InvariantId, concerned: boolean, violated: boolean];

function judged(verdicts: readonly Verdict[]): ReturnType<WorldObservation["judge"]> {
  const situations = verdicts.filter(([, concerned]) => concerned);
  const violations = situations.filter(([, , violated]) => violated);
  return { violates: violations.map(([id]) => id), concerns: situations.map(([id]) => id) };
}
