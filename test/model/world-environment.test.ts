/** What happens around the guest's writes, situation by situation, worked out from docs/model.md and the terms. */
import { describe, expect, it } from "vitest";
import { actorOf, type WorldAction } from "../../model/world/action.js";
import { environmentMoves } from "../../model/world/environment.js";
import { COPIED_PAIR } from "../../model/world/pairs.js";
import type { Scope } from "../../model/world/scope.js";
import {
  DOMAINS,
  type Phase,
  SLOTS,
  USUAL_STATE,
  type WorldState,
} from "../../model/world/state.js";
import { outcomesOf, scopeWith, stateWith, tellingQuirk, watched } from "./world-outcomes.js";

type State = Partial<WorldState>;

function moveOf(name: string, scope: Scope = scopeWith()) {
  const found = environmentMoves(scope).find((move) => move.name === name);
  if (found === undefined) throw new Error(`no move is called ${name}`);
  return found;
}

const outcomes = (name: string, state: State, scope?: Scope) =>
  outcomesOf(moveOf(name, scope), state);

/** An outcome that breaks no invariant by itself, as all of these. */
const step = (action: WorldAction, changes: State, needs: readonly string[] = []) => ({
  action,
  changes,
  needs,
  violates: [],
  concerns: [],
});

/** Each slot in each of those phases, the others as usual. */
const someSlot = (...phases: readonly Phase[]): readonly State[] =>
  SLOTS.flatMap((slot) => phases.map((phase) => ({ [slot]: phase })));

it("the moves that are no access to the window, and who makes each", () => {
  const moves = environmentMoves(scopeWith()).map(({ name, kind }) => [name, actorOf(kind)]);
  expect(Object.fromEntries(moves)).toEqual({
    "capability pair": "guest",
    "enable MSI": "guest",
    "disable MSI": "guest",
    "grow the allocation": "guest",
    "host pair moves": "host",
    window: "guest",
    "device reset": "guest",
    "machine reset": "administrator",
  });
});

describe("the capability's pair", () => {
  const NAME = "capability pair";
  const FIRST = { kind: "program-pair", pair: "first" } as const;
  const OTHER = { kind: "program-pair", pair: "another" } as const;
  const BACK = { kind: "program-pair", pair: "zero" } as const;
  const programmed = { pair: "programmed" } as const;
  const needs = (state: State) => outcomes(NAME, state).map((outcome) => outcome.needs);

  it("is programmed for the first time, and then there was no other", () => {
    expect(outcomes(NAME, {})).toEqual([step(FIRST, programmed)]);
    expect(outcomes(NAME, { msi: "enabled" })).toEqual([step(FIRST, programmed)]);
  });

  it("changes to another one, or back to 0: then there were several", () => {
    expect(outcomes(NAME, programmed)).toEqual([
      step(OTHER, { pairs: "several" }),
      step(BACK, { pairs: "several", pair: "zero" }),
    ]);
  });

  it("must not be 0 with MSI enabled", () => {
    expect(needs({ ...programmed, msi: "enabled" })).toEqual([[], ["address-programmed"]]);
  });

  it("must not change at all while a slot is in progress", () => {
    for (const state of someSlot("in-progress", "interrupted")) {
      expect(needs(state)).toEqual([["stable-guest-pair"]]);
      expect(needs({ ...programmed, ...state })).toEqual([
        ["stable-guest-pair"],
        ["stable-guest-pair"],
      ]);
      expect(needs({ ...programmed, ...state, msi: "enabled" })[1]).toEqual([
        "stable-guest-pair",
        "address-programmed",
      ]);
    }
    for (const state of someSlot("programmed")) {
      expect(needs({ ...programmed, ...state })).toEqual([[], []]);
    }
  });
});

const FULL = { kind: "enable-msi", granted: "full" } as const;
const ONE = { kind: "enable-msi", granted: "one" } as const;
const NONE = { kind: "enable-msi", granted: "none" } as const;
const SAME_PAIR = { ...FULL, pair: "same" } as const;
const ANOTHER_PAIR = { ...FULL, pair: "another" } as const;

