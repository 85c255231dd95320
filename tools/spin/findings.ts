/** What either side says of a configuration, and where the two differ. */
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import type { Configuration } from "./configurations.js";
import { keptDifferences } from "./found.js";

export interface InvariantFinding {
  readonly invariant: InvariantId;
  readonly verdict: "holds" | "violated" | "unreachable" | "incomplete";
  /** Steps of a shortest counterexample; null where there is none, or where it was not asked for. */
  readonly length: number | null;
}

export interface Findings {
  readonly states: number;
  /** Moves taken from every state, those that change nothing included. */
  readonly transitions: number;
  /** Of the set of states, whatever order they were met in: 16 hexadecimal digits. */
  readonly fingerprint: string;
  readonly verdicts: readonly InvariantFinding[];
}

/** One configuration on both sides. */
export interface SpinComparison extends Configuration {
  readonly explorer: Findings;
  readonly spin: Findings;
  /** Shortest lengths were compared. */
  readonly lengths: boolean;
  /** One line for each difference; empty if the two agree. */
  readonly differences: readonly string[];
}

/** What `npm run spin -- --json` writes. */
export interface SpinReport {
  readonly comparisons: readonly SpinComparison[];
  readonly agree: boolean;
}

/** Holds the two sides of a configuration together. */
export function compareFindings(
  configuration: Configuration,
  sides: { readonly explorer: Findings; readonly spin: Findings; readonly lengths: boolean },
): SpinComparison {
  const { explorer, spin, lengths } = sides;
  const differences = [...keptDifferences(configuration, spin)];
  if (explorer.states !== spin.states) {
    differences.push(`states: explorer ${explorer.states}, SPIN ${spin.states}`);
  } else if (explorer.fingerprint !== spin.fingerprint) {
    differences.push(`the same number of states, but not the same states`);
  }
  if (explorer.transitions !== spin.transitions) {
    differences.push(`transitions: explorer ${explorer.transitions}, SPIN ${spin.transitions}`);
  }
  for (const invariant of INVARIANT_IDS) {
    const [ours, theirs] = [explorer, spin].map(({ verdicts }) => {
      const found = verdicts.find((verdict) => verdict.invariant === invariant);
      if (found === undefined) return "no verdict";
      const { verdict, length } = found;
      return lengths && length !== null ? `${verdict} in ${length}` : verdict;
    });
    if (ours !== theirs) differences.push(`${invariant}: explorer ${ours}, SPIN ${theirs}`);
  }
  return { ...configuration, explorer, spin, lengths, differences };
}
