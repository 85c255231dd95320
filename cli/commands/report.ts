/** `report`: the generated files. */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { cutSetsIn } from "../../checks/findings/findings.js";
import { simplePaths } from "../../checks/machine/simple-paths.js";
import { joinDropped } from "../../checks/verify/drop-jobs.js";
import { USUAL_SCOPE, WHOLE } from "../../checks/verify/plan.js";
import { joinVisits } from "../../checks/world/coverage.js";
import { ALLOCATIONS } from "../../model/qemu/msi-capability.js";
import { asPostedMachine } from "../../model/quirks/as-posted/machine.js";
import { NAMED_GUESTS } from "../../model/world/guests/index.js";
import { catalogueReport } from "../../reports/catalogue-report.js";
import { coverageReport } from "../../reports/coverage-report.js";
import { explainReport } from "../../reports/explain-report.js";
import { renderCoverage } from "../../reports/render/coverage-markdown.js";
import { renderDesignReview } from "../../reports/render/design-review.js";
import { renderDesigns } from "../../reports/render/designs-markdown.js";
import { renderDevicesMarkdown } from "../../reports/render/devices-markdown.js";
import { renderPaths } from "../../reports/render/paths-markdown.js";
import { renderReviewMail } from "../../reports/render/review-mail.js";
import { verifyReport } from "../../reports/verify-report.js";
import { worldReport } from "../../reports/world-report.js";
import { newCommand } from "../command.js";
import { EXIT, UsageError } from "../errors.js";
import { jobsOption, jobsOr } from "../jobs.js";
import { print, writeFiles } from "../output.js";
import { checkedJson } from "../schemas.js";
import { doPart, verifyDesign } from "../shard/run.js";
import { type Threads, withThreads } from "../world-pool.js";
import { compareDesigns } from "./compare.js";
import { currentDevicesReport } from "./devices.js";

/** The vector counts whose simple paths are written out. */
const LISTED_PATHS = [1, 32];

export function reportCommand(): Command {
  return newCommand("report")
    .description(
      "write design-review.md, review.txt (the same as a mail), designs.md, coverage.md, devices.md and paths.md; catalogue.json, coverage.json, devices.json and machine.json",
    )
    .option("--out <folder>", "where to write", "quirkcheck-report")
    .addOption(jobsOption())
    .action(async ({ out, jobs }: { readonly out: string; readonly jobs?: number }) => {
      process.exitCode = await report(out, jobsOr(jobs));
    });
}

async function report(out: string, jobs: number): Promise<number> {
  await makeFolder(out);
  const [result, { world, findings, guests }, designs] = await withThreads(
    jobs,
    "report",
    (threads) =>
      Promise.all([
        coverage(threads),
        review(threads),
        compareDesigns(threads, { order: 1, deep: 1 }),
      ]),
  );
  const devices = currentDevicesReport();
  const paths = LISTED_PATHS.map((used) => ({ used, paths: simplePaths(used) }));
  const files = {
    "catalogue.json": checkedJson("catalogue", catalogueReport()),
    "coverage.json": checkedJson("coverage", result),
    "coverage.md": renderCoverage(result),
    "devices.json": checkedJson("devices", devices),
    "devices.md": renderDevicesMarkdown(devices),
    "paths.md": renderPaths(paths),
    "design-review.md": renderDesignReview(world, findings, guests, designs),
    "designs.md": renderDesigns(designs),
    "review.txt": renderReviewMail(world, findings, designs),
    "machine.json": `${JSON.stringify(asPostedMachine.config, null, 2)}\n`,
  };
  const written = Object.entries(files).map(([name, text]) => [join(out, name), text] as const);
  await writeFiles(written);
  await print(
    written
      .map(
        ([path]) => `${path}
`,
      )
      .join(""),
  );
  const drifts = [...world.drifts, ...designs.drifts];
  const asExpected = result.complete && drifts.length === 0 && devices.asExpected;
  return asExpected ? EXIT.asExpected : EXIT.notAsExpected;
}

/** Makes the folder if it is not there; its parent has to be. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return;
    throw new UsageError(`--out: ${folder} cannot be made (${String(error.code)})`);
  });
  const found = await stat(folder);
  if (!found.isDirectory()) throw new UsageError(`--out: ${folder} is no folder`);
}

/** The world with every set of up to three assumptions dropped, each set's counterexample, and the named guests. */
async function review(threads: Threads) {
  const guests = NAMED_GUESTS.map(async (guest) => {
    const { name, allocated } = guest;
    const scope = { ...USUAL_SCOPE, mode: "drop", guest: name, vectors: [allocated] } as const;
    const { dropped } = await doPart(threads, scope, WHOLE);
    return { guest, verdicts: joinDropped(dropped) };
  });
  const verification = await verifyDesign(threads, {});
  const { order } = verification;
  const found = await threads.do("finding", { order }, cutSetsIn(verification));
  const findings = found.map(explainReport);
  return { world: worldReport(verification), findings, guests: await Promise.all(guests) };
}

async function coverage(threads: Threads) {
  const worlds = ALLOCATIONS.map((allocated) => ({ allocated }));
  const [[machine], visits] = await Promise.all([
    threads.do("machine", null, [{ used: USUAL_SCOPE.vectors }]),
    threads.do("visits", null, worlds),
  ]);
  if (machine === undefined) throw new RangeError("the machine's coverage is expected");
  return coverageReport(verifyReport(machine.verification), machine.coverage, joinVisits(visits));
}
