/** The proof itself: all questions asked, and what their answers come to. */
import { hex } from "../../model/bits.js";
import type { writeHandler } from "../../model/quirks/as-posted/handler.js";
import { NotKnown } from "./errors.js";
import type { Goal, GoalKind } from "./goals.js";
import { type Answer, keyOf, type Query } from "./query.js";
import {
  PATH_TAKEN,
  type ProofInput,
  type Question,
  questionsOf,
  type Subject,
} from "./questions.js";
import type { ProofDifference, ProofResult, ProvedBuild, ProvedClaim, Unknown } from "./result.js";
import { and, FALSE } from "./terms/build.js";
import { readWitnessOf, type Values, witnessOf } from "./witness.js";

export interface SolverAccess {
  readonly ask: (query: Query) => Promise<Answer>;
  readonly values: Values;
}

export interface ProofOptions {
  /** The handler of a changed handler.ts, to make calls with. */
  readonly model?: typeof writeHandler;
  readonly onProgress?: (what: string) => void;
  /** Ends at the first difference that a guest can bring about: then no claim is proved. */
  readonly untilDifference?: true;
}

/** A question that was asked, each different one once. */
export interface Asked {
  readonly query: Query;
  readonly answer: Answer;
}

/** So many calls are looked for beyond the first of each kind. */
const MOST_CALLS = 24;

/**
 * Asks everything there is to ask. What is not known, and what the solver does not answer, makes the verdict
 * `incomplete`.
 * @returns what was found, and what was asked, in order
 */
export async function prove(
  input: ProofInput,
  solver: SolverAccess,
  options: ProofOptions = {},
): Promise<{ readonly result: ProofResult; readonly asked: readonly Asked[] }> {
  let found: ReturnType<typeof questionsOf>;
  try {
    found = questionsOf(input);
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    const { message: what, where = null } = error;
    return { result: { ...NOTHING, unknown: [{ kind: "met", what, where }] }, asked: [] };
  }
  const asked = new Map<string, Asked>();
  const answered: Answered[] = [];
  const differences = new Differences(input, solver, options);
  for (const question of found.questions) {
    const key = keyOf(question.query);
    const known = asked.get(key);
    const answer = known?.answer ?? (await solver.ask(question.query));
    asked.set(key, known ?? { query: question.query, answer });
    answered.push({ ...question, answer });
    options.onProgress?.(`${asked.size} questions asked`);
    if (question.query.expected === "unsat" && answer === "sat") await differences.add(question);
    if (options.untilDifference && differences.hasReachable) break;
  }
  const all = { input, subjects: found.subjects, answered, differences: differences.all };
  return { result: { ...resultOf(all), questions: asked.size }, asked: [...asked.values()] };
}

const NOTHING: ProofResult = {
  verdict: "incomplete",
  unknown: [],
  builds: [],
  claims: [],
  questions: 0,
  tracePoints: [],
  differences: [],
};

type Answered = Question & { readonly answer: Answer };

function resultOf({
  input,
  subjects,
  answered,
  differences,
}: {
  readonly input: ProofInput;
  readonly subjects: readonly Subject[];
  readonly answered: readonly Answered[];
  readonly differences: readonly ProofDifference[];
}): ProofResult {
  const unanswered = answered.filter(({ query, answer }) => {
    return query.expected !== "any" && answer !== query.expected && answer !== "sat";
  });
  const unknown = [
    ...unanswered.map(({ query: { kind: id, what: where }, answer }): Unknown => {
      return { kind: answer === "unknown" ? "no answer" : "vacuous", id, where };
    }),
    ...differences.flatMap(contradiction),
  ];
  const isRefuted = differences.some((difference) => contradiction(difference).length === 0);
  return {
    verdict: verdictOf(isRefuted, unknown),
    unknown,
    builds: input.builds.map(({ name }) => buildOf(name, subjects, answered)),
    claims: claimsOf(answered),
    questions: 0,
    tracePoints: input.builds[0]?.patch.tracePoints ?? [],
    differences,
  };
}

function verdictOf(isRefuted: boolean, unknown: readonly Unknown[]): ProofResult["verdict"] {
  if (isRefuted) return "refuted";
  return unknown.length === 0 ? "proved" : "incomplete";
}

