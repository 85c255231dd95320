/** What is asked of every transition: the invariants of one step, and that machine and handler agree. */
import {
  type HandlerStep,
  STEP_INVARIANTS,
  type StepInvariant,
  type StepInvariantId,
} from "../../model/invariants.js";
import { isMsiEnabled } from "../../model/qemu/msi-capability.js";
import { eventText } from "../../model/quirks/as-posted/events.js";
import { handlerView, writeHandler } from "../../model/quirks/as-posted/handler.js";
import { stateAfter } from "../../model/quirks/as-posted/states.js";
import { concreteWrite, HOST_PAIR, kindOf, roleOf } from "../../model/quirks/as-posted/symbols.js";
import type { Verdict } from "../verdict.js";
import type { Enumeration, Step } from "./enumerate.js";
import { type PathFinder, pathFinder } from "./shortest-path.js";

export type StepCheckId = StepInvariantId | "machine-is-handler";

/** A claim about every transition, with the situation it speaks of. */
export interface StepCheck {
  readonly id: StepCheckId;
  readonly claim: string;
  readonly situation: string;
  readonly concerns: (seen: SeenStep) => boolean;
  readonly holds: (seen: SeenStep) => boolean;
}

/** A transition, and the same one with values by their roles. */
export interface SeenStep {
  readonly step: Step;
  readonly roles: HandlerStep;
}

/** All checks, in the order they are reported. */
export const STEP_CHECKS: readonly StepCheck[] = [
  ...STEP_INVARIANTS.map((invariant) => onTransitions(invariant)),
  {
    id: "machine-is-handler",
    claim: "machine and handler agree on state, cookie, branch and what the device gets",
    situation: "the handler is called",
    concerns: ({ step }) => step.event.type === "GUEST_WRITES_REGISTER",
    holds: ({ step }) => agrees(step),
  },
];

/** Asks every step of an enumeration each check, in the order of `checks`. */
export function judge(checks: readonly StepCheck[], enumeration: Enumeration): readonly Verdict[] {
  const { incomplete } = enumeration;
  if (incomplete !== undefined)
    return checks.map(() => ({ verdict: "incomplete", why: incomplete }));
  const seen = enumeration.steps.map((step): SeenStep => ({ step, roles: handlerStep(step) }));
  const find = pathFinder(enumeration);
  return checks.map((check) => judgeOne(check, seen, find));
}

/** A counterexample is a shortest one; without a step of the situation nothing was shown. */
function judgeOne(check: StepCheck, steps: readonly SeenStep[], find: PathFinder): Verdict {
  const concerned = steps.filter(check.concerns);
  const violations = steps.filter((seen) => !check.holds(seen)).map(({ step }) => step);
  if (violations.length > 0) {
    return { verdict: "violated", concerned: concerned.length, path: find(violations) };
  }
  const [first] = concerned;
  return first === undefined
    ? { verdict: "unreachable" }
    : { verdict: "holds", concerned: concerned.length, witness: eventText(first.step.event) };
}

/** A transition as the invariants see it: values by their roles. */
export function handlerStep({ from, to, event, output }: Step): HandlerStep {
  const { capability, cookie: cookieBefore } = from.context;
  const cookieAfter = to.context.cookie;
  if (event.type !== "GUEST_WRITES_REGISTER" || output === undefined) {
    return { kind: "other", cookieBefore, cookieAfter };
  }
  const access = concreteWrite(capability, event.register, event.value);
  return {
    kind: "call",
    msiEnabled: isMsiEnabled(capability),
    register: kindOf(event.register),
    offset: access.offset,
    written: roleOf(capability, access.value),
    received: roleOf(capability, output.value),
    cookieBefore,
    cookieAfter,
  };
}

function onTransitions(invariant: StepInvariant & { readonly id: StepInvariantId }): StepCheck {
  return {
    id: invariant.id,
    claim: invariant.claim,
    situation: invariant.situation,
    concerns: ({ roles }) => invariant.concerns(roles),
    holds: ({ roles }) => invariant.holds(roles),
  };
}

/** True if the machine did in this step what the handler does; other events touch neither. */
function agrees({ from, to, event, output }: Step): boolean {
  const { capability, cookie } = from.context;
  if (event.type !== "GUEST_WRITES_REGISTER") {
    return to.value === from.value && to.context.cookie === cookie && output === undefined;
  }
  const access = concreteWrite(capability, event.register, event.value);
  const result = writeHandler(handlerView(capability, HOST_PAIR), cookie, access);
  return (
    to.value === stateAfter(result) &&
    to.context.cookie === result.cookie &&
    output?.branch === result.branch &&
    output.value === result.value &&
    output.offset === access.offset &&
    output.size === access.size
  );
}
