/** The guest driver: an arbitrary one, each of its moves naming the assumptions it breaks. */
import type { AssumptionId } from "../assumptions/index.js";
import type { Move, WorldOutcome } from "./move.js";
import { addressValues, dataValues, highValue, type ValueChoice } from "./pairs.js";
import { ordinaryWords, placeOf } from "./registers.js";
import type { Scope } from "./scope.js";
import { inProgress, type Phase, SLOTS, type SlotName, type WorldState } from "./state.js";
import { vectorOf } from "./values.js";
import { type Write, writerOf } from "./writer.js";
import {
  type Delivery,
  deliveries,
  isWithinAllocation,
  type Piece,
  reachesQuirk,
  writeReads,
} from "./writes.js";

/** All writes of the guest to the registers of a slot, and giving it up. */
export function slotMoves(slot: SlotName, scope: Scope): readonly Move[] {
  const [address, high, data] = [writerOf(scope), writerOf(scope), writerOf(scope)];
  return [
    {
      name: `${slot} address`,
      actor: "guest",
      slot,
      register: "address",
      reads: [...writeReads(scope), "pairs", ...SLOTS],
      outcomes: (state) => (isThere(slot, state) ? addressWrites(state, slot, scope, address) : []),
    },
    {
      name: `${slot} high`,
      actor: "guest",
      slot,
      register: "high",
      reads: [...writeReads(scope), slot],
      outcomes: (state) => (isThere(slot, state) ? highWrites(state, slot, scope, high) : []),
    },
    {
      name: `${slot} data`,
      actor: "guest",
      slot,
      register: "data",
      reads: [...writeReads(scope), "pairs", slot],
      outcomes: (state) => (isThere(slot, state) ? dataWrites(state, slot, scope, data) : []),
    },
    {
      name: `${slot} given up`,
      actor: "guest",
      reads: [slot],
      outcomes: (state) =>
        inProgress(state[slot])
          ? [outcome(`gives ${slot} up`, { [slot]: "none" }, ["slot-completed"])]
          : [],
    },
  ];
}

/** All writes of the guest to ordinary registers, a move for each word of the map. */
export function ordinaryMoves(scope: Scope): readonly Move[] {
  return [2, 6, 8].map((word) => {
    const write = writerOf(scope);
    return {
      name: `ordinary word ${word}`,
      actor: "guest",
      reads: [...writeReads(scope), ...SLOTS],
      outcomes: (state) =>
        ordinaryWords(state.window, state.slot0Data).includes(word)
          ? ordinaryWrites(state, word, scope, write)
          : [],
    };
  });
}

function outcome(
  label: string,
  changes: Partial<WorldState>,
  needs: readonly AssumptionId[],
): WorldOutcome {
  return { label, changes, needs, violates: [], concerns: [] };
}

function isThere(slot: SlotName, state: WorldState): boolean {
  return placeOf(slot, state).window === state.window;
}

function addressWrites(
  state: WorldState,
  slot: SlotName,
  scope: Scope,
  write: Write,
): WorldOutcome[] {
  const { terms } = scope;
  const { address } = placeOf(slot, state);
  const started = phaseAfter(slot, "in-progress", false);
  const common = [...whileEnabled(state), ...oneAtATime(state, slot)];
  const outside = terms.traps && state.quirk === "present" && !reachesQuirk(state, address, terms);
  const beyond: readonly AssumptionId[] = outside ? ["slots-in-window"] : [];
  return addressValues(state, terms).flatMap(([value, needs]) => {
    const all = [...common, ...needs];
    const make = (delivery: Delivery, pieces: readonly Piece[], more: readonly AssumptionId[]) =>
      write(state, { pieces, delivery, needs: [...all, ...more], after: started });
    const piece = { word: address, value };
    const high: Piece = { word: address + 1, value: highValue(terms) };
    return [
      ...deliveries(state, address, "whole-register-writes", scope).flatMap(
        ({ delivery, needs: more }) => make(delivery, [piece], [...more, ...beyond]),
      ),
      ...(reachesQuirk(state, address, terms)
        ? make("untrapped", [piece], ["slots-in-window"])
        : []),
      ...make("plain", [piece, high], beyond),
    ];
  });
}

