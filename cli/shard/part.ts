/** `verify --shard`: does a part and writes it down for `merge`. */
import type { PartFound, VerifyPart } from "../../checks/verify/part.js";
import { planOf, type Shard, type VerifyScope } from "../../checks/verify/plan.js";
import { EXIT, UsageError } from "../errors.js";
import { print, writeResult } from "../output.js";
import { codeVersion } from "../package-root.js";
import { checkedJson } from "../schemas.js";
import { sealed } from "./files.js";

/**
 * Writes the part to the file, `-` for standard output.
 * @param inputs files that must not be replaced
 * @returns the exit code
 */
export async function writePart(
  scope: VerifyScope,
  shard: Shard,
  { json, inputs }: { readonly json: string | undefined; readonly inputs: readonly string[] },
  run: () => Promise<PartFound>,
): Promise<number> {
  if (json === undefined) {
    throw new UsageError(
      "--shard: --json FILE is expected: a part is no report, 'merge' makes one",
    );
  }
  const make = async () => sealed({ version: codeVersion(), scope, shard, ...(await run()) });
  const textOf = (part: VerifyPart) => checkedJson("verify-part", part);
  await writeResult({ inputs, outputs: [{ path: json, textOf }] }, make);
  if (json !== "-") await print(summary(scope, shard, json));
  return EXIT.asExpected;
}

function summary(scope: VerifyScope, shard: Shard, json: string): string {
  const { runs, jobs, drops } = planOf(scope, shard);
  const done = [
    ...counted(runs.length, ["run", "runs"], "of the machine"),
    ...counted(jobs.length + drops.length, ["search", "searches"], "of the world"),
  ].join(", ");
  const nothing = "nothing to do, there are fewer runs and searches than parts";
  const { part, of } = shard;
  return `part ${part} of ${of} in ${json}: ${done === "" ? nothing : done}\n`;
}

function counted(
  count: number,
  [one, many]: readonly [string, string],
  of: string,
): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many} ${of}`];
}
