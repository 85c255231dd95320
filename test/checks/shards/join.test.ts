import { describe, expect, it } from "vitest";
import { verifyMachine, verifyRun } from "../../../checks/paths/verify.js";
import { joinParts, misfit, type NamedPart } from "../../../checks/shards/part.js";
import { planOf, type Shard, type VerifyScope, worldScope } from "../../../checks/shards/plan.js";
import { type Found, Searcher } from "../../../checks/world/jobs.js";
import { verifyWorld } from "../../../checks/world/verify.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";

const scope: VerifyScope = {
  quirk: AS_POSTED.name,
  vectors: [1, 2],
  invariant: null,
  order: 1,
  exact: false,
};
const WHOLE: Shard = { part: 1, of: 1 };
const VERSION = "1.0.0";

/** Each run and search once, the searches in another order than the whole's: the parts take them from here. */
const runs = planOf(scope, WHOLE).runs.map((run) => ({ run, found: verifyRun(run, {}) }));
const searched = new Map<string, readonly Found[]>();
const world = worldScope(scope);
if (world !== null) {
  const searcher = new Searcher(world, { quirk: AS_POSTED });
  for (const job of [...planOf(scope, WHOLE).jobs].reverse()) {
    searched.set(JSON.stringify(job), searcher.run(job));
  }
}

function partOf(shard: Shard): NamedPart {
  const plan = planOf(scope, shard);
  const part: NamedPart["part"] = {
    version: VERSION,
    scope,
    shard,
    machine: plan.runs.flatMap(({ guest, used }) =>
      runs.flatMap(({ run, found }) => (run.guest === guest && run.used === used ? [found] : [])),
    ),
    world: plan.jobs.flatMap((job) => searched.get(JSON.stringify(job)) ?? []),
  };
  return { name: `part-${shard.part}.json`, part: JSON.parse(JSON.stringify(part)) };
}

function partsOf(of: number): NamedPart[] {
  return Array.from({ length: of }, (_, i) => partOf({ part: i + 1, of }));
}

describe("parts joined", () => {
  const whole = JSON.stringify({
    machine: verifyMachine({ used: scope.vectors }),
    world: verifyWorld({ allocations: scope.vectors, order: 1 }),
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