describe("MSI enabled", () => {
  const NAME = "enable MSI";
  const programmed = { pair: "programmed" } as const;
  const actions = (state: State, scope: Scope) =>
    outcomes(NAME, state, scope).map((outcome) => outcome.action);

  it("is granted in full, or not", () => {
    expect(outcomes(NAME, programmed)).toEqual([
      step(FULL, { msi: "enabled", grant: "asked" }),
      step(ONE, { msi: "enabled", grant: "one" }, ["full-grant"]),
      step(NONE, { msi: "enabled", grant: "none" }, ["full-grant"]),
    ]);
    const [grown] = outcomes(NAME, { ...programmed, vectors: "grown" });
    expect(grown?.changes).toEqual({ msi: "enabled", grant: "grown" });
  });

  it("is no move when it is enabled already", () => {
    expect(outcomes(NAME, { msi: "enabled" })).toEqual([]);
  });

  it("with one vector of one granted is granted in full", () => {
    const alone = scopeWith({}, { asked: 1 });
    expect(actions(programmed, alone)).toEqual([FULL, NONE]);
    expect(actions({ ...programmed, vectors: "grown" }, alone)).toEqual([FULL, ONE, NONE]);
    expect(actions(programmed, scopeWith({}, { asked: 2 }))).toEqual([FULL, ONE, NONE]);
  });

  it("needs the capability's pair, and no slot left programmed", () => {
    const needs = (state: State) => outcomes(NAME, state).map((outcome) => outcome.needs);
    const with_ = (...ids: readonly string[]) => [
      ids,
      [...ids, "full-grant"],
      [...ids, "full-grant"],
    ];
    expect(needs({})).toEqual(with_("address-programmed"));
    for (const state of someSlot("programmed")) {
      expect(needs({ ...programmed, ...state })).toEqual(with_("reset-before-reenable"));
      expect(needs(state)).toEqual(with_("address-programmed", "reset-before-reenable"));
    }
    for (const state of someSlot("in-progress", "interrupted")) {
      expect(needs({ ...programmed, ...state })).toEqual(with_());
    }
  });

  it("is told to the quirk", () => {
    const scope = scopeWith({}, { quirk: tellingQuirk().quirk });
    const told = outcomes(NAME, { "own.told": "disabled" }, scope).map(
      ({ changes }) => changes["own.told"],
    );
    expect(told).toEqual(Array(3).fill("enabled after disabled"));
  });

  it("changes no contents of a slot: what the guest copies is not the host's", () => {
    const [full] = outcomes(NAME, { ...programmed, low: "stale", data: "stale" });
    expect(full?.changes).toEqual({ msi: "enabled", grant: "asked" });
  });
});

