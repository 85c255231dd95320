import fc from "fast-check";

/** Every run of the property tests draws the same cases; QUIRKCHECK_SEED tries others. */
const seed = Number(process.env.QUIRKCHECK_SEED ?? 20240812);
fc.configureGlobal({ seed, numRuns: 1000 });
