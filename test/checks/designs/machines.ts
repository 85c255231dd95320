import { machineSteps } from "../../../checks/designs/machines.js";
import type { Quirk } from "../../../model/quirk.js";
import { type Design, designCalled } from "../../../model/quirks/designs.js";
import { handlersSay, parseState, shown } from "./machine-reference.js";

/** The design of that name. */
export function called(name: string): Design {
  const design = designCalled(name);
  if (design === undefined) throw new Error(`no design ${name}`);
  return design;
}

/** Steps of a quirk's XState machine in which the functions of a quirk say something else. */
export function disagreements(machineOf: Quirk, handlersOf: Quirk): readonly string[] {
  const { steps } = machineSteps({ quirk: machineOf });
  return steps.flatMap(({ from, event, to, output }) => {
    const value = output?.value == null ? null : BigInt(output.value);
    const machine = shown(parseState(to), output?.branch, value);
    const handlers = handlersSay(handlersOf, parseState(from), event);
    return machine === handlers ? [] : [`${from}, ${event}: ${machine}, not ${handlers}`];
  });
}