describe("MSI enabled for a driver that has the host's pair by heart", () => {
  const scope = scopeWith({ pairs: "copied" }, { quirk: tellingQuirk().quirk });
  const granted = (state: State) => outcomes("enable MSI", { pair: "programmed", ...state }, scope);
  const common = { msi: "enabled", grant: "asked", "own.told": "enabled after nothing" } as const;
  const held = { "own.told": "nothing" } as const;

  it("is granted that pair again, or another one; or less", () => {
    const fewer = { ...common, grant: "one" } as const;
    expect(granted(held)).toEqual([
      step(SAME_PAIR, common),
      step(ANOTHER_PAIR, { ...common, [COPIED_PAIR]: "old" }, ["repeated-host-pair"]),
      step(ONE, fewer, ["full-grant"]),
      step(NONE, { ...fewer, grant: "none" }, ["full-grant"]),
    ]);
    expect(granted({ ...held, pair: "zero" }).map((outcome) => outcome.needs)).toEqual([
      ["address-programmed"],
      ["address-programmed", "repeated-host-pair"],
      ["address-programmed", "full-grant"],
      ["address-programmed", "full-grant"],
    ]);
  });

  it("makes stale values right once more if it is the same pair and was never another", () => {
    const [same] = granted({ ...held, low: "stale", data: "stale" });
    expect(same?.changes).toEqual({ ...common, low: "host", data: "word" });
    const [old] = granted({ ...held, low: "stale", data: "stale", [COPIED_PAIR]: "old" });
    expect(old?.changes).toEqual(common);
    for (const low of ["zero", "guest", "host", "other"] as const) {
      expect(granted({ ...held, low })[0]?.changes).toEqual(common);
    }
    for (const data of ["zero", "guest", "word", "wrong-word", "other"] as const) {
      expect(granted({ ...held, data })[0]?.changes).toEqual(common);
    }
  });

  it("leaves values stale if it is another pair", () => {
    const another = { ...common, [COPIED_PAIR]: "old" } as const;
    expect(granted({ ...held, low: "host" })[1]?.changes).toEqual({ ...another, low: "stale" });
    for (const data of ["word", "wrong-word"] as const) {
      expect(granted({ ...held, data })[1]?.changes).toEqual({ ...another, data: "stale" });
    }
    expect(granted({ ...held, low: "stale", data: "stale" })[1]?.changes).toEqual(another);
  });
});

describe("MSI disabled", () => {
  const NAME = "disable MSI";
  const enabled = { msi: "enabled", grant: "asked" } as const;
  const idle = {
    msi: "disabled",
    grant: "none",
    slot0: "none",
    slot1: "none",
    slot2: "none",
  } as const;
  const changes = (state: State, scope?: Scope) =>
    outcomes(NAME, { ...enabled, ...state }, scope).map((outcome) => outcome.changes);

  it("takes the grant back, and is always open to the guest", () => {
    expect(outcomes(NAME, enabled)).toEqual([step({ kind: "disable-msi" }, idle)]);
    expect(outcomes(NAME, {})).toEqual([]);
  });

  it("interrupts each slot that is in progress, and no other", () => {
    const after = { none: "none", "in-progress": "interrupted" } as const;
    const kept = { interrupted: "interrupted", programmed: "programmed" } as const;
    for (const slot of SLOTS) {
      for (const phase of DOMAINS[slot]) {
        const changed = { ...idle, [slot]: { ...after, ...kept }[phase] };
        expect(changes({ [slot]: phase })).toEqual([changed]);
      }
    }
  });

  it("leaves what the device holds of the host's pair stale", () => {
    expect(changes({ low: "host" })).toEqual([{ ...idle, low: "stale" }]);
    expect(changes({ data: "word" })).toEqual([{ ...idle, data: "stale" }]);
    expect(changes({ data: "wrong-word" })).toEqual([{ ...idle, data: "stale" }]);
    for (const low of ["zero", "guest", "stale", "other"] as const) {
      for (const data of ["zero", "guest", "stale", "other"] as const) {
        expect(changes({ low, data })).toEqual([idle]);
      }
    }
  });

  it("leaves a wrong word of a copied pair wrong: that pair comes again", () => {
    const copied = scopeWith({ pairs: "copied" });
    const low = { low: "host" } as const;
    const stale = { ...idle, low: "stale" } as const;
    expect(changes({ ...low, data: "wrong-word" }, copied)).toEqual([stale]);
    expect(changes({ ...low, data: "word" }, copied)).toEqual([{ ...stale, data: "stale" }]);
    expect(changes({ ...low, data: "guest" }, copied)).toEqual([stale]);
  });

  it("leaves pairs alone that belong to a source until it is released", () => {
    const released = scopeWith({ lifetime: "until released" });
    expect(changes({ low: "host", data: "word" }, released)).toEqual([idle]);
  });

  it("is told to the quirk", () => {
    const scope = scopeWith({}, { quirk: tellingQuirk().quirk });
    const [told] = changes({ "own.told": "enabled" }, scope);
    expect(told).toEqual({ ...idle, "own.told": "disabled after enabled" });
  });
});

