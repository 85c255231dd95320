/** The parts composed: the choices at the start, every move, and what states say by themselves. */
import type { AssumptionId } from "../assumptions/index.js";
import { AS_POSTED } from "../quirks/as-posted/quirk.js";
import type { ActionKind } from "./action.js";
import { memoryMove, messageMove, pairObservation, readMoves } from "./device.js";
import { environmentMoves } from "./environment.js";
import { ordinaryMoves, slotMoves } from "./guest.js";
import type { Move, WorldChoice, WorldObservation, WorldOutcome } from "./move.js";
import { pairReads } from "./pairs.js";
import { rememberEach } from "./remember.js";
import type { Scope } from "./scope.js";
import {
  type ComponentName,
  componentsWith,
  SLOTS,
  type WorldComponent,
  type WorldState,
} from "./state.js";
import { carriedNeeds, type Terms, USUAL_TERMS } from "./terms.js";

/** A world over one allocation, around one quirk. */
export interface World {
  readonly components: readonly WorldComponent[];
  /** Components that moves depend on in this design only: no slice may leave them out. */
  readonly needed: readonly ComponentName[];
  /** Kinds of moves that change it in this design: no slice may leave them out. */
  readonly neededKinds: readonly ActionKind[];
  readonly choices: readonly WorldChoice[];
  readonly moves: readonly Move[];
  readonly observations: readonly WorldObservation[];
}

/**
 * What is chosen once: the host, the device, the kernel. Each is free only if its assumption is dropped; some
 * can be chosen in several ways.
 */
const CHOICES: readonly (readonly [AssumptionId, ...Partial<WorldState>[]])[] = [
  ["aligned-base-data", { guestBase: "unaligned" }],
  [
    "low-guest-address",
    { guestHigh: "unaligned" },
    { guestHigh: "aligned" },
    { guestHigh: "low-half-zero" },
  ],
  ["data-at-plus-8", { slot0Data: "elsewhere" }],
  ["slots-clear-of-window-end", { windowEnd: "cuts-slot-0" }],
  ["capability-32-bit", { capability: "64-bit" }],
  ["eight-byte-divisible", { eightByte: "whole-only" }],
  ["msi-novirt-feature", { quirk: "absent" }],
  ["low-host-address", { hostHigh: "set" }],
  ["aligned-host-base", { hostBase: "unaligned" }],
  ["interrupt-remapping", { remapping: "off" }],
  ["little-endian-host", { byteOrder: "big" }],
  ["same-architecture", { architecture: "other" }],
];

/** Choices that a device with MSI-X leaves nobody: docs/msix.md says why each is none. */
const NOT_WITH_MSIX: readonly AssumptionId[] = [
  "aligned-base-data",
  "capability-32-bit",
  "aligned-host-base",
  "little-endian-host",
];

/** The representatives of the offset classes: the first, the last below the allocation, the first beyond. */
export function representativeOffsets(asked: number): readonly number[] {
  return [...new Set([0, asked - 1, asked])];
}

/** Those that are written if every offset is, and if one of each class is. */
export function offsetsFor(asked: number, exact: boolean): readonly number[] {
  return exact ? everyOffset(asked) : representativeOffsets(asked);
}

/** Every offset up to the first beyond the allocation. */
export function everyOffset(asked: number): readonly number[] {
  return Array.from({ length: asked + 1 }, (_, k) => k);
}

/** A scope; without a quirk and terms it is that of the patch, without offsets it has one of each class. */
export type WorldScope = Pick<Scope, "asked" | "order"> & Partial<Scope>;

/** The world whose driver asks for `asked` vectors and writes those offsets, around that quirk. */
export function createWorld(options: WorldScope): World {
  const offsets = representativeOffsets(options.asked);
  const scope: Scope = { quirk: AS_POSTED, terms: USUAL_TERMS, offsets, ...options };
  const { terms } = scope;
  const choices = choicesFor(scope);
  return {
    components: componentsWith(scope.quirk)
      .map((component) => asUsual(component, scope))
      .map((component) => asChosen(component, choices)),
    needed: neededBy(scope),
    neededKinds: scope.quirk.readsChange ? ["read"] : [],
    choices,
    moves: carried(terms, [
      ...environmentMoves(scope),
      ...SLOTS.flatMap((slot) => slotMoves(slot, scope)),
      ...ordinaryMoves(scope),
      memoryMove(scope),
      messageMove(),
      ...readMoves(scope),
    ]),
    observations: [pairObservation()],
  };
}

/** Where nothing is in place to begin with, that is the usual value; an entry of MSI-X has 64-bit addresses. */
function asUsual(component: WorldComponent, { terms }: Scope): WorldComponent {
  if (component.name === "capability" && terms.capability === "msix") {
    return { ...component, values: ["64-bit"] };
  }
  if (component.name !== "quirk" || terms.inPlace) return component;
  return { ...component, values: component.values.toReversed() };
}

/** No move gives another high word: those that no choice of this order makes would only take up numbers. */
function asChosen(component: WorldComponent, choices: readonly WorldChoice[]): WorldComponent {
  if (component.name !== "guestHigh") return component;
  const [usual] = component.values;
  const isMade = (value: string) => choices.some(({ changes }) => changes.guestHigh === value);
  return { ...component, values: component.values.filter((v) => v === usual || isMade(v)) };
}

/** What decides whose a pair is, and what a quirk that remembers compares with. */
function neededBy({ quirk, terms }: Scope): readonly ComponentName[] {
  const shadow = ["lowFaithful", "dataFaithful", "ordinaryFaithful"] as const;
  return [...pairReads(terms), ...(quirk.remembers ? shadow : [])];
}

/** The moves with their needs as this design has them. */
function carried(terms: Terms, moves: readonly Move[]): readonly Move[] {
  if (Object.keys(terms.carriedBy).length === 0) return moves;
  const carry = rememberEach((outcomes: readonly WorldOutcome[]) =>
    outcomes.map((outcome) => ({ ...outcome, needs: carriedNeeds(outcome.needs, terms) })),
  );
  return moves.map((move) => ({ ...move, outcomes: (state) => carry(move.outcomes(state)) }));
}

/** Every combination of the choices there are. An address above 4 GiB needs a 64-bit capability. */
function choicesFor({ order, terms }: Scope): readonly WorldChoice[] {
  const isMsix = terms.capability === "msix";
  const free = [...CHOICES, ...terms.choices].filter(
    ([id]) =>
      (terms.inPlace || id !== "msi-novirt-feature") && !(isMsix && NOT_WITH_MSIX.includes(id)),
  );
  let choices: readonly WorldChoice[] = [{ changes: {}, needs: [] }];
  for (const [id, ...ways] of free) {
    choices = choices.flatMap((choice) => [
      choice,
      ...ways.map((change) => ({
        changes: { ...choice.changes, ...change },
        needs: carriedNeeds([...choice.needs, id], terms),
      })),
    ]);
  }
  return choices.filter(
    ({ changes, needs }) =>
      needs.length <= order &&
      (isMsix ||
        changes.capability === "64-bit" ||
        (changes.guestHigh === undefined && changes.hostHigh === undefined)),
  );
}
