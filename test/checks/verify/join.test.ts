import { describe, expect, it } from "vitest";
import { verifyMachine, verifyRun } from "../../../checks/machine/verify.js";
import type { WorldCompleteness } from "../../../checks/verify/complete.js";
import { type Found, Searcher } from "../../../checks/verify/jobs.js";
import { joinParts, joinWorld, misfit, type NamedPart } from "../../../checks/verify/part.js";
import {
  ARBITRARY,
  type Plan,
  planOf,
  proofsOf,
  type Shard,
  type VerifyScope,
  worldScope,
} from "../../../checks/verify/plan.js";
import { joinProofs, type ProofJob, proofJobs } from "../../../checks/verify/prove.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";

const scope: VerifyScope = {
  mode: "verify",
  quirk: AS_POSTED.name,
  quirkDigest: null,
  vectors: [2, 4],
  invariant: null,
  order: 1,
  exact: false,
  complete: true,
  guest: ARBITRARY,
  dropped: [],
  memory: 4096,
};
const WHOLE: Shard = { part: 1, of: 1 };
const VERSION = "1.0.0";

/** Each run and search once, the searches in another order than the whole's: the parts take them from here. */
const runs = planOf(scope, WHOLE).runs.map((run) => ({ run, found: verifyRun(run, {}) }));
const searched = new Map<string, readonly Found[]>();
const world = worldScope(scope);
if (world !== null) {
  const searcher = new Searcher(world, { quirk: AS_POSTED });
  const jobs = [1, 50].flatMap((of) => plansOf(of).flatMap((plan) => plan.jobs));
  for (const job of jobs.reverse()) searched.set(JSON.stringify(job), searcher.run(job));
}

/** Told apart by what it was asked; what a proof finds is tested elsewhere. */
function proofOf({ allocations: [allocated], invariant, cutSets }: ProofJob): WorldCompleteness {
  const states = allocated * 1000 + cutSets.length;
  const verdict = "complete";
  return { invariant, allocated, verdict, proved: 1, states, found: [], why: [] };
}

function plansOf(of: number): readonly Plan[] {
  return Array.from({ length: of }, (_, i) => planOf(scope, { part: i + 1, of }));
}

function partOf(shard: Shard): NamedPart {
  const plan = planOf(scope, shard);
  const found = plan.jobs.flatMap((job) => searched.get(JSON.stringify(job)) ?? []);
  const verification = joinWorld(scope, [{ world: found }]);
  const ours = proofsOf(scope, plan).map((unit) => JSON.stringify(unit));
  const jobs = verification === null ? [] : proofJobs(verification);
  const part: NamedPart["part"] = {
    version: VERSION,
    scope,
    shard,
    machine: plan.runs.flatMap(({ guest, used }) =>
      runs.flatMap(({ run, found }) => (run.guest === guest && run.used === used ? [found] : [])),
    ),
    world: found,
    proofs: jobs
      .filter(({ allocations: [allocated], invariant }) =>
        ours.includes(JSON.stringify({ allocated, invariant })),
      )
      .map(proofOf),
    dropped: [],
  };
  return { name: `part-${shard.part}.json`, part: JSON.parse(JSON.stringify(part)) };
}

function partsOf(of: number): NamedPart[] {
  return Array.from({ length: of }, (_, i) => partOf({ part: i + 1, of }));
}

describe("parts joined", () => {
  const verification = verifyWorld({ allocations: scope.vectors, order: 1 });
  const whole = JSON.stringify({
    machine: verifyMachine({ used: scope.vectors }),
    world: verification,
    completeness: joinProofs(proofJobs(verification).map(proofOf)),
  });

  it.each([1, 3, 8, 50])("%i parts in any order say what one run says, byte for byte", (of) => {
    const parts = partsOf(of);
    expect(misfit(parts, VERSION)).toBeUndefined();
    const joined = joinParts(
      scope,
      parts.reverse().map(({ part }) => part),
    );
    expect(JSON.stringify(joined)).toBe(whole);
  });

  it("are refused by joining if a run is not there", () => {
    const [, ...others] = partsOf(3).map(({ part }) => part);
    const without = others.map((part) => ({ ...part, machine: part.machine.slice(1) }));
    expect(() => joinParts(scope, without)).toThrow(RangeError);
  });
});

describe("what is not the parts of one verification", () => {
  const changed = (
    { name, part }: NamedPart,
    change: Partial<NamedPart["part"]>,
    as = name,
  ): NamedPart => ({ name: as, part: { ...part, ...change } });
  const [one, two, three] = partsOf(3) as [NamedPart, NamedPart, NamedPart];
  const lackingOne = { world: one.part.world.slice(1) };

  it.each<[string, NamedPart[], string]>([
    ["a missing part", [one, three], "part 2 of 3 missing"],
    ["two missing parts", [two], "parts 1, 3 of 3 missing"],
    [
      "a part twice",
      [one, two, changed(two, {}, "copy.json"), three],
      "copy.json: part 2 of 3 again, as part-2.json",
    ],
    [
      "a part of another version",
      [one, changed(two, { version: "0.9.0" }), three],
      "part-2.json: made by quirkcheck 0.9.0, and this is 1.0.0",
    ],
    [
      "a part of other options",
      [one, two, changed(three, { scope: { ...scope, order: 2 } })],
      "part-3.json: has order 2, part-1.json has 1",
    ],
    [
      "a part of another design",
      [one, changed(two, { scope: { ...scope, quirk: "other" } }), three],
      `part-2.json: has quirk "other", part-1.json has "${AS_POSTED.name}"`,
    ],
    [
      "a part of a quirk whose file was another then",
      [one, changed(two, { scope: { ...scope, quirkDigest: "abc" } }), three],
      `part-2.json: has the digest of the quirk's files "abc", part-1.json has null`,
    ],
    [
      "a part with others dropped",
      [one, changed(two, { scope: { ...scope, dropped: ["full-grant"] } }), three],
      'part-2.json: has dropped ["full-grant"], part-1.json has []',
    ],
    [
      "a part that was given more memory",
      [one, changed(two, { scope: { ...scope, memory: 8192 } }), three],
      "part-2.json: has memory 8192, part-1.json has 4096",
    ],
    [
      "a part that lacks a proof",
      [changed(one, { proofs: one.part.proofs.slice(1) }), two, three],
      "part-1.json: not all of part 1 of 3: ",
    ],
    [
      "a part of another division",
      [one, partOf({ part: 2, of: 4 }), three],
      "part-2.json: one of 4 parts, part-1.json is one of 3",
    ],
    [
      "a part beyond the last",
      [changed(one, { shard: { part: 4, of: 3 } })],
      "part-1.json: part 4 of 3 is no part",
    ],
    [
      "a part that lacks a search",
      [changed(one, lackingOne), two, three],
      "part-1.json: not all of part 1 of 3: ",
    ],
    [
      "a part with another's search",
      [one, changed(two, { world: [...two.part.world, ...one.part.world] }), three],
      "part-2.json: more than part 2 of 3: ",
    ],
  ])("%s is told in one line that names it", (_, parts, message) => {
    const told = misfit(parts, VERSION);
    expect(told).toContain(message);
    expect(told).not.toContain("\n");
  });
});
