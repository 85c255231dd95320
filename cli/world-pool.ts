/** The jobs of the world's verification, done on several threads. */
import { Worker } from "node:worker_threads";
import type { Limits } from "../checks/explorer/result.js";
import type { WorldCompleteness } from "../checks/world/complete.js";
import { type Found, type Job, jobsOf, type Scope } from "../checks/world/jobs.js";
import type { ProofJob } from "../checks/world/prove.js";
import { joinFound, type WorldVerification } from "../checks/world/verify.js";
import { UsageError } from "./errors.js";

/** What a search is about. */
export interface About {
  readonly scope: Scope;
  /** A design by name, or the file of a quirk; `findDesign` makes a design of it. */
  readonly design: string;
  /** Of each search; without them it ends where memory does. */
  readonly limits?: Limits;
}

/** What a worker is told to do: a search, or a proof. */
export interface Task<J extends Job | ProofJob = Job | ProofJob> {
  readonly about: About;
  readonly job: J;
}

/** What comes of a task. */
type Result<J> = J extends ProofJob ? WorldCompleteness : readonly Found[];

/** How large what was done is. */
interface Size {
  readonly nodes: number;
  readonly transitions: number;
}

/** What a worker says. */
export type FromWorker =
  | ({ readonly kind: "progress" } & Size)
  | ({ readonly kind: "done"; readonly result: Result<Job> | Result<ProofJob> } & Size)
  /** The design cannot be searched: bad input, in one line. */
  | { readonly kind: "refused"; readonly message: string };

/** How far the pool is. */
export interface PoolProgress {
  readonly done: number;
  readonly jobs: number;
  /** States, each with the assumptions dropped to get there, over all searches so far. */
  readonly nodes: number;
  readonly transitions: number;
}

/** As many as the searches keep busy; the memory of each is that of one search. */
const THREADS = 2;

/** Verifies the world on threads of their own. The same scope, design and limits give the same result. */
export async function verifyWorldInThreads(
  about: About,
  onProgress: (progress: PoolProgress) => void = () => undefined,
): Promise<WorldVerification> {
  const [found] = await verifyInThreads([about], onProgress);
  if (found === undefined) throw new Error("one verification was asked for, none was made");
  return found;
}

/** Several verifications, in the order they are asked for, on the same threads. */
export async function verifyInThreads(
  abouts: readonly About[],
  onProgress: (progress: PoolProgress) => void = () => undefined,
): Promise<readonly WorldVerification[]> {
  const tasks = abouts.flatMap((about) => jobsOf(about.scope).map((job) => ({ about, job })));
  const found = await doTasks(tasks, onProgress);
  return abouts.map((about) => {
    const parts = tasks.flatMap((task, i) => (task.about === about ? (found[i] ?? []) : []));
    return joinFound(about.scope, parts);
  });
}

/** Does tasks. Starts at once; the results come in their order. Rejects with a thread's own error. */
export async function doTasks<J extends Job | ProofJob>(
  tasks: readonly Task<J>[],
  onProgress: (progress: PoolProgress) => void,
): Promise<readonly Result<J>[]> {
  const pool = new Pool<Result<J>>(tasks, onProgress);
  const threads = Array.from({ length: Math.min(THREADS, tasks.length) }, () => pool.work());
  try {
    await Promise.all(threads);
  } finally {
    // What one has failed at, no other can make good.
    await pool.stop();
  }
  return pool.found();
}

class Pool<R> {
  private readonly waiting: number[];
  /** By task: what it is about, and its allocations. */
  private readonly groups: readonly string[];
  private readonly started = new Set<string>();
  private readonly results: { readonly result: R; readonly size: Size }[] = [];
  private readonly workers: Worker[] = [];
  private done = 0;
  /** By thread: the search it is in. */
  private readonly current = new Map<Worker, Size>();

  constructor(
    private readonly jobs: readonly Task[],
    private readonly onProgress: (progress: PoolProgress) => void,
  ) {
    this.waiting = [...jobs.keys()];
    this.groups = jobs.map(({ about, job }) => `${JSON.stringify(about)} ${job.allocations}`);
  }

  /** One thread, until there is nothing left to do. */
  work(): Promise<void> {
    const worker = new Worker(new URL("./world-worker.js", import.meta.url));
    this.workers.push(worker);
    return new Promise((resolve, reject) => {
      let job = this.next(undefined);
      const end = () => {
        worker.removeAllListeners("exit");
        worker.terminate().then(() => resolve(), reject);
      };
      const start = () => (job === undefined ? end() : worker.postMessage(this.jobs[job]));
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "refused") return reject(new UsageError(message.message));
        if (message.kind === "progress") this.current.set(worker, message);
        else if (job !== undefined) {
          this.results[job] = { result: message.result as R, size: message };
          this.done++;
          this.current.delete(worker);
          job = this.next(job);
          start();
        }
        this.tell();
      });
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`a thread ended with code ${code}`)));
      start();
    });
  }

  found(): readonly R[] {
    return this.results.map(({ result }) => result);
  }

  /** Ends every thread, whatever it is at. */
  async stop(): Promise<void> {
    for (const worker of this.workers) {
      worker.removeAllListeners();
      // The first failure is told; without a listener another would end the process.
      worker.on("error", () => undefined);
    }
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  /**
   * The next job of the same allocations as the last, whose answers the thread remembers; else the first
   * of allocations that no other thread is at, if there are any.
   */
  private next(last: number | undefined): number | undefined {
    const group = last === undefined ? undefined : this.groups[last];
    const same = this.waiting.find((job) => this.groups[job] === group);
    const untouched = this.waiting.find((job) => !this.started.has(this.groups[job] ?? ""));
    const taken = same ?? untouched ?? this.waiting.at(-1);
    if (taken === undefined) return undefined;
    this.waiting.splice(this.waiting.indexOf(taken), 1);
    this.started.add(this.groups[taken] ?? "");
    return taken;
  }

  private tell(): void {
    const ended = this.results.flatMap(({ size }) => size);
    const parts = [...ended, ...this.current.values()];
    this.onProgress({
      done: this.done,
      jobs: this.jobs.length,
      nodes: parts.reduce((sum, { nodes }) => sum + nodes, 0),
      transitions: parts.reduce((sum, { transitions }) => sum + transitions, 0),
    });
  }
}
