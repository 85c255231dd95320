/** A part of a verification, and the whole joined of its parts. */
import {
  joinMachine,
  type MachineFound,
  type MachineRun,
  type MachineVerification,
} from "../machine/verify.js";
import type { WorldCompleteness } from "./complete.js";
import type { DropFound, DropJob } from "./drop-jobs.js";
import type { Found, Job } from "./jobs.js";
import {
  checksOf,
  type ProofUnit,
  planOf,
  proofsOf,
  type Shard,
  type VerifyScope,
  worldScope,
} from "./plan.js";
import { type InvariantCompleteness, joinProofs } from "./prove.js";
import { joinFound, type WorldVerification } from "./verify.js";

/** What the runs and searches of a part found. Plain data. */
export interface PartFound {
  readonly machine: readonly MachineFound[];
  readonly world: readonly Found[];
  readonly proofs: readonly WorldCompleteness[];
  readonly dropped: readonly DropFound[];
}

/** A part as `verify --shard` writes it; its JSON schema is made from this. */
export interface VerifyPart extends PartFound {
  /** Version of quirkcheck, `+`, and a digest of the code that says what is checked and how. */
  readonly version: string;
  readonly scope: VerifyScope;
  readonly shard: Shard;
  /** SHA-256 of the rest as JSON without spaces, in hexadecimal: a changed file is noticed. */
  readonly digest: string;
}

/** A part, and what to call it to the user: its file. */
export interface NamedPart {
  readonly name: string;
  readonly part: Omit<VerifyPart, "digest">;
}

export interface Whole {
  readonly machine: MachineVerification;
  readonly world: WorldVerification | null;
  /** Null if no proofs were asked for. */
  readonly completeness: readonly InvariantCompleteness[] | null;
}

/** The whole of all its parts, in whatever order they come. @throws RangeError if a run is missing */
export function joinParts(scope: VerifyScope, parts: readonly PartFound[]): Whole {
  const { vectors: used, complete } = scope;
  const machine = parts.flatMap((part) => part.machine);
  return {
    machine: joinMachine({ used, ...checksOf(scope) }, machine),
    world: joinWorld(scope, parts),
    completeness: complete ? joinProofs(parts.flatMap(({ proofs }) => proofs)) : null,
  };
}

/** The search for cut sets alone; null if none was asked for. */
export function joinWorld(
  scope: VerifyScope,
  parts: readonly Pick<PartFound, "world">[],
): WorldVerification | null {
  const about = worldScope(scope);
  if (about === null) return null;
  return joinFound(
    about,
    parts.flatMap(({ world }) => world),
  );
}

/** Why these are not the parts of one verification, naming the first that does not fit; undefined if they are. */
export function misfit(parts: readonly NamedPart[], version: string): string | undefined {
  for (const [at, each] of parts.entries()) {
    const earlier = parts.slice(0, at);
    const why = versionMisfit(each, version) ?? scopeMisfit(each, earlier) ?? contentMisfit(each);
    if (why !== undefined) return `${each.name}: ${why}`;
  }
  return missing(parts);
}

function versionMisfit({ part }: NamedPart, version: string): string | undefined {
  if (part.version === version) return undefined;
  return `made by quirkcheck ${part.version}, and this is ${version}`;
}

/** The same verification, divided in as many parts, and no part a second time. */
function scopeMisfit({ part }: NamedPart, earlier: readonly NamedPart[]): string | undefined {
  const [first] = earlier;
  if (first === undefined) return undefined;
  for (const key of Object.keys(part.scope) as (keyof VerifyScope)[]) {
    const [ours, theirs] = [part.scope[key], first.part.scope[key]].map((v) => JSON.stringify(v));
    const what = key === "quirkDigest" ? "the digest of the quirk's files" : key;
    if (ours !== theirs) return `has ${what} ${ours}, ${first.name} has ${theirs}`;
  }
  const { part: number, of } = part.shard;
  const others = first.part.shard.of;
  if (of !== others) return `one of ${of} parts, ${first.name} is one of ${others}`;
  const twin = earlier.find(({ part: { shard } }) => shard.part === number);
  return twin === undefined ? undefined : `part ${number} of ${of} again, as ${twin.name}`;
}

/** Its runs and searches are those that its number stands for. */
function contentMisfit({ part }: NamedPart): string | undefined {
  const { scope, shard, machine } = part;
  const { part: number, of } = shard;
  if (number > of) return `part ${number} of ${of} is no part`;
  const plan = planOf(scope, shard);
  const planned = unitNames({ ...plan, world: plan.jobs, proofs: proofsOf(scope, plan) });
  const found = unitNames({
    ...part,
    runs: machine.map(({ counts }) => counts),
    drops: part.dropped,
  });
  const lacks = planned.find((unit) => !found.includes(unit));
  if (lacks !== undefined) return `not all of part ${number} of ${of}: ${lacks} is missing`;
  const surplus = found.find((unit, i) => !planned.includes(unit) || found.indexOf(unit) < i);
  return surplus === undefined ? undefined : `more than part ${number} of ${of}: ${surplus}`;
}

/** What a part does or did, each in words. */
function unitNames(done: {
  readonly runs: readonly MachineRun[];
  readonly world: readonly Job[];
  readonly proofs: readonly ProofUnit[];
  readonly drops: readonly DropJob[];
}): readonly string[] {
  return [
    ...done.runs.map(({ guest, used }) => `${used} vectors, ${guest} guest`),
    ...done.world.flatMap(({ slice, allocations }) =>
      allocations.map((allocated) => `${allocated} vectors, ${slice}`),
    ),
    ...done.proofs.map(({ allocated, invariant }) => `${allocated} vectors, proof of ${invariant}`),
    ...done.drops.map(({ allocated, slice }) => `${allocated} vectors, ${slice} with some dropped`),
  ];
}

function missing(parts: readonly NamedPart[]): string | undefined {
  const of = parts[0]?.part.shard.of ?? 1;
  const there = new Set(parts.map(({ part }) => part.shard.part));
  const absent = Array.from({ length: of }, (_, i) => i + 1).filter((number) => !there.has(number));
  if (absent.length === 0) return undefined;
  const shown = absent.length > 10 ? `${absent.slice(0, 10).join(", ")}, ...` : absent.join(", ");
  return `${absent.length === 1 ? "part" : "parts"} ${shown} of ${of} missing`;
}
