/** The patch's C in a thread of its own, compiled and called: ended where it takes too long or too much. */
import { Worker } from "node:worker_threads";
import type { CompiledPatch } from "../../checks/conform/compiled/compiled-quirk.js";
import {
  type CallPlace,
  SECONDS,
  WATCH_WORDS,
  watched,
} from "../../checks/conform/compiled/watch.js";
import type { ConformOptions } from "../../checks/conform/lockstep/run.js";
import { PatchError } from "../../checks/conform/source/errors.js";
import type { QuirkNames } from "../../checks/conform/source/select.js";
import type { PatchWorldOptions } from "../../checks/conform/world/compare-worlds.js";
import type { ConformReport } from "../../reports/conform-report.js";
import type { PatchWorldReport } from "../../reports/patch-world-report.js";
import { UsageError } from "../errors.js";

/** Seconds and MiB for taking the quirk out of a patch and compiling it; a patch takes some 5 and 500. */
const COMPILE_SECONDS = 60;
const COMPILE_MEMORY = 2048;
/** Looked at so many times a second. A machine that sleeps in between loses one look, not the time it slept. */
const LOOKS = 10;

/** What is searched of both worlds. */
type WorldScope = Pick<PatchWorldOptions, "allocations" | "order" | "exact" | "limits">;

interface Works {
  readonly compile: {
    about: { readonly text: string; readonly names: QuirkNames };
    result: CompiledPatch;
  };
  readonly conform: {
    about: {
      readonly patch: CompiledPatch;
      readonly options: Omit<ConformOptions, "onProgress">;
      /** Of a Watch. */
      readonly words: SharedArrayBuffer;
      readonly endless: CallPlace | undefined;
    };
    result: ConformReport;
  };
  readonly world: {
    about: {
      readonly patch: CompiledPatch;
      readonly names: QuirkNames;
      readonly scope: WorldScope;
      readonly words: SharedArrayBuffer;
    };
    result: PatchWorldReport;
  };
}

type Kind = keyof Works;
export type Result<K extends Kind> = Works[K]["result"];
export type Task<K extends Kind = Kind> = {
  readonly [Each in K]: { readonly kind: Each } & Works[Each]["about"];
}[K];

/** What a thread says. */
export type FromWorker =
  | { readonly kind: "compiling" }
  | { readonly kind: "progress"; readonly phase: string; readonly steps: number }
  | { readonly kind: "done"; readonly result: Result<Kind> }
  /** A PatchError. */
  | { readonly kind: "wrong"; readonly message: string; readonly line: number | undefined }
  /** A UsageError. */
  | { readonly kind: "refused"; readonly message: string };

/**
 * As compilePatch.
 * @throws PatchError also where it takes too long or too much memory; UsageError if there is no compiler
 */
export function compileGuarded(
  text: string,
  names: QuirkNames,
  onCompile: () => void,
): Promise<CompiledPatch> {
  const before = process.memoryUsage.rss();
  let looks = 0;
  return inThread({ kind: "compile", text, names }, onCompile, () => {
    if (++looks > COMPILE_SECONDS * LOOKS) {
      return new PatchError(`takes more than ${COMPILE_SECONDS} seconds to compile`);
    }
    if (process.memoryUsage.rss() - before > COMPILE_MEMORY * 2 ** 20) {
      return new PatchError(`takes more than ${COMPILE_MEMORY / 1024} GiB of memory to compile`);
    }
    return undefined;
  });
}

/**
 * As conform. A call that does not end is a difference, after which no more is called: then all is done once
 * more, up to it.
 * @throws PatchError if a constructor does not end
 */
export async function conformGuarded(
  patch: CompiledPatch,
  { onProgress, ...options }: ConformOptions,
): Promise<ConformReport> {
  const onMessage = (message: FromWorker) => {
    if (message.kind !== "progress") return;
    onProgress?.(message.phase as Parameters<NonNullable<typeof onProgress>>[0], message.steps);
  };
  const run = (endless: CallPlace | undefined) => {
    const words = new SharedArrayBuffer(4 * WATCH_WORDS);
    const task: Task<"conform"> = { kind: "conform", patch, options, words, endless };
    return inThread(task, onMessage, endlessCall(new Int32Array(words)));
  };
  try {
    return await run(undefined);
  } catch (error) {
    if (!(error instanceof EndlessCall)) throw error;
    return await run(error.place);
  }
}

/** A call that was waited for long enough. */
class EndlessCall extends PatchError {
  constructor(readonly place: CallPlace) {
    super(`does not always end, and not where it did not before`);
  }
}

/**
 * As comparePatchWorld.
 * @throws UsageError where the C does what the world cannot take; PatchError if a call of it does not end
 */
export async function compareWorldGuarded(
  about: Omit<Works["world"]["about"], "words">,
  onProgress: (what: string, nodes: number) => void,
): Promise<PatchWorldReport> {
  const words = new SharedArrayBuffer(4 * WATCH_WORDS);
  const onMessage = (message: FromWorker) => {
    if (message.kind === "progress") onProgress(message.phase, message.steps);
  };
  const limit = endlessCall(new Int32Array(words));
  try {
    return await inThread({ kind: "world", ...about, words }, onMessage, limit);
  } catch (error) {
    if (!(error instanceof EndlessCall)) throw error;
    throw new PatchError(`a call does not end: more than ${SECONDS} seconds; conform shows which`);
  }
}

/** To be asked LOOKS times a second. */
function endlessCall(words: Int32Array): () => PatchError | undefined {
  let last = "";
  let looks = 0;
  return () => {
    const { batch, at, called } = watched(words);
    const now = [batch, at, called].join();
    looks = now === last && called !== "nothing" ? looks + 1 : 0;
    last = now;
    if (looks <= SECONDS * LOOKS) return undefined;
    if (called !== "constructors") return new EndlessCall({ batch, at });
    return new PatchError(`a constructor does not end: more than ${SECONDS} seconds`);
  };
}

/** @param limit looked at while the thread is at work: an error ends it */
async function inThread<K extends Kind>(
  task: Task<K>,
  onMessage: (message: FromWorker) => void,
  limit: () => Error | undefined,
): Promise<Result<K>> {
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData: task,
    env: process.env,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Result<K>>((resolve, reject) => {
      timer = setInterval(() => {
        const error = limit();
        if (error !== undefined) reject(error);
      }, 1000 / LOOKS);
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "done") resolve(message.result as Result<K>);
        else if (message.kind === "wrong") reject(new PatchError(message.message, message.line));
        else if (message.kind === "refused") reject(new UsageError(message.message));
        else onMessage(message);
      });
      worker.once("error", (error: NodeJS.ErrnoException) => {
        const isFull = error.code === "ERR_WORKER_OUT_OF_MEMORY";
        reject(isFull ? new PatchError("takes more memory than a thread may have") : error);
      });
      worker.once("exit", (code) => reject(new Error(`a thread ended with code ${code}`)));
    });
  } finally {
    clearInterval(timer);
    worker.removeAllListeners();
    worker.on("error", () => undefined);
    await worker.terminate();
  }
}
