/** The guest driver: an arbitrary one, each of its moves naming the assumptions it breaks. */
import type { AssumptionId } from "../assumptions/index.js";
import type { Move } from "./move.js";
import { addressValues, dataValues, highValue, type ValueChoice } from "./pairs.js";
import { ordinaryWords, placeOf } from "./registers.js";
import type { Scope } from "./scope.js";
import { inProgress, type Phase, SLOTS, type SlotName, type WorldState } from "./state.js";
import { vectorOf } from "./values.js";
import { type Access, writerOf } from "./writer.js";
import {
  deliveries,
  isWithinAllocation,
  reachesQuirk,
  type WordWrite,
  writeReads,
} from "./writes.js";

/** All writes of the guest to the registers of a slot, and giving it up. */
export function slotMoves(slot: SlotName, scope: Scope): readonly Move[] {
  const write = (accesses: typeof addressWrites, timing: typeof addressTiming) =>
    writerOf(scope, {
      accesses: (state) => (isThere(slot, state) ? accesses(state, slot, scope) : []),
      timing: (state) => timing(state, slot),
    });
  return [
    {
      name: `${slot} address`,
      kind: "write",
      reads: [...writeReads(scope), "pairs", ...SLOTS],
      outcomes: write(addressWrites, addressTiming),
    },
    {
      name: `${slot} high`,
      kind: "write",
      reads: [...writeReads(scope), slot],
      outcomes: write(highWrites, whileEnabled),
    },
    {
      name: `${slot} data`,
      kind: "write",
      reads: [...writeReads(scope), "pairs", slot],
      outcomes: write(dataWrites, dataTiming),
    },
    {
      name: `${slot} given up`,
      kind: "give-up",
      reads: [slot],
      outcomes: (state) =>
        inProgress(state[slot])
          ? [
              {
                action: { kind: "give-up", slot },
                changes: { [slot]: "none" },
                needs: ["slot-completed"],
                violates: [],
                concerns: [],
              },
            ]
          : [],
    },
  ];
}

/** All writes of the guest to ordinary registers, a move for each word of the map. */
export function ordinaryMoves(scope: Scope): readonly Move[] {
  return [2, 6, 8].map((word) => ({
    name: `ordinary word ${word}`,
    kind: "write",
    reads: [...writeReads(scope), ...SLOTS],
    outcomes: writerOf(scope, {
      accesses: (state) =>
        ordinaryWords(state.window, state.slot0Data).includes(word)
          ? ordinaryWrites(state, word, scope)
          : [],
      timing: (state) => (sharesDataOffset(state, word) ? ["stable-window"] : []),
    }),
  }));
}

function isThere(slot: SlotName, state: WorldState): boolean {
  return placeOf(slot, state).window === state.window;
}

function addressWrites(state: WorldState, slot: SlotName, scope: Scope): readonly Access[] {
  const { terms } = scope;
  const { address } = placeOf(slot, state);
  const after = phaseAfter(slot, "in-progress", false);
  const outside = terms.traps && state.quirk === "present" && !reachesQuirk(state, address, terms);
  const beyond: readonly AssumptionId[] = outside ? ["slots-in-window"] : [];
  return addressValues(state, terms).flatMap(([value, needs]): readonly Access[] => {
    const piece = { word: address, value };
    const high: WordWrite = { word: address + 1, value: highValue(terms) };
    const past: Access = {
      pieces: [piece],
      delivery: "untrapped",
      needs: [...needs, "slots-in-window"],
      after,
    };
    return [
      ...deliveries(state, address, "whole-register-writes", scope).map(
        ({ delivery, needs: more }): Access => ({
          pieces: [piece],
          delivery,
          needs: [...needs, ...more, ...beyond],
          after,
        }),
      ),
      ...(reachesQuirk(state, address, terms) ? [past] : []),
      { pieces: [piece, high], delivery: "plain", needs: [...needs, ...beyond], after },
    ];
  });
}

function addressTiming(state: WorldState, slot: SlotName): readonly AssumptionId[] {
  return [...whileEnabled(state), ...oneAtATime(state, slot)];
}

function highWrites(state: WorldState, slot: SlotName, scope: Scope): readonly Access[] {
  const word = placeOf(slot, state).address + 1;
  const values: readonly ValueChoice[] = [[highValue(scope.terms), []], ...misplacedAddress(state)];
  return values.flatMap(([value, needs]) =>
    deliveries(state, word, "whole-register-writes", scope).map(
      ({ delivery, needs: more }): Access => ({
        pieces: [{ word, value }],
        delivery,
        needs: [...needs, ...more],
        after: {},
      }),
    ),
  );
}

function dataWrites(state: WorldState, slot: SlotName, scope: Scope): readonly Access[] {
  const { address, data } = placeOf(slot, state);
  return slotData(state, scope).flatMap(([value, needs]): readonly Access[] => {
    const isVector = vectorOf(value) !== undefined || value === "old-data";
    const after = phaseAfter(slot, "programmed", isVector);
    const piece = { word: data, value };
    const high: WordWrite = { word: address + 1, value: highValue(scope.terms) };
    const wide: Access = { pieces: [high, piece], delivery: "plain", needs, after };
    return [
      ...deliveries(state, data, "whole-register-writes", scope).map(
        ({ delivery, needs: more }): Access => ({
          pieces: [piece],
          delivery,
          needs: [...needs, ...more],
          after,
        }),
      ),
      ...(data === address + 2 ? [wide] : []),
    ];
  });
}

function dataTiming(state: WorldState, slot: SlotName): readonly AssumptionId[] {
  const ordered: readonly AssumptionId[] = inProgress(state[slot]) ? [] : ["address-before-data"];
  const resumed: readonly AssumptionId[] =
    state[slot] === "interrupted" ? ["programmed-while-enabled"] : [];
  return [...ordered, ...whileEnabled(state), ...resumed];
}

function slotData(state: WorldState, { terms, offsets, asked }: Scope): readonly ValueChoice[] {
  const values = dataValues(state, terms, offsets).map(([value, needs]): ValueChoice => {
    const within = isWithinAllocation(state, value, asked);
    return [value, within ? needs : [...needs, "offset-within-allocation"]];
  });
  return [...values, ...misplacedAddress(state)];
}

function ordinaryWrites(state: WorldState, word: number, scope: Scope): readonly Access[] {
  const values: readonly ValueChoice[] = [
    ["other", []],
    ["zero", []],
    ...scope.offsets.map((k): ValueChoice => [`data+${k}`, []]),
    ...misplacedAddress(state),
  ];
  // Word 3 of window position B, where word 2 is the only one, and word 7 are no register of the map, so a
  // wide write harms nothing.
  const hasWide = state.window === "B" || word === 6;
  return values.flatMap(([value, needs]): readonly Access[] => {
    const piece = { word, value };
    const next: WordWrite = { word: word + 1, value: "other" };
    const wide: Access = { pieces: [piece, next], delivery: "plain", needs, after: {} };
    return [
      ...deliveries(state, word, "aligned-four-byte-access", scope).map(
        ({ delivery, needs: more }): Access => ({
          pieces: [piece],
          delivery,
          needs: [...needs, ...more],
          after: {},
        }),
      ),
      ...(hasWide ? [wide] : []),
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
