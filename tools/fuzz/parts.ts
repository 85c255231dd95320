/** Parts of a verification that were changed, and sealed again as whoever changes one can. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { VerifyPart } from "../../checks/verify/part.js";
import { type Shard, USUAL_SCOPE, type VerifyScope } from "../../checks/verify/plan.js";
import { merge } from "../../cli/commands/merge.js";
import { codeVersion } from "../../cli/package-root.js";
import { sealed } from "../../cli/shard/files.js";
import { doPart } from "../../cli/shard/run.js";
import { withThreads } from "../../cli/world-pool.js";
import { outcomeOf } from "./outcome.js";
import { NASTY, type Random } from "./random.js";

const SCOPES: readonly Partial<VerifyScope>[] = [
  { order: 0, vectors: [1, 2] },
  { mode: "drop", order: 0, vectors: [1], guest: "linux-1", dropped: ["full-grant"] },
  { mode: "quirk", order: 1, vectors: [1] },
];

/** The last are large: one in ten runs changes those. */
const WEIGHTS = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2];

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export class PartFuzz {
  #sets: (readonly VerifyPart[])[] = [];

  /** @param folder for the parts' files */
  constructor(private readonly folder: string) {}

  /** Does the verifications whose parts are changed. */
  async start(): Promise<void> {
    for (const changes of SCOPES) {
      const scope = { ...USUAL_SCOPE, ...changes };
      this.#sets.push(await Promise.all([1, 2].map((part) => madePart(scope, { part, of: 2 }))));
    }
  }

  async run(random: Random): Promise<void> {
    const parts = structuredClone(this.#sets[random.pick(WEIGHTS)]) as unknown as Json[];
    for (let changes = 1 + random.below(2); changes > 0; changes--) change(parts, random);
    const isSealed = random.chance(90);
    const names = parts.map((_, i) => join(this.folder, `part-${i}.json`));
    const texts = parts.map((part) => JSON.stringify(isSealed ? resealed(part) : part));
    await Promise.all(names.map((name, i) => writeFile(name, texts[i] ?? "")));
    // The parts alone are long: what was done to them is the seed's.
    await outcomeOf("changed parts", async () => (await merge(names)).textOf(false));
  }
}

async function madePart(scope: VerifyScope, shard: Shard): Promise<VerifyPart> {
  const found = await withThreads(1, "fuzz", (threads) => doPart(threads, scope, shard));
  return sealed({ version: codeVersion(), scope, shard, ...found });
}

function resealed(part: Json): unknown {
  if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
  const { digest: _, ...contents } = part;
  return sealed(contents as unknown as VerifyPart);
}

/** Changes one value somewhere inside. */
function change(value: Json, random: Random): void {
  if (typeof value !== "object" || value === null) return;
  const names = Object.keys(value);
  if (names.length === 0) return;
  const container = value as { [name: string]: Json };
  const name = random.pick(names);
  const child = container[name] ?? null;
  const isDeeper = typeof child === "object" && child !== null && random.chance(92);
  if (isDeeper) change(child, random);
  else if (Array.isArray(value)) changeItem(value, Number(name), random);
  else if (random.chance(15)) delete container[name];
  else container[name] = other(container[random.pick(names)] ?? null, random);
}

function changeItem(items: Json[], at: number, random: Random): void {
  const item = items[at] ?? null;
  if (random.chance(40)) items.splice(at, 1);
  else if (random.chance(50)) items.push(structuredClone(item));
  else items[at] = other(item, random);
}

function other(value: Json, random: Random): Json {
  const numbers = [0, 1, -1, 0.5, 33, 2 ** 53, 1e300];
  const choices: Json[] = [value, null, true, [], {}, random.pick(NASTY)];
  return random.chance(40) ? random.pick(numbers) : random.pick(choices);
}
