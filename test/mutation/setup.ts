import fc from "fast-check";

/** Few cases, always the same: a mutant is to be met by a claim, not by chance. */
fc.configureGlobal({ seed: 20240812, numRuns: 30 });
