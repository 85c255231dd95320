/** Enumerations made by hand, whose shortest paths and verdicts are plain to see. */
import type { Enumeration, Step } from "../../../checks/machine/enumerate.js";
import type { StepCheck } from "../../../checks/machine/step-checks.js";
import { eventText } from "../../../model/quirks/as-posted/events.js";
import { eventFromText, initialSnapshot } from "./walk.js";

/** From, event, to. The states' contents do not matter to a toy. */
export type Edge = readonly [from: string, event: string, to: string];

const USED = 3;
const anywhere = initialSnapshot(USED);

export function toyEnumeration(edges: readonly Edge[], incomplete?: string): Enumeration {
  const steps = edges.map(
    ([fromKey, event, toKey]): Step => ({
      fromKey,
      toKey,
      from: anywhere,
      to: anywhere,
      event: eventFromText(USED, event),
      output: undefined,
    }),
  );
  const states = [...new Set(edges.flatMap(([from, , to]) => [from, to]))];
  return { guest: "keeping", used: USED, states, steps, incomplete };
}

/** A check that concerns the steps of some events and is violated by those of others. */
export function toyCheck(concerned: readonly string[], violating: readonly string[]): StepCheck {
  return {
    id: "collateral-free",
    claim: "a toy",
    situation: "a toy",
    concerns: ({ step }) => concerned.includes(eventText(step.event)),
    holds: ({ step }) => !violating.includes(eventText(step.event)),
  };
}
