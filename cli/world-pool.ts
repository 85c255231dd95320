/** Work that divides, done on several threads: none of it depends on another, and its order does not show. */
import { Worker } from "node:worker_threads";
import type { Limits } from "../checks/engine/index.js";
import type { CutSetOf, Finding } from "../checks/findings/findings.js";
import type { AllocationJudgement, Candidate } from "../checks/findings/judge.js";
import type { MachineCoverage } from "../checks/machine/coverage.js";
import type { MachineFound, MachineRun } from "../checks/machine/verify.js";
import type { WorldCompleteness } from "../checks/verify/complete.js";
import type { DropFound, DropJob } from "../checks/verify/drop-jobs.js";
import type { Found, Job } from "../checks/verify/jobs.js";
import type { VerifyScope } from "../checks/verify/plan.js";
import type { ProofJob } from "../checks/verify/prove.js";
import type { WorldVisits } from "../checks/world/coverage.js";
import { grouped } from "../reports/columns.js";
import { isFile, type Verified } from "./designs.js";
import { UsageError } from "./errors.js";
import { Progress } from "./progress.js";
import { CallWatch, LONGEST_CALL_MS, thrownText } from "./user-code.js";

/** One allocation's world. */
interface Allocation {
  readonly allocated: number;
}

/** By kind of work: what it is about, what is to be done, and what comes of it. All of it plain data. */
interface Works {
  /** A quirk of a user's file, loaded: its code runs on threads alone, which can be ended. */
  readonly design: { about: DesignFile; job: null; result: DesignForm };
  readonly run: { about: VerifyScope; job: MachineRun; result: MachineFound };
  readonly search: { about: VerifyScope; job: Job; result: readonly Found[] };
  readonly proof: { about: VerifyScope; job: ProofJob; result: WorldCompleteness };
  readonly drop: { about: VerifyScope; job: DropJob; result: DropFound };
  readonly judgement: {
    about: Candidate & { readonly limits: Limits };
    job: Allocation;
    result: AllocationJudgement;
  };
  /** A shortest counterexample, of a verification of some order. */
  readonly finding: { about: { readonly order: number }; job: CutSetOf; result: Finding };
  readonly visits: { about: null; job: Allocation; result: WorldVisits };
  readonly machine: {
    about: null;
    job: { readonly used: readonly number[] };
    result: MachineCoverage;
  };
}

export interface DesignFile {
  /** As `--quirk` says it. */
  readonly quirk: string;
}

/** What of a design is data. */
export type DesignForm = Pick<Verified, "name" | "terms" | "digest">;

export type Kind = keyof Works;
type About<K extends Kind> = Works[K]["about"];
export type Result<K extends Kind> = Works[K]["result"];

/** What a thread is told to do. */
export type Task<K extends Kind = Kind> = {
  readonly [Each in K]: {
    readonly kind: Each;
    readonly about: About<Each>;
    readonly job: Works[Each]["job"];
  };
}[K];

/** What a thread says. */
export type FromWorker =
  /** How many states it has met in what it is at. */
  | { readonly kind: "progress"; readonly states: number }
  | { readonly kind: "done"; readonly result: Result<Kind> }
  /** Bad input, in one line. */
  | { readonly kind: "refused"; readonly message: string }
  /** Ours. */
  | { readonly kind: "defect"; readonly error: unknown };

/** What a thread gets as it begins. */
export interface ThreadData {
  /** A number: see `showRunning`. */
  readonly running: SharedArrayBuffer;
}

interface Watched {
  readonly running: Int32Array;
  readonly watch: CallWatch;
}

/** A task, and whom to tell. */
interface Entry {
  readonly task: Task;
  /** Tasks of a group are quicker on one thread, which remembers what the world answered. */
  readonly group: string;
  readonly done: (result: Result<Kind>) => void;
}

/**
 * Does something with threads, and ends them.
 * @param jobs as many are at work at a time
 * @param what what they do, as the progress line says it
 * @throws what the first thread to fail threw; then the others are ended
 */
export async function withThreads<Made>(
  jobs: number,
  what: string,
  use: (threads: Threads) => Promise<Made>,
): Promise<Made> {
  const threads = new Threads(jobs, what);
  try {
    // What waits for a thread that failed waits for ever: the failure itself is told, once.
    return await Promise.race([threads.failed, use(threads)]);
  } finally {
    await threads.end();
  }
}

export class Threads {
  private readonly waiting: Entry[] = [];
  private readonly begun = new Set<string>();
  /** By thread: what it is at or was last at. */
  private readonly latest = new Map<Worker, Entry>();
  private readonly idle = new Set<Worker>();
  /** By task: the states met. */
  private readonly states = new Map<Entry, number>();
  private readonly watched = new Map<Worker, Watched>();
  private readonly watcher = setInterval(() => this.lookAtCalls(), 1000).unref();
  private asked = 0;
  private answered = 0;
  private readonly start = performance.now();
  private readonly progress = new Progress(process.stderr);
  /** Rejects with what the first thread to fail threw. */
  readonly failed: Promise<never>;
  private fail: (error: unknown) => void = () => undefined;

