/** A finding in one sentence, put together from the catalogues and its counterexample. */
import { type AssumptionId, assumption } from "../../model/assumptions/index.js";
import { violationOf } from "../../model/invariants.js";
import type { Counterexample } from "./counterexample.js";
import { choicesOf, deedOf } from "./words.js";

/**
 * What was dropped, what that allows and what of it the counterexample does, and what falls: `With
 * full-grant dropped, the host grants fewer vectors than the guest enabled, or none (the guest enables MSI,
 * nothing granted); after 4 steps a programmed slot's message is a write to memory.`
 */
export function statementOf(counterexample: Counterexample): string {
  const { invariant, dropped, start, steps } = counterexample;
  const clauses = [...choicesOf(start), ...breaches(counterexample)].join(", and ");
  const after = steps.length === 1 ? "after 1 step" : `after ${steps.length} steps`;
  return `With ${dropped.join(" and ")} dropped, ${clauses}; ${after} ${violationOf(invariant)}.`;
}

/** The first step that needs each assumption; those of the start are told by its choices. */
function breaches({ steps }: Counterexample): readonly string[] {
  const told = new Set<AssumptionId>();
  return steps.flatMap((step) => {
    const news = step.outcome.needs.filter((id) => !told.has(id));
    for (const id of news) told.add(id);
    if (news.length === 0) return [];
    // A device's deeds name the slot that does them.
    const who = step.actor === "device" ? "" : `the ${step.actor} `;
    return [`${news.map(allowed).join(", and ")} (${who}${deedOf(step)})`];
  });
}

/** What may happen with an assumption dropped: the catalogue's words, without the name of the move. */
function allowed(id: AssumptionId): string {
  return assumption(id).dropped.replace(/^the move \w+: /, "");
}
