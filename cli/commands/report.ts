/** `report`: the generated files. */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { CoverageCollector } from "../../checks/paths/coverage.js";
import { simplePaths } from "../../checks/paths/simple-paths.js";
import { verifyMachine } from "../../checks/paths/verify.js";
import { worldCoverage } from "../../checks/world/coverage.js";
import { verifyGuest } from "../../checks/world/drop-jobs.js";
import { findingsOf } from "../../checks/world/findings.js";
import { ALLOCATIONS } from "../../checks/world/verify.js";
import { asPostedMachine } from "../../model/quirks/as-posted/machine.js";
import { NAMED_GUESTS } from "../../model/world/guests/index.js";
import { grouped } from "../../reports/columns.js";
import { coverageReport } from "../../reports/coverage-report.js";
import { renderCoverage } from "../../reports/render/coverage-markdown.js";
import { renderDesignReview } from "../../reports/render/design-review.js";
import { renderDesigns } from "../../reports/render/designs-markdown.js";
import { renderDevicesMarkdown } from "../../reports/render/devices-markdown.js";
import { renderPaths } from "../../reports/render/paths-markdown.js";
import { verifyReport } from "../../reports/verify-report.js";
import { worldReport } from "../../reports/world-report.js";
import { newCommand } from "../command.js";
import { EXIT, UsageError } from "../errors.js";
import { print, writeFiles } from "../output.js";
import { packageRoot } from "../package-root.js";
import { Progress } from "../progress.js";
import { checkedJson } from "../schemas.js";
import { parseVectors } from "../vectors.js";
import { verifyWorldInThreads } from "../world-pool.js";
import { compareDesigns } from "./compare.js";
import { currentDevicesReport } from "./devices.js";

/** The vector counts whose simple paths are written out. */
const LISTED_PATHS = [1, 32];

export function reportCommand(): Command {
  return newCommand("report")
    .description(
      "write design-review.md, designs.md, coverage.md, coverage.json, devices.md, devices.json, paths.md and machine.json",
    )
    .option("--out <folder>", "where to write", join(packageRoot(), "reports/generated"))
    .action(async ({ out }: { readonly out: string }) => {
      process.exitCode = await report(out);
    });
}

async function report(out: string): Promise<number> {
  await makeFolder(out);
  const result = coverage();
  const { world, findings, guests } = await review();
  const designs = await compareDesigns({ order: 1, deep: 1 });
  const devices = currentDevicesReport();
  const paths = LISTED_PATHS.map((used) => ({ used, paths: simplePaths(used) }));
  const files = {
    "coverage.json": checkedJson("coverage", result),
    "coverage.md": renderCoverage(result),
    "devices.json": checkedJson("devices", devices),
    "devices.md": renderDevicesMarkdown(devices),
    "paths.md": renderPaths(paths),
    "design-review.md": renderDesignReview(world, findings, guests, designs),
    "designs.md": renderDesigns(designs),
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

/** The world with every set of up to three assumptions dropped, and each set's counterexample. */
async function review() {
  const progress = new Progress(process.stderr);
  const verification = await verifyWorldInThreads(
    { scope: { allocations: ALLOCATIONS, order: 3, exact: false }, design: "as-posted" },
    ({ done, jobs, nodes }) =>
      progress.update(`world: ${done} of ${jobs} searches, ${grouped(nodes)} states`),
  );
  const findings = findingsOf(verification, (what) => progress.update(`counterexample: ${what}`));
  const guests = NAMED_GUESTS.map((guest) => ({
    guest,
    verdicts: verifyGuest(guest, {
      onProgress: (what) => progress.update(`${guest.name}: ${what}`),
    }),
  }));
  progress.clear();
  return { world: worldReport(verification), findings, guests };
}

function coverage() {
  const collector = new CoverageCollector();
  const progress = new Progress(process.stderr);
  const verification = verifyMachine({
    used: parseVectors("1-32"),
    machine: collector.machine,
    beforeEnumeration: (guest) => collector.begin(guest),
    onEnumeration: (enumeration) => {
      collector.add(enumeration);
      progress.update(`${enumeration.used} of 32 vectors, ${enumeration.guest} guest`);
    },
  });
  const world = worldCoverage(ALLOCATIONS, (what) => progress.update(what));
  progress.clear();
  return coverageReport(verifyReport(verification), collector.result(), world);
}
