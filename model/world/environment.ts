/** What happens around the guest's writes: capability, grant, resets, the sliding window. */
import type { AssumptionId } from "../assumptions/index.js";
import type { WorldAction } from "./action.js";
import { staleContents } from "./contents.js";
import type { Move, WorldOutcome } from "./move.js";
import { COPIED_PAIR } from "./pairs.js";
import type { Scope } from "./scope.js";
import { inProgress, type Phase, SLOTS, USUAL_STATE, type WorldState } from "./state.js";
import type { Terms } from "./terms.js";
import { unmaskMove } from "./unmask.js";
import { partsOf } from "./writes.js";

/** What the device forgets at a reset. */
const DEVICE_CLEARED = {
  vector: "no",
  low: "zero",
  high: "zero",
  data: "zero",
  lowFaithful: "yes",
  dataFaithful: "yes",
  ordinary: "zero",
  ordinaryFaithful: "yes",
} as const;

/** All moves that are no access to a register of the window. */
export function environmentMoves(scope: Scope): readonly Move[] {
  return [
    pairMove(),
    enableMove(scope),
    disableMove(scope),
    scope.terms.capability === "msix" ? unmaskMove(scope) : growMove(scope),
    hostPairMove(scope),
    windowMove(),
    deviceResetMove(),
    machineResetMove(scope),
  ];
}

/**
 * The capability's address and data.
 * Abstraction: one step, though they are two config writes.
 */
function pairMove(): Move {
  return {
    name: "capability pair",
    kind: "program-pair",
    reads: ["pair", "pairs", "msi", ...SLOTS],
    outcomes: (state) => {
      const steady: readonly AssumptionId[] = anyInProgress(state) ? ["stable-guest-pair"] : [];
      if (state.pair === "zero") {
        const programmed = { pair: "programmed" } as const;
        return [programs("first", programmed, steady)];
      }
      const programmed: readonly AssumptionId[] =
        state.msi === "enabled" ? ["address-programmed"] : [];
      const changed = { pairs: "several" } as const;
      return [
        programs("another", changed, steady),
        // Linux does so when it deactivates an interrupt.
        programs("zero", { pair: "zero", ...changed }, [...steady, ...programmed]),
      ];
    },
  };
}

function programs(
  pair: "first" | "another" | "zero",
  changes: Partial<WorldState>,
  needs: readonly AssumptionId[],
): WorldOutcome {
  return step({ kind: "program-pair", pair }, changes, needs);
}

/**
 * MSI from disabled to enabled: QEMU asks the host for as many vectors as the guest allocated.
 * Abstraction: a grant is always a new pair. The same pair again would only make stale values right by
 * luck, and an overlapping one is delivered to another vector at best.
 * Abstraction: "fewer" is one vector, as on a host that has no multi-vector MSI.
 */
function enableMove({ asked, quirk, terms }: Scope): Move {
  return {
    name: "enable MSI",
    kind: "enable-msi",
    reads: ["msi", "pair", "vectors", "low", "data", ...SLOTS, ...partsOf(quirk)],
    outcomes: (state) => {
      if (state.msi === "enabled") return [];
      const needs = enableNeeds(state);
      const fewer: readonly AssumptionId[] = [...needs, "full-grant"];
      const enabled = { msi: "enabled", ...quirk.msiChanged(state, true) } as const;
      const full = { ...enabled, grant: state.vectors };
      return [
        ...(terms.pairs === "copied"
          ? copiedGrants(state, full, needs)
          : [step({ kind: "enable-msi", granted: "full" }, full, needs)]),
        ...(asked > 1 || state.vectors === "grown"
          ? [step({ kind: "enable-msi", granted: "one" }, { ...enabled, grant: "one" }, fewer)]
          : []),
        step({ kind: "enable-msi", granted: "none" }, { ...enabled, grant: "none" }, fewer),
      ];
    },
  };
}

function enableNeeds(state: WorldState): readonly AssumptionId[] {
  const kept = SLOTS.some((slot) => state[slot] === "programmed");
  return [
    ...(state.pair === "zero" ? (["address-programmed"] as const) : []),
    ...(kept ? (["reset-before-reenable"] as const) : []),
  ];
}

/** With the host's pair copied into the driver a grant is the same pair again, or another one. */
function copiedGrants(
  state: WorldState,
  full: Partial<WorldState>,
  needs: readonly AssumptionId[],
): readonly WorldOutcome[] {
  const another = { ...full, [COPIED_PAIR]: "old", ...staleContents(state) } as const;
  const action = { kind: "enable-msi", granted: "full" } as const;
  return [
    step({ ...action, pair: "same" }, { ...full, ...freshAgain(state) }, needs),
    step({ ...action, pair: "another" }, another, [...needs, "repeated-host-pair"]),
  ];
}

