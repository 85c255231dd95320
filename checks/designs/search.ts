/**
 * The best combination of improvements, by search over all of them and not by taste.
 *
 * Every combination that differs in what it does is verified at order 1. Judged are the cut sets by
 * severity, gravest first, and what the design asks of the kernel and of knowledge of the device; those
 * that no other one beats in all of these are the Pareto front.
 */
import {
  type Features,
  NO_FEATURES,
  nameOf,
  SWITCHES,
  withImplied,
} from "../../model/quirks/composed/features.js";
import type { WorldVerification } from "../verify/verify.js";
import { inTurn } from "./in-turn.js";
import { countsBySeverity } from "./row.js";

/** A combination and its name: `static-table+reads-back`. */
export interface Combination {
  readonly name: string;
  readonly features: Features;
}

export interface Score {
  /** By severity, gravest first: what falls with nothing dropped counts as much as all that could fall. */
  readonly cutSets: readonly number[];
  /** 0: the patch's feature. 1: a generic interface for sources. 2: a driver for the device. */
  readonly kernel: number;
  /** 0: a window as the patch has it. 1: the right windows. 2: every register, and the window's selection. */
  readonly device: number;
  /** How many improvements it is made of. */
  readonly improvements: number;
}

export interface Scored extends Combination {
  readonly score: Score;
}

/**
 * Where values are matched, those of a kind are switched together: what concerns the arithmetic, the checks,
 * the clearing of the cookie, what the guest may do besides 4-byte writes. A right window comes with every
 * combination: it changes nothing but who keeps a promise.
 */
const MATCHING: readonly (readonly (keyof Features)[])[] = [
  ["cookiePerAddress"],
  ["followsWindow"],
  ["handles64Bit", "exactWords"],
  ["checksRead", "checksGrant"],
  ["clearsAtReset", "clearsAtDisable"],
  ["readsBack", "everySize"],
];
/** A table needs no cookie, brings its window and follows it. */
const LOCATED: readonly (readonly (keyof Features)[])[] = [
  ["handles64Bit"],
  ["exactWords"],
  ["checksRead", "checksGrant"],
  ["readsBack"],
  ["everySize"],
];
/** A pair of the source's own needs no arithmetic and no checks. */
const ASKED: readonly (readonly (keyof Features)[])[] = [["readsBack"], ["everySize"]];

/** The combination of that name. */
export function combinationCalled(name: string): Combination | undefined {
  return combinations().find((combination) => combination.name === name);
}

/** Every combination that differs in what it does. */
export function combinations(): readonly Combination[] {
  const asked = (pairs: Features["pairs"]) =>
    refusals(subsets({ pairs, clearsAtReset: true }, ASKED), () => true);
  return [
    ...refusals(subsets({ rightWindow: true }, MATCHING), ({ checksRead }) => checksRead === true),
    ...refusals(
      subsets({ finds: "locations", clearsAtReset: true }, LOCATED),
      ({ checksRead }) => checksRead === true,
    ),
    ...asked("asked by QEMU"),
    ...asked("asked by a driver"),
  ].map((chosen) => ({ name: nameOf(withImplied(chosen)), features: withImplied(chosen) }));
}

function subsets(
  base: Partial<Features>,
  groups: readonly (readonly (keyof Features)[])[],
): readonly Partial<Features>[] {
  let all: readonly Partial<Features>[] = [base];
  for (const group of groups) {
    const on = Object.fromEntries(group.map((name) => [name, true]));
    all = all.flatMap((chosen) => [chosen, { ...chosen, ...on }]);
  }
  return all;
}

/** Both ways to refuse, where anything is refused. */
function refusals(
  all: readonly Partial<Features>[],
  canRefuse: (chosen: Partial<Features>) => boolean,
): readonly Partial<Features>[] {
  return all.flatMap((chosen) =>
    canRefuse(chosen) ? [chosen, { ...chosen, refusal: "drop" as const }] : [chosen],
  );
}

/** What a verification says of a combination. */
export function scoreOf({ features }: Combination, found: WorldVerification): Score {
  const cutSets = countsBySeverity(found).map(({ cutSets: [always = 0, alone = 0] }) => {
    return always * found.exercised.length + alone;
  });
  const kernels: Readonly<Record<Features["pairs"], number>> = {
    capability: 0,
    "asked by QEMU": 1,
    "asked by a driver": 2,
  };
  const windows = features.rightWindow ? 1 : 0;
  return {
    cutSets,
    kernel: kernels[features.pairs],
    device: features.finds === "locations" || features.followsWindow ? 2 : windows,
    improvements: SWITCHES.filter((name) => features[name] !== NO_FEATURES[name]).length,
  };
}

/** Those that no other beats: not worse in any respect and better in one. Of equals the simplest. */
export function paretoFront(all: readonly Scored[]): readonly Scored[] {
  return all.filter(
    (one, i) =>
      !all.some((other, j) => beats(other.score, one.score) || (j < i && same(other, one))) &&
      !all.some((other) => equal(other.score, one.score) && simpler(other, one)),
  );
}

/** The best of those that ask the kernel for no more than this: by severity, then by simplicity. */
export function bestOf(all: readonly Scored[], kernel: number): Scored | undefined {
  const open = all.filter(({ score }) => score.kernel <= kernel);
  return [...open].sort((a, b) => inTurn(respects(a.score, true), respects(b.score, true)))[0];
}

function beats(a: Score, b: Score): boolean {
  const [one, other] = [respects(a), respects(b)];
  return one.every((value, i) => value <= (other[i] ?? 0)) && !equal(a, b);
}

function equal(a: Score, b: Score): boolean {
  return inTurn(respects(a), respects(b)) === 0;
}

function same(a: Scored, b: Scored): boolean {
  return equal(a.score, b.score) && a.score.improvements === b.score.improvements;
}

function simpler(a: Scored, b: Scored): boolean {
  return a.score.improvements < b.score.improvements;
}

function respects(score: Score, withSimplicity = false): readonly number[] {
  const { cutSets, kernel, device, improvements } = score;
  return withSimplicity ? [...cutSets, device, kernel, improvements] : [...cutSets, kernel, device];
}