function highWrites(state: WorldState, slot: SlotName, scope: Scope, write: Write): WorldOutcome[] {
  const word = placeOf(slot, state).address + 1;
  const values: readonly ValueChoice[] = [[highValue(scope.terms), []], ...misplacedAddress(state)];
  return values.flatMap(([value, needs]) =>
    deliveries(state, word, "whole-register-writes", scope).flatMap(({ delivery, needs: more }) =>
      write(state, {
        pieces: [{ word, value }],
        delivery,
        needs: [...whileEnabled(state), ...needs, ...more],
        after: {},
      }),
    ),
  );
}

function dataWrites(state: WorldState, slot: SlotName, scope: Scope, write: Write): WorldOutcome[] {
  const { address, data } = placeOf(slot, state);
  const ordered: readonly AssumptionId[] = inProgress(state[slot]) ? [] : ["address-before-data"];
  const resumed: readonly AssumptionId[] =
    state[slot] === "interrupted" ? ["programmed-while-enabled"] : [];
  const common = [...ordered, ...whileEnabled(state), ...resumed];
  return slotData(state, scope).flatMap(([value, needs]) => {
    const isVector = vectorOf(value) !== undefined || value === "old-data";
    const after = phaseAfter(slot, "programmed", isVector);
    const piece = { word: data, value };
    const make = (delivery: Delivery, pieces: readonly Piece[], more: readonly AssumptionId[]) =>
      write(state, { pieces, delivery, needs: [...common, ...needs, ...more], after });
    const high: Piece = { word: address + 1, value: highValue(scope.terms) };
    return [
      ...deliveries(state, data, "whole-register-writes", scope).flatMap(
        ({ delivery, needs: more }) => make(delivery, [piece], more),
      ),
      ...(data === address + 2 ? make("plain", [high, piece], []) : []),
    ];
  });
}

function slotData(state: WorldState, { terms, offsets, asked }: Scope): readonly ValueChoice[] {
  const values = dataValues(state, terms, offsets).map(([value, needs]): ValueChoice => {
    const within = isWithinAllocation(state, value, asked);
    return [value, within ? needs : [...needs, "offset-within-allocation"]];
  });
  return [...values, ...misplacedAddress(state)];
}

function ordinaryWrites(
  state: WorldState,
  word: number,
  scope: Scope,
  write: Write,
): WorldOutcome[] {
  const values: readonly ValueChoice[] = [
    ["other", []],
    ["zero", []],
    ...scope.offsets.map((k): ValueChoice => [`data+${k}`, []]),
    ...misplacedAddress(state),
  ];
  const steady = sharesDataOffset(state, word) ? (["stable-window"] as const) : [];
  return values.flatMap(([value, needs]) => {
    const make = (delivery: Delivery, pieces: readonly Piece[], more: readonly AssumptionId[]) =>
      write(state, { pieces, delivery, needs: [...steady, ...needs, ...more], after: {} });
    const wide = [
      { word, value },
      { word: word + 1, value: "other" },
    ] as const;
    return [
      ...deliveries(state, word, "aligned-four-byte-access", scope).flatMap(
        ({ delivery, needs: more }) => make(delivery, [{ word, value }], more),
      ),
      // Word 3 of window position B and word 7 are no register of the map, so a wide write harms nothing.
      ...((word === 2 && state.window === "B") || word === 6 ? make("plain", wide, []) : []),
    ];
  });
}

/** Only slot 0 is followed as far as whether its data was that of a vector. */
function phaseAfter(slot: SlotName, phase: Phase, isVector: boolean): Partial<WorldState> {
  if (slot !== "slot0") return { [slot]: phase };
  return { slot0: phase, vector: isVector ? "yes" : "no" };
}

/** The programmed address in a register that is no address register. */
function misplacedAddress(state: WorldState): readonly ValueChoice[] {
  return state.pair === "programmed" ? [["address", ["unique-address"]]] : [];
}

function whileEnabled({ msi }: WorldState): readonly AssumptionId[] {
  return msi === "enabled" ? [] : ["programmed-while-enabled"];
}

function oneAtATime(state: WorldState, slot: SlotName): readonly AssumptionId[] {
  const others = SLOTS.filter((other) => other !== slot && inProgress(state[other]));
  return others.length > 0 ? ["one-slot-at-a-time"] : [];
}

/** A slot in progress has its data register at this BAR offset, under whichever window position. */
function sharesDataOffset(state: WorldState, word: number): boolean {
  return SLOTS.some((slot) => placeOf(slot, state).data === word && inProgress(state[slot]));
}
