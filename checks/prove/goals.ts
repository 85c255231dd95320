/** What has to be so for the compiled quirk to be the model's handler: one goal for each thing a path does. */
import type { QuirkNames } from "../conform/source/select.js";
import type { CallbackPath, Callbacks } from "./c/callbacks.js";
import { assuming, INPUT } from "./c/inputs.js";
import { DEVICE_ANSWER, type Note } from "./c/qemu.js";
import type { Attached } from "./c/sandbox.js";
import type { Handler } from "./handler/handler.js";
import type { Query } from "./query.js";
import {
  binary,
  constant,
  equal,
  extract,
  FALSE,
  not,
  or,
  TRUE,
  zeroExtend,
} from "./terms/build.js";
import type { Term } from "./terms/term.js";

/** Everything that one comparison is about. */
export interface Compared {
  readonly callbacks: Callbacks;
  readonly handler: Handler;
  readonly attached: Attached;
  /** Trace points by number, and which is which. */
  readonly tracePoints: readonly string[];
  readonly names: QuirkNames;
}

/** The kinds of goals, with what each says. */
export const GOAL_KINDS = {
  paths: "the paths found are all there are",
  defined: "nothing undefined is done, and every call comes back",
  arguments:
    "QEMU's functions get the device's own pointers and file, and places in configuration space",
  writes: "the device is written once, in BAR 0, and never read on the way",
  place: "the write goes to the offset in the window",
  size: "it has the size of the guest's",
  value: "its value, all 64 bits, is the handler's",
  cookie: "the cookie afterwards is the handler's",
  trace: "the trace point is that of the handler's branch, with its arguments",
  read: "a read is the device's answer at the offset in the window, and changes nothing",
  exact: "the handler's numbers are exact: below 2^53, and none negative where that matters",
} as const;
export type GoalKind = keyof typeof GOAL_KINDS;

type Callback = "write" | "read";

export interface Goal {
  readonly kind: GoalKind;
  readonly callback: Callback;
  /** On which path, in which place. */
  readonly where: string;
  /** When it has to hold, and what. */
  readonly when: Term;
  readonly holds: Term;
}

/** All of them, for one device. */
export function goalsOf(compared: Compared): readonly Goal[] {
  const { callbacks, handler } = compared;
  const { write, read } = callbacks;
  return [
    covered("write", write),
    covered("read", read),
    ...write.flatMap((path, i) => on("write", i, path, ofWrite(path, compared))),
    ...read.flatMap((path, i) => on("read", i, path, ofRead(path, compared))),
    ...handler.obligations.map(
      ({ when, holds, text }): Goal => ({
        kind: "exact",
        callback: "write",
        where: text,
        when,
        holds,
      }),
    ),
  ];
}

/** The question whose answer must be no. */
export function queryOf({ kind, where, when, holds }: Omit<Goal, "callback">): Query {
  return { kind, what: where, asserted: assuming([when, not(holds)]), expected: "unsat" };
}

type Write = Extract<Note, { readonly kind: "write" | "read" }>;

/** The accesses to the device of one kind. */
export function accesses(notes: readonly Note[], kind: Write["kind"]): readonly Write[] {
  return notes.flatMap((note) => (note.kind === kind ? [note as Write] : []));
}

type Part = Pick<Goal, "kind" | "holds">;

function on(
  callback: Callback,
  index: number,
  { condition }: CallbackPath,
  parts: readonly Part[],
): readonly Goal[] {
  const where = `${callback} path ${index + 1}`;
  return parts.map((part) => ({ ...part, callback, where, when: condition }));
}

function covered(callback: Callback, paths: readonly CallbackPath[]): Goal {
  const holds = or(...paths.map(({ condition }) => condition));
  return { kind: "paths", callback, where: callback, when: TRUE, holds };
}

function ofWrite(path: CallbackPath, compared: Compared): readonly Part[] {
  const { handler, attached } = compared;
  if (path.ends !== undefined) return [{ kind: "defined", holds: FALSE }];
  const [write, ...others] = accesses(path.notes, "write");
  const reads = accesses(path.notes, "read");
  const once = write !== undefined && others.length === 0 && reads.length === 0;
  if (!once) return [{ kind: "writes", holds: FALSE }];
  return [
    ...required(path.notes),
    { kind: "writes", holds: equal(write.region, constant(attached.places.region, 32)) },
    { kind: "place", holds: equal(write.place, placeIn(attached)) },
    { kind: "size", holds: equal(write.size, INPUT.size) },
    { kind: "value", holds: equal(write.value, handler.value) },
    { kind: "cookie", holds: equal(path.cookie, handler.cookie) },
    ...traced(path.notes, compared),
  ];
}

function ofRead(path: CallbackPath, { attached }: Compared): readonly Part[] {
  const [read, ...others] = path.notes.filter((note) => note.kind !== "requires");
  if (path.ends !== undefined) return [{ kind: "defined", holds: FALSE }];
  if (read?.kind !== "read" || others.length > 0 || path.result === undefined) {
    return [{ kind: "read", holds: FALSE }];
  }
  const region = constant(attached.places.region, 32);
  const same = [
    equal(read.region, region),
    equal(read.place, placeIn(attached)),
    equal(read.size, INPUT.size),
    equal(path.result, DEVICE_ANSWER),
    equal(path.cookie, zeroExtend(INPUT.cookie, 64)),
  ];
  return [...required(path.notes), ...same.map((holds): Part => ({ kind: "read", holds }))];
}

function placeIn({ base }: Attached): Term {
  return binary("bvadd", INPUT.offset, constant(base, 64));
}

function required(notes: readonly Note[]): readonly Part[] {
  return notes.flatMap((note): Part[] =>
    note.kind === "requires" ? [{ kind: "arguments", holds: note.holds }] : [],
  );
}

function traced(notes: readonly Note[], compared: Compared): readonly Part[] {
  const { handler, attached, tracePoints, names } = compared;
  const replaces = or(handler.isBranch("replace-address"), handler.isBranch("replace-data"));
  const [trace, ...others] = notes.filter((note) => note.kind === "trace");
  if (trace === undefined) return [{ kind: "trace", holds: not(replaces) }];
  const branchOf: Readonly<Record<string, string>> = {
    [names.traceAddress]: "replace-address",
    [names.traceData]: "replace-data",
  };
  const branch = branchOf[tracePoints[trace.point] ?? ""];
  const told = [placeIn(attached), INPUT.data, zeroExtend(extract(handler.value, 0, 32), 64)];
  const list = trace.arguments;
  if (branch === undefined || others.length > 0 || list.length !== told.length) {
    return [{ kind: "trace", holds: FALSE }];
  }
  const same = told.map((term, i) => equal(list[i] ?? FALSE, term));
  return [handler.isBranch(branch), ...same].map((holds) => ({ kind: "trace", holds }));
}
