/** The XState machine of a design's quirk, enumerated by @xstate/graph: its size, and which ways it goes. */
import { getAdjacencyMap } from "@xstate/graph";
import type { AnyMachineSnapshot } from "xstate";
import type { Design } from "../../model/quirks/designs.js";
import { eventName, QUIRK_EVENTS } from "../../model/quirks/machine/events.js";
import {
  type NamedEvent,
  type QuirkAnswers,
  quirkMachine,
} from "../../model/quirks/machine/machine.js";
import type { Choices } from "../../model/quirks/machine/step.js";
import { type HeardStep, listening } from "../machine/listen.js";

/** One transition of a quirk's machine, states by name. */
export interface MachineStep {
  readonly from: string;
  readonly event: string;
  readonly to: string;
  /** Undefined where the quirk was not called. */
  readonly output: QuirkAnswers | undefined;
}

/** A way that calls of a quirk go. */
export interface BranchRow {
  readonly branch: string;
  /** Transitions that take it, and those of them after which something else is remembered. */
  readonly transitions: number;
  readonly changing: number;
}

/** The machine of a design. */
export interface MachineRow {
  readonly design: string;
  /** Parts of its private state that change at all. */
  readonly remembers: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** In alphabetical order. */
  readonly branches: readonly BranchRow[];
}

/** Every state and transition of a quirk's machine, as XState takes them. Deterministic. */
export function machineSteps({ quirk }: Pick<Design, "quirk">, choices: Choices = {}) {
  const steps: MachineStep[] = [];
  const hear = ({ from, event, to, emitted }: HeardStep<AnyMachineSnapshot, NamedEvent>) => {
    const output = emitted as QuirkAnswers | undefined;
    steps.push({ from: String(from.value), event: event.type, to: String(to.value), output });
  };
  const machine = quirkMachine(quirk, choices);
  const map = getAdjacencyMap(listening<AnyMachineSnapshot, NamedEvent, undefined>(machine, hear), {
    // Listed, for an event that is not is made up without its payload.
    events: QUIRK_EVENTS.map((event) => ({ type: eventName(event) })),
    // The state's name is all there is of it; the default key would hold an empty context as well.
    serializeState: ({ value }) => String(value),
  });
  return { machine, states: Object.keys(map), steps };
}

/** Null for a design that traps nothing: its quirk is never called. Pure. */
export function machineRow({ name, quirk, terms }: Design): MachineRow | null {
  if (!terms.traps) return null;
  const { machine, states, steps } = machineSteps({ quirk });
  const ownOf = (state: string) => machine.states[state]?.config.meta?.own ?? {};
  const remembered = new Map(states.map((state) => [state, ownOf(state)]));
  const branches = new Map<string, { transitions: number; changing: number }>();
  for (const { from, to, output } of steps) {
    if (output === undefined) continue;
    const row = branches.get(output.branch) ?? { transitions: 0, changing: 0 };
    row.transitions++;
    if (JSON.stringify(remembered.get(from)) !== JSON.stringify(remembered.get(to))) row.changing++;
    branches.set(output.branch, row);
  }
  const values = (part: string) =>
    new Set(
      [...remembered.values()].map((own) => Object.entries(own).find(([it]) => it === part)?.[1]),
    );
  return {
    design: name,
    remembers: Object.keys(quirk.parts).filter((part) => values(part).size > 1),
    states: states.length,
    transitions: steps.length,
    branches: [...branches]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([branch, counts]) => ({ branch, ...counts })),
  };
}
