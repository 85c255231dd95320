/** Everything that is asked about a patch: what each build does, its invariants, and the model's own abstraction. */
import { hex } from "../../model/bits.js";
import { HANDLER_BRANCHES } from "../../model/quirks/as-posted/handler.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import type { CompiledPatch } from "../conform/compiled/compiled-quirk.js";
import type { QuirkNames } from "../conform/source/select.js";
import { type Callbacks, callbacksOf } from "./c/callbacks.js";
import { assuming } from "./c/inputs.js";
import { type Attached, attached } from "./c/sandbox.js";
import { NotKnown } from "./errors.js";
import { type Goal, goalsOf, queryOf } from "./goals.js";
import { type Handler, handlerOf, handlerProgram, predicatesOf } from "./handler/handler.js";
import { invariantQueries, outcomeOf } from "./invariants.js";
import { predicateQueries } from "./predicates.js";
import type { Query } from "./query.js";
import { roleQueries } from "./roles.js";
import { FALSE, TRUE } from "./terms/build.js";
import { decode } from "./wasm/decode.js";

/** One compilation of the patch, and how it was made. */
export interface Build {
  readonly name: string;
  readonly patch: CompiledPatch;
}

export interface ProofInput {
  readonly builds: readonly Build[];
  readonly names: QuirkNames;
  /** Text of handler.ts. */
  readonly handler: string;
}

/** One build for one device. */
export interface Subject {
  readonly build: Build;
  readonly deviceId: number;
  readonly attached: Attached;
  readonly callbacks: Callbacks;
}

export interface Question {
  readonly query: Query;
  /** What it is about; undefined for the model's own abstraction. */
  readonly subject: Subject | undefined;
  /** What a call has to show where the answer is the wrong one. */
  readonly goal: Goal | undefined;
}

/** @throws NotKnown for anything that is not known */
export function questionsOf(input: ProofInput): {
  readonly subjects: readonly Subject[];
  readonly questions: readonly Question[];
} {
  const program = handlerProgram(input.handler);
  const handler = handlerOf(program);
  const subjects = input.builds.flatMap(subjectsOf);
  const model = [...predicateQueries(handler, predicatesOf(program)), ...roleQueries(program)];
  return {
    subjects,
    questions: [
      ...subjects.flatMap((subject) => about(subject, handler, input.names)),
      ...model.map((query) => ({ query, subject: undefined, goal: undefined })),
    ],
  };
}

/** The devices of the model's table for which the probe makes a quirk. */
function subjectsOf(build: Build): readonly Subject[] {
  const { wasm, functions } = build.patch;
  const module = new WebAssembly.Module(wasm);
  const decoded = decode(wasm);
  const found = Object.keys(TRAPPED_WINDOWS).flatMap((id) => {
    const deviceId = Number(id);
    const device = attached(module, deviceId);
    if (device === undefined) return [];
    const callbacks = callbacksOf(decoded, functions, device);
    return [{ build, deviceId, attached: device, callbacks }];
  });
  if (found.length === 0) throw new NotKnown("a probe that makes no quirk for any device");
  return found;
}

function about(subject: Subject, handler: Handler, names: QuirkNames): readonly Question[] {
  const { callbacks, attached: device, build } = subject;
  const { tracePoints } = build.patch;
  const goals = goalsOf({ callbacks, handler, attached: device, tracePoints, names });
  const plain = [
    ...callbacks.write.map(taken),
    ...goals.flatMap(canBe),
    ...HANDLER_BRANCHES.map((name) => branchTaken(handler, name)),
    initially(callbacks),
    ...invariantQueries(outcomeOf(callbacks.write), device.size),
  ];
  return [
    ...goals.map((goal) => ({ query: queryOf(goal), subject, goal })),
    ...plain.map((query) => ({ query, subject, goal: undefined })),
  ];
}

/** Goals without a path of their own speak of something; of those with one `taken` and the branches tell. */
function canBe({ kind, where, when }: Goal): readonly Query[] {
  if (kind !== "paths" && kind !== "exact") return [];
  return [{ kind, what: `${where}: can be`, asserted: assuming([when]), expected: "sat" }];
}

/** Not wrong either way: a path that is never taken shows nothing, which is told. */
function taken({ condition, ends }: Callbacks["write"][number], i: number): Query {
  return {
    kind: PATH_TAKEN,
    what: `write path ${i + 1}${ends === undefined ? "" : ` (${ends})`}`,
    asserted: assuming([condition]),
    expected: "any",
  };
}

/** The kind of the questions whether a path can be taken. */
export const PATH_TAKEN = "path taken";

function branchTaken(handler: Handler, name: string): Query {
  const asserted = assuming([handler.isBranch(name)]);
  return { kind: "value", what: `branch ${name} can be taken`, asserted, expected: "sat" };
}

/** Where the induction begins: read from the sandbox after its probe, so that no solver is needed. */
function initially({ initialCookie }: Callbacks): Query {
  return {
    kind: "cookie after any number of steps",
    what: `the probe leaves ${hex(initialCookie)}`,
    asserted: [initialCookie === 0n ? FALSE : TRUE],
    expected: "unsat",
  };
}