describe("the allocation", () => {
  const grown = (state: State, asked: number) =>
    outcomes("grow the allocation", state, scopeWith({}, { asked }));
  const enabled = { msi: "enabled" } as const;

  it("grows by one power of two while MSI is enabled, once", () => {
    for (const [asked, vectors] of [
      [1, 2],
      [4, 8],
      [16, 32],
    ] as const) {
      expect(grown(enabled, asked)).toEqual([
        step({ kind: "grow-allocation", vectors }, { vectors: "grown" }, ["stable-vector-count"]),
      ]);
    }
    expect(grown({ ...enabled, vectors: "grown" }, 4)).toEqual([]);
    expect(grown({}, 4)).toEqual([]);
  });

  it("does not grow beyond the 32 vectors that MSI has", () => {
    expect(grown(enabled, 32)).toEqual([]);
  });
});

describe("the host's pair", () => {
  const moves = (state: State, terms: Parameters<typeof scopeWith>[0] = {}) =>
    outcomes("host pair moves", { msi: "enabled", grant: "asked", ...state }, scopeWith(terms));
  const moved = (changes: State) => [
    step({ kind: "move-host-pair" }, changes, ["stable-host-pair"]),
  ];
  const held = { low: "host", data: "word" } as const;
  const stale = { low: "stale", data: "stale" } as const;

  it("moves, and what the device holds of it is stale", () => {
    expect(moves({})).toEqual(moved({}));
    expect(moves({ grant: "one" })).toEqual(moved({}));
    expect(moves(held)).toEqual(moved(stale));
    expect(moves({ low: "host", data: "guest" })).toEqual(moved({ low: "stale" }));
    expect(moves({ low: "guest", data: "wrong-word" })).toEqual(moved({ data: "stale" }));
  });

  it("can only move while there is one", () => {
    expect(moves({ msi: "disabled" })).toEqual([]);
    expect(moves({ grant: "none" })).toEqual([]);
    expect(moves({ msi: "disabled", grant: "none" })).toEqual([]);
  });

  it("is there until it is released, where it belongs to a source", () => {
    const lifetime = "until released";
    expect(moves({ ...held, msi: "disabled", grant: "none" }, { lifetime })).toEqual(moved(stale));
    expect(moves(held, { lifetime })).toEqual(moved(stale));
  });

  it("is no longer the one that a driver has by heart", () => {
    expect(moves(held, { pairs: "copied" })).toEqual(moved({ ...stale, [COPIED_PAIR]: "old" }));
    expect(moves({}, { pairs: "copied" })).toEqual(moved({ [COPIED_PAIR]: "old" }));
  });

  it("moves without the device's values going stale, where the kernel or a level between sees to it", () => {
    for (const how of ["rewritten by the kernel", "behind the pair"] as const) {
      expect(moves(held, { moved: how })).toEqual(moved({}));
      expect(moves(held, { moved: how, pairs: "copied" })).toEqual(moved({}));
    }
  });
});

it("the window goes from each of its positions to the other", () => {
  expect(outcomes("window", { window: "A" })).toEqual([
    step({ kind: "move-window", to: "B" }, { window: "B" }),
  ]);
  expect(outcomes("window", { window: "B" })).toEqual([
    step({ kind: "move-window", to: "A" }, { window: "A" }),
  ]);
});

/** Nothing at its usual value that a run can change. */
const WORN = {
  remapping: "off",
  msi: "enabled",
  pair: "programmed",
  pairs: "several",
  vectors: "grown",
  grant: "grown",
  window: "B",
  slot0: "programmed",
  slot1: "programmed",
  slot2: "programmed",
  vector: "yes",
  low: "host",
  high: "host",
  data: "word",
  lowFaithful: "no",
  dataFaithful: "lost",
  ordinary: "host",
  ordinaryFaithful: "no",
} as const satisfies State;

