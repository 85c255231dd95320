/** A finding in one sentence, put together from the catalogues and its counterexample. */

import type { Counterexample } from "../../checks/findings/counterexample.js";
import { type AssumptionId, assumption } from "../../model/assumptions/index.js";
import { violationOf } from "../../model/invariants.js";
import { actorOf } from "../../model/world/action.js";
import { actionText } from "./action.js";
import { choicesOf } from "./state.js";

/**
 * What was dropped, what that allows and what of it the counterexample does, and what falls: `With
 * full-grant dropped, the host grants fewer vectors than the guest enabled, or none (the guest enables MSI,
 * nothing granted); after 4 steps a programmed slot's message is a write to memory.`
 */
export function statementOf(counterexample: Counterexample): string {
  const { invariant, dropped, steps } = counterexample;
  const clauses = [...choicesOf(counterexample), ...breaches(counterexample)].join(", and ");
  const after = steps.length === 1 ? "after 1 step" : `after ${steps.length} steps`;
  return `With ${dropped.join(" and ")} dropped, ${clauses}; ${after} ${violationOf(invariant)}.`;
}

/** The first step that needs each assumption; those of the start are told by its choices. */
function breaches({ steps }: Counterexample): readonly string[] {
  const told = new Set<AssumptionId>();
  return steps.flatMap(({ action, needs, before }) => {
    const news = needs.filter((id) => !told.has(id));
    for (const id of news) told.add(id);
    if (news.length === 0) return [];
    // A device's deeds name the slot that does them.
    const actor = actorOf(action.kind);
    const who = actor === "device" ? "" : `the ${actor} `;
    return [`${news.map(allowed).join(", and ")} (${who}${actionText(action, before)})`];
  });
}

/** What may happen with an assumption dropped: the catalogue's words, without the name of the move. */
function allowed(id: AssumptionId): string {
  return assumption(id).dropped.replace(/^the move \w+: /, "");
}
