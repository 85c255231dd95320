/** `verify --shard`: does a part and writes it down for `merge`. */
import type { Limits } from "../../checks/explorer/result.js";
import type { VerifyPart } from "../../checks/shards/part.js";
import { planOf, type Shard, type VerifyScope } from "../../checks/shards/plan.js";
import { EXIT, UsageError } from "../errors.js";
import { print, writeResult } from "../output.js";
import { codeVersion } from "../package-root.js";
import { checkedJson } from "../schemas.js";
import { sealed } from "./files.js";
import { runPart } from "./run.js";

/** Writes the part to the file, `-` for standard output. @returns the exit code */
export async function writePart(
  scope: VerifyScope,
  shard: Shard,
  { json, limits }: { readonly json: string | undefined; readonly limits: Limits },
): Promise<number> {
  if (json === undefined) {
    throw new UsageError(
      "--shard: --json FILE is expected: a part is no report, 'merge' makes one",
    );
  }
  const make = async () =>
    sealed({ version: codeVersion(), scope, shard, ...(await runPart(scope, shard, limits)) });
  const textOf = (part: VerifyPart) => checkedJson("verify-part", part);
  await writeResult({ outputs: [{ path: json, textOf }] }, make);
  if (json !== "-") await print(summary(scope, shard, json));
  return EXIT.asExpected;
}

function summary(scope: VerifyScope, shard: Shard, json: string): string {
  const { runs, jobs } = planOf(scope, shard);
  const { part, of } = shard;
  return `part ${part} of ${of} in ${json}: ${runs.length} runs of the machine, ${jobs.length} searches of the world\n`;
}