/** The host's vectors are freed there and then: what they were is stale. */
function disableMove({ quirk, terms }: Scope): Move {
  return {
    name: "disable MSI",
    kind: "disable-msi",
    reads: ["msi", "low", "data", ...SLOTS, ...partsOf(quirk)],
    outcomes: (state) =>
      state.msi === "enabled"
        ? [
            step(
              { kind: "disable-msi" },
              {
                msi: "disabled",
                grant: "none",
                ...afterDisable(state, terms),
                ...quirk.msiChanged(state, false),
                slot0: interrupted(state.slot0),
                slot1: interrupted(state.slot1),
                slot2: interrupted(state.slot2),
              },
            ),
          ]
        : [],
  };
}

/**
 * QSIZE grows while MSI is enabled: the mask follows, the grant does not.
 * Abstraction: shrinking ends the run (QEMU asserts); growing is by one power of two.
 */
function growMove({ asked }: Scope): Move {
  return {
    name: "grow the allocation",
    kind: "grow-allocation",
    reads: ["msi", "vectors"],
    outcomes: ({ msi, vectors }) =>
      msi === "enabled" && vectors === "asked" && asked !== 32
        ? [
            step({ kind: "grow-allocation", vectors: 2 * asked }, { vectors: "grown" }, [
              "stable-vector-count",
            ]),
          ]
        : [],
  };
}

function hostPairMove({ terms }: Scope): Move {
  const { lifetime, moved } = terms;
  const copied = terms.pairs === "copied" ? ({ [COPIED_PAIR]: "old" } as const) : {};
  return {
    name: "host pair moves",
    kind: "move-host-pair",
    reads: ["msi", "grant", "low", "data"],
    outcomes: (state) => {
      const granted = state.msi === "enabled" && state.grant !== "none";
      if (lifetime === "while enabled" && !granted) return [];
      const stale = moved === "goes stale" ? { ...staleContents(state), ...copied } : {};
      return [step({ kind: "move-host-pair" }, stale, ["stable-host-pair"])];
    },
  };
}

function windowMove(): Move {
  return {
    name: "window",
    kind: "move-window",
    reads: ["window"],
    outcomes: ({ window }) => {
      const other = window === "A" ? "B" : "A";
      return [step({ kind: "move-window", to: other }, { window: other })];
    },
  };
}

/** The device forgets its registers; a guest in the middle of a slot goes on where it was. */
function deviceResetMove(): Move {
  return {
    name: "device reset",
    kind: "reset-device",
    reads: [...SLOTS],
    outcomes: (state) => [
      step(
        { kind: "reset-device" },
        {
          ...DEVICE_CLEARED,
          slot0: unprogrammed(state.slot0),
          slot1: unprogrammed(state.slot1),
          slot2: unprogrammed(state.slot2),
        },
        anyInProgress(state) ? ["no-reset-in-between"] : [],
      ),
    ],
  };
}

/** The guest begins anew, and QEMU's capability with it; the quirk forgets what its hook lets it forget. */
function machineResetMove({ quirk }: Scope): Move {
  const { msi, pair, pairs, vectors, grant, window, slot0, slot1, slot2 } = USUAL_STATE;
  const anew = { msi, pair, pairs, vectors, grant, window, slot0, slot1, slot2 };
  return {
    name: "machine reset",
    kind: "reset-machine",
    reads: [...SLOTS, ...partsOf(quirk)],
    outcomes: (state) => [
      step(
        { kind: "reset-machine" },
        { ...DEVICE_CLEARED, ...anew, ...quirk.reset(state) },
        anyInProgress(state) ? ["no-reset-in-between"] : [],
      ),
    ],
  };
}

function step(
  action: WorldAction,
  changes: Partial<WorldState>,
  needs: readonly AssumptionId[] = [],
): WorldOutcome {
  return { action, changes, needs, violates: [], concerns: [] };
}

/** A wrong word of a copied pair stays one: the same pair comes again. */
function afterDisable(state: WorldState, { lifetime, pairs }: Terms): Partial<WorldState> {
  if (lifetime === "until released") return {};
  const { data: _, ...low } = staleContents(state);
  return pairs === "copied" && state.data === "wrong-word" ? low : staleContents(state);
}

/** The same pair again, for a guest that has it by heart: what was stale is right once more. */
function freshAgain(state: WorldState): Partial<WorldState> {
  if (state[COPIED_PAIR] === "old") return {};
  return {
    ...(state.low === "stale" ? { low: "host" as const } : {}),
    ...(state.data === "stale" ? { data: "word" as const } : {}),
  };
}

function anyInProgress(state: WorldState): boolean {
  return SLOTS.some((slot) => inProgress(state[slot]));
}

function interrupted(phase: Phase): Phase {
  return phase === "in-progress" ? "interrupted" : phase;
}

function unprogrammed(phase: Phase): Phase {
  return phase === "programmed" ? "none" : phase;
}
