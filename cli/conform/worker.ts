/** A thread that compiles a patch's C, or calls it: the main one ends it where it does not come back. */
import { parentPort, workerData } from "node:worker_threads";
import type { CompiledPatch } from "../../checks/conform/compiled/compiled-quirk.js";
import { Watch } from "../../checks/conform/compiled/watch.js";
import { conform } from "../../checks/conform/conform.js";
import { PatchError } from "../../checks/conform/source/errors.js";
import { comparePatchWorld } from "../../checks/conform/world/compare-worlds.js";
import { quirkOf } from "../../checks/conform/world/compiled-handler.js";
import { UnusableQuirk } from "../../checks/conform/world/errors.js";
import { conformReport } from "../../reports/conform-report.js";
import { patchWorldReport } from "../../reports/patch-world-report.js";
import { UsageError } from "../errors.js";
import { compilePatch } from "./compile.js";
import type { FromWorker, Result, Task } from "./guard.js";

const post = (message: FromWorker) => parentPort?.postMessage(message);

function compareWith({ patch, options, words, endless }: Task<"conform">): Result<"conform"> {
  const watch = new Watch(new Int32Array(words), endless);
  const compiled: CompiledPatch = { ...patch, watch };
  const onProgress = (phase: string, steps: number) => post({ kind: "progress", phase, steps });
  return conformReport(conform(compiled, { ...options, onProgress }));
}

function searchWith({ patch, names, scope, words }: Task<"world">): Result<"world"> {
  const compiled = { ...patch, watch: new Watch(new Int32Array(words), undefined) };
  const onProgress = (phase: string, steps: number) => post({ kind: "progress", phase, steps });
  try {
    const quirk = quirkOf(compiled, names);
    return patchWorldReport(comparePatchWorld({ ...quirk, ...scope, onProgress }));
  } catch (error) {
    if (!(error instanceof UnusableQuirk)) throw error;
    throw new PatchError(`${error.message}; conform shows more`);
  }
}

function doTask(task: Task): Result<Task["kind"]> | Promise<Result<"compile">> {
  switch (task.kind) {
    case "compile":
      return compilePatch(task.text, task.names, () => post({ kind: "compiling" }));
    case "conform":
      return compareWith(task);
    case "world":
      return searchWith(task);
  }
}

try {
  const result = await doTask(workerData as Task);
  post({ kind: "done", result });
} catch (error) {
  // As errors they would come out of the thread without their class.
  if (error instanceof PatchError)
    post({ kind: "wrong", message: error.message, line: error.line });
  else if (error instanceof UsageError) post({ kind: "refused", message: error.message });
  else throw error;
}
