/** `verify --quirk`: another design than the patch, or a user's own, in the same world. */
import type { Limits } from "../../checks/explorer/result.js";
import { type QuirkReport, quirkReport } from "../../reports/quirk-report.js";
import { renderQuirk } from "../../reports/render/quirk-text.js";
import { findDesign, isFile } from "../designs.js";
import { EXIT } from "../errors.js";
import { isColoured, print, writeResult } from "../output.js";
import { checkedJson } from "../schemas.js";
import { type PoolProgress, verifyWorldInThreads } from "../world-pool.js";

export interface QuirkFlags {
  readonly quirk: string;
  readonly allocations: readonly number[];
  readonly order: number;
  readonly exact: boolean;
  readonly limits: Limits;
  readonly json: string | undefined;
}

/** @returns 0 if it is as worked out by hand or, for one that nobody worked out, every invariant holds */
export async function verifyQuirk(
  { quirk, allocations, order, exact, limits, json }: QuirkFlags,
  onProgress: (progress: PoolProgress) => void,
): Promise<number> {
  // Refuses what cannot be loaded before any work is done.
  const { name, isDesign } = await findDesign(quirk);
  const run = async () => {
    const about = { scope: { allocations, order, exact }, design: quirk, limits };
    const verification = await verifyWorldInThreads(about, onProgress);
    return quirkReport({ quirk: name, exact, verification, isDesign });
  };
  const textOf = (made: QuirkReport) => checkedJson("quirk", made);
  const inputs = isFile(quirk) ? [quirk] : [];
  const report = await writeResult({ inputs, outputs: [{ path: json, textOf }] }, run);
  if (json !== "-") await print(renderQuirk(report, isColoured(process.stdout)));
  return report.drifts.length === 0 ? EXIT.asExpected : EXIT.notAsExpected;
}