/** A device that holds nothing, as a shadow device after a reset. */
const EMPTY = {
  vector: "no",
  low: "zero",
  high: "zero",
  data: "zero",
  lowFaithful: "yes",
  dataFaithful: "yes",
  ordinary: "zero",
  ordinaryFaithful: "yes",
} as const satisfies State;

describe("a reset of the device", () => {
  const NAME = "device reset";
  const left = (state: State) => {
    const [{ changes } = { changes: {} }] = outcomes(NAME, state);
    return { ...stateWith(state), ...changes };
  };

  it("clears its registers and nothing else: MSI, window and quirk stay", () => {
    const [outcome, ...more] = outcomes(NAME, WORN);
    expect(more).toEqual([]);
    expect(outcome).toMatchObject({ action: { kind: "reset-device" }, needs: [], violates: [] });
    expect(left({ ...WORN, "own.cookie": "2" })).toEqual({
      ...stateWith({ ...WORN, "own.cookie": "2" }),
      ...EMPTY,
      slot0: "none",
      slot1: "none",
      slot2: "none",
    });
  });

  it("must not come between; a guest in the middle of a slot goes on where it was", () => {
    for (const state of someSlot("in-progress", "interrupted")) {
      expect(outcomes(NAME, state)[0]?.needs).toEqual(["no-reset-in-between"]);
      expect(left(state)).toEqual(stateWith(state));
    }
    for (const state of someSlot("none", "programmed")) {
      expect(outcomes(NAME, state)[0]?.needs).toEqual([]);
      expect(left(state)).toEqual(USUAL_STATE);
    }
  });
});

describe("a reset of the machine", () => {
  const NAME = "machine reset";

  it("begins anew, but for what was chosen at the start and what the quirk keeps", () => {
    const [outcome, ...more] = outcomes(NAME, { ...WORN, "own.cookie": "2" });
    expect(more).toEqual([]);
    expect(outcome).toMatchObject({ action: { kind: "reset-machine" }, needs: [], violates: [] });
    expect({ ...stateWith({ ...WORN, "own.cookie": "2" }), ...outcome?.changes }).toEqual(
      stateWith({ remapping: "off", "own.cookie": "2" }),
    );
  });

  it("is told to the quirk", () => {
    const scope = scopeWith({}, { quirk: tellingQuirk().quirk });
    const [outcome] = outcomes(NAME, { "own.told": "enabled" }, scope);
    expect(outcome?.changes).toMatchObject({ "own.told": "reset after enabled", msi: "disabled" });
  });

  it("must not come between either, and no slot is in progress after it", () => {
    for (const state of someSlot("in-progress", "interrupted")) {
      const [outcome] = outcomes(NAME, state);
      expect(outcome?.needs).toEqual(["no-reset-in-between"]);
      expect({ ...stateWith(state), ...outcome?.changes }).toEqual(USUAL_STATE);
    }
    for (const state of someSlot("none", "programmed")) {
      expect(outcomes(NAME, state)[0]?.needs).toEqual([]);
    }
  });
});

describe("the components that a move names", () => {
  const { quirk } = tellingQuirk();
  const own = { "own.told": "nothing" } as const;
  const states: readonly State[] = [
    { ...own },
    { ...own, pair: "programmed" },
    { ...own, ...WORN },
    { ...own, msi: "enabled", grant: "asked", low: "host", data: "word" },
  ];

  it.each(["capability", "granted", "asked for"] as const)("are all it looks at: %s", (pairs) => {
    for (const move of environmentMoves(scopeWith({ pairs }, { quirk }))) {
      const names = new Set<string>(move.reads);
      for (const from of states) {
        const { state, looked } = watched(from);
        move.outcomes(state);
        expect([...looked].filter((name) => !names.has(name))).toEqual([]);
      }
    }
  });

  it("are for a copied pair those of the slot it may make right or stale", () => {
    for (const name of ["enable MSI", "disable MSI", "host pair moves"]) {
      expect(moveOf(name).reads).toEqual(expect.arrayContaining(["low", "data"]));
    }
  });
});
