import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../../cli/package-root.js";
import { DESIGNS } from "../../../model/quirks/designs.js";
import type { WorldAction } from "../../../model/world/action.js";
import { actionText } from "../../../reports/text/action.js";
import { actionFaults, allFaults, worldOf } from "./action-faults.js";
import { reachable } from "./reachable.js";

/**
 * Texts of steps as they were before actions were data, and as they are: of `verify --drop`, of `explain` where that
 * was another, and now of both. Paired by design, state, move and outcome at commit 74a4c40, 1 to 32 allocated.
 */
const TEXTS = JSON.parse(
  readFileSync(join(packageRoot(), "test/fixtures/step-texts.json"), "utf8"),
) as readonly (readonly string[])[];

/** The patch, and a design whose guest may write the host's pair or its own. */
const NAMES = ["as-posted", "guest-asks"];

describe.each(NAMES)(
  "in every state that the world of %s reaches with nothing dropped,",
  (name) => {
    const design = DESIGNS.find((known) => known.name === name);
    if (design === undefined) throw new Error(`no design ${name}`);
    const made = worldOf(design, 2);
    const usual = { ...made.world, choices: made.world.choices.slice(0, 1) };
    const situations = [...reachable(usual)];

    it("each action stands for one outcome, leads there by its data alone, and has a text of its own", () => {
      expect(situations.length).toBeGreaterThan(100);
      expect(allFaults(made, situations)).toEqual([]);
    });

    it("each text stands in the table of old and new ones", () => {
      const known = new Set(TEXTS.map((row) => row.at(-1)));
      const texts = situations.flatMap(({ state, outcomes }) =>
        outcomes.map(({ action }) => actionText(action, state)),
      );
      expect([...new Set(texts)].filter((text) => !known.has(text))).toEqual([]);
    });

    it("an action that is another's is told", () => {
      const [first, second] =
        situations.find(({ outcomes }) => outcomes.length > 1)?.outcomes ?? [];
      if (first === undefined || second === undefined) throw new Error("no two outcomes");
      const state = situations[0]?.state;
      if (state === undefined) throw new Error("no state");
      const alike = { ...second, action: first.action };
      expect(actionFaults(made, { state, outcomes: [first, alike] })).toHaveLength(3);
      const other = {
        ...first,
        action: { kind: "move-window", to: "C" } as unknown as WorldAction,
      };
      expect(actionFaults(made, { state, outcomes: [other] })).toHaveLength(1);
    });
  },
);
