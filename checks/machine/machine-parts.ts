/** The machine taken apart for coverage: its configured transitions, and its guards made to report. */
import type { QuirkMachine } from "./enumerate.js";

type Definition = ReturnType<QuirkMachine["getTransitionData"]>[number];

/** One transition as configured. `definition` is XState's own object, to recognise it by. */
export interface ConfiguredTransition {
  /** Source, event, and where several compete their rank: `addressSeen GUEST_WRITES_REGISTER #2`. */
  readonly id: string;
  readonly guard: string | null;
  readonly target: string | null;
  readonly source: string;
  readonly definition: Definition;
}

/** Every transition of the machine, the root's first (`any state`), in the order of the config. */
export function listTransitions(machine: QuirkMachine): readonly ConfiguredTransition[] {
  const nodes = [machine.root, ...Object.values(machine.root.states)];
  return nodes.flatMap((node) => {
    const name = node === machine.root ? "any state" : node.key;
    return [...node.transitions].flatMap(([eventType, definitions]) =>
      definitions.map((definition, index) => ({
        id: `${name} ${eventType}${definitions.length > 1 ? ` #${index + 1}` : ""}`,
        guard: typeof definition.guard === "string" ? definition.guard : null,
        target: definition.target?.[0]?.key ?? null,
        source: definition.description ?? "",
        definition,
      })),
    );
  });
}

/** The same machine, each guard telling `report` what it answered. */
export function watchGuards(
  machine: QuirkMachine,
  report: (guard: string, outcome: boolean) => void,
): QuirkMachine {
  const watched = Object.entries(machine.implementations.guards).map(([id, guard]) => {
    if (typeof guard !== "function") throw new Error(`guard ${id} is not a function`);
    const ask = guard as (...step: readonly unknown[]) => boolean;
    return [
      id,
      (...step: readonly unknown[]) => {
        const outcome = ask(...step);
        report(id, outcome);
        return outcome;
      },
    ];
  });
  return machine.provide({ guards: Object.fromEntries(watched) });
}