  constructor(
    private readonly most: number,
    private readonly what: string,
  ) {
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
  }

  /** Begins at once; the results come in the order of the jobs. */
  do<K extends Kind>(
    kind: K,
    about: About<K>,
    jobs: readonly Works[K]["job"][],
  ): Promise<readonly Result<K>[]> {
    const subject = JSON.stringify([kind, about]);
    const results = jobs.map((job) => {
      const of = allocationsIn(job);
      const task = { kind, about, job } as Task;
      return new Promise<Result<Kind>>((done) => {
        this.waiting.push({ task, group: `${subject} ${of}`, done });
      });
    });
    this.asked += jobs.length;
    this.assign();
    return Promise.all(results) as Promise<readonly Result<K>[]>;
  }

  /** Ends every thread, whatever it is at. */
  async end(): Promise<void> {
    clearInterval(this.watcher);
    this.progress.clear();
    for (const worker of this.latest.keys()) {
      worker.removeAllListeners();
      // The first failure is told; without a listener another would end the process.
      worker.on("error", () => undefined);
    }
    await Promise.all([...this.latest.keys()].map((worker) => worker.terminate()));
  }

  private assign(): void {
    while (this.waiting.length > 0) {
      const [worker = this.latest.size < this.most ? this.newThread() : undefined] = this.idle;
      if (worker === undefined) return;
      const entry = this.next(this.latest.get(worker)?.group);
      this.idle.delete(worker);
      this.latest.set(worker, entry);
      worker.postMessage(entry.task);
    }
  }

  private newThread(): Worker {
    const running = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: ThreadData = { running };
    // What code of a user's prints is no part of the result.
    const worker = new Worker(new URL("./world-worker.js", import.meta.url), {
      workerData,
      stdout: true,
    });
    worker.stdout.on("data", (text) => process.stderr.write(text));
    this.watched.set(worker, { running: new Int32Array(running), watch: new CallWatch() });
    worker.on("message", (message: FromWorker) => {
      const entry = this.latest.get(worker);
      if (entry === undefined) return;
      if (message.kind === "refused") this.fail(new UsageError(message.message));
      else if (message.kind === "defect") this.fail(message.error);
      else if (message.kind === "progress") this.states.set(entry, message.states);
      else {
        this.answered++;
        entry.done(message.result);
        this.idle.add(worker);
        this.assign();
      }
      this.tell();
    });
    worker.once("error", (error) => this.failBy(worker, error, `throws: ${thrownText(error)}`));
    worker.once("exit", (code) => {
      const error = new Error(`a thread ended with code ${code}`);
      this.failBy(worker, error, "ends the program, or awaits what never comes");
    });
    return worker;
  }

  /** Of a thread that a user's file is on nobody but that file ends it: defects of ours are told by a message. */
  private failBy(worker: Worker, error: unknown, what: string): void {
    const about = this.latest.get(worker)?.task.about ?? null;
    const quirk = about !== null && "quirk" in about ? about.quirk : undefined;
    this.fail(isFile(quirk) ? new UsageError(`--quirk: ${quirk}: ${what}`) : error);
  }

  private lookAtCalls(): void {
    for (const [worker, { running, watch }] of this.watched) {
      if (!watch.isStuck(Atomics.load(running, 0), performance.now())) continue;
      const what = `does not end: it ran for ${LONGEST_CALL_MS / 1000} seconds without an answer`;
      this.failBy(worker, new Error(what), what);
    }
  }

  /** One of the same group as the last; else the first of a group that no thread is at, if there are any. */
  private next(last: string | undefined): Entry {
    const same = this.waiting.findIndex(({ group }) => group === last);
    const untouched = this.waiting.findIndex(({ group }) => !this.begun.has(group));
    const [entry] = this.waiting.splice(same >= 0 ? same : untouched, 1);
    if (entry === undefined) throw new RangeError("nothing is left to do");
    this.begun.add(entry.group);
    return entry;
  }

  /** How far it is, and the time left if all took as long. */
  private tell(): void {
    const { asked, answered } = this;
    const states = [...this.states.values()].reduce((sum, each) => sum + each, 0);
    const seconds = (performance.now() - this.start) / 1000;
    const rate = grouped(Math.round(states / seconds));
    const left =
      answered === 0
        ? ""
        : `, about ${Math.ceil((seconds * (asked - answered)) / answered)} s left`;
    this.progress.update(
      `${this.what}: ${answered} of ${asked}, ${grouped(states)} states, ${rate} a second${left}`,
    );
  }
}

/** Allocations that a job is of, as part of a name. */
function allocationsIn(job: Works[Kind]["job"]): string {
  if (job === null) return "";
  if ("allocations" in job) return String(job.allocations);
  return "allocated" in job ? String(job.allocated) : "";
}
