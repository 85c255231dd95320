/** The option `--jobs`: how many searches are done at a time. */
import { availableParallelism, totalmem } from "node:os";
import { Option } from "commander";
import { UsageError } from "./errors.js";

/** More threads than any machine has cores are a slip of the keyboard. */
const MOST = 1024;

/** MiB: twice what the largest search of verify, compare and explain was seen to hold with its tables. */
const LARGE = 1024;

export function jobsOption(): Option {
  return new Option("--jobs <n>", "searches at a time, each on a thread of its own")
    .default(undefined, "the machine's cores, if its memory has room for as many searches")
    .argParser(parseJobs);
}

/**
 * What was said, or else as many as there are cores and as fit into the memory; at least one.
 * @param memory MiB of one search
 */
export function jobsOr(said: number | undefined, memory = LARGE): number {
  // 0 where the system does not say, and far more than there is where nothing is constrained.
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const fit = Math.floor(bytes / (memory * 2 ** 20));
  return said ?? Math.max(1, Math.min(availableParallelism(), fit, MOST));
}

function parseJobs(text: string): number {
  const jobs = /^\d+$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= MOST) return jobs;
  throw new UsageError(`--jobs: '${text}' is not a whole number from 1 to ${MOST}`);
}