/** What a call in the sandbox has to show; the other kinds of goals need not. */
const SHOWN: readonly string[] = [
  "defined",
  "writes",
  "place",
  "size",
  "value",
  "cookie",
  "trace",
] satisfies readonly GoalKind[];

/** What executes the two, not what is executed, is at fault if one of these is not so. */
const OURS: readonly string[] = ["paths", "exact"] satisfies readonly GoalKind[];

/**
 * The executor misses a path, the evaluator's numbers are not JavaScript's, or the solver says that two differ
 * which then do not: then neither is anything proved, nor refuted by this.
 */
function contradiction({ id, where, call }: ProofDifference): readonly Unknown[] {
  if (OURS.includes(id)) return [{ kind: "not executed", id, where }];
  if (!SHOWN.includes(id)) return [];
  if (call === null) return [{ kind: "no call", id, where }];
  return call.kind === "write" && call.c === "same" ? [{ kind: "no difference", id, where }] : [];
}

/** The first of each kind, with a call; or one of the kind that a guest can bring about. */
class Differences {
  readonly #kinds = new Map<string, ProofDifference>();
  #left = MOST_CALLS;

  constructor(
    private readonly input: ProofInput,
    private readonly solver: SolverAccess,
    private readonly options: ProofOptions,
  ) {}

  get hasReachable(): boolean {
    return [...this.#kinds.values()].some(({ call }) => call?.reachable);
  }

  /** Those that a guest can bring about first. */
  get all(): readonly ProofDifference[] {
    const rank = ({ call }: ProofDifference) => (call?.reachable ? 0 : 1);
    return [...this.#kinds.values()].sort((a, b) => rank(a) - rank(b));
  }

  async add({ query, subject, goal }: Question): Promise<void> {
    const before = this.#kinds.get(query.kind);
    if (before !== undefined && (before.call?.reachable || this.#left === 0)) return;
    const build = subject?.build.name ?? "the model";
    const call = subject === undefined ? null : await this.#call(goal ?? goalOf(query), subject);
    if (before !== undefined && !call?.reachable) return;
    this.#kinds.set(query.kind, { id: query.kind, where: query.what, build, call });
  }

  async #call(
    goal: Goal,
    { build, deviceId, attached }: Subject,
  ): Promise<ProofDifference["call"]> {
    const { model } = this.options;
    this.#left = Math.max(0, this.#left - 1);
    const stage = {
      patch: build.patch,
      names: this.input.names,
      deviceId,
      attached,
      values: this.solver.values,
      ...(model === undefined ? {} : { handler: model }),
    };
    const find = goal.callback === "read" ? readWitnessOf : witnessOf;
    return (await find(goal, stage)) ?? null;
  }
}

/** An invariant as a goal: what must not be is what was asked. */
function goalOf({ kind, what, asserted }: Query): Goal {
  return {
    kind: kind as GoalKind,
    callback: "write",
    where: what,
    when: and(...asserted),
    holds: FALSE,
  };
}

function buildOf(
  name: string,
  subjects: readonly Subject[],
  answered: readonly Answered[],
): ProvedBuild {
  const own = subjects.filter(({ build }) => build.name === name);
  const [first] = own;
  const paths = answered.filter(({ query, subject }) => {
    return subject === first && query.kind === PATH_TAKEN;
  });
  return {
    name,
    devices: own.map(({ deviceId }) => hex(deviceId)),
    paths: paths.length,
    taken: paths.filter(({ answer }) => answer === "sat").length,
  };
}

/** By kind, in the order in which they are first asked. */
function claimsOf(answered: readonly Answered[]): readonly ProvedClaim[] {
  const kinds = new Set(answered.map(({ query }) => query.kind));
  kinds.delete(PATH_TAKEN);
  return [...kinds].map((id) => {
    const of = (expected: Answer) => {
      const all = answered.filter(({ query }) => query.kind === id && query.expected === expected);
      return { all, right: all.filter(({ answer }) => answer === expected) };
    };
    const [goals, controls] = [of("unsat"), of("sat")];
    return {
      id,
      goals: goals.all.length,
      proved: goals.right.length,
      controls: controls.all.length,
      met: controls.right.length,
    };
  });
}
