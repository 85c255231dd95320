/** The comparison with QEMU on a terminal. */
import picocolors from "picocolors";
import type { AccessRules } from "../../model/qemu/memory-core.js";
import { ALLOCATIONS, type MsiLayout } from "../../model/qemu/msi-capability.js";
import { type Align, columns, grouped } from "../../reports/columns.js";
import {
  agrees,
  type MsiComparison,
  type RegionComparison,
  type WitnessReport,
} from "./findings.js";

/** A row for each device, what was left out, then every difference. */
export function renderWitness(report: WitnessReport, coloured: boolean): string {
  const colors = picocolors.createColors(coloured);
  const { qemu, msi, regions, steps, agree } = report;
  const rows = [...msi, ...regions];
  const failed = rows.filter((row) => !agrees(row));
  const closing = agree
    ? `${grouped(steps)} steps: no difference.`
    : colors.red(`${failed.length} of ${rows.length} rows differ or were not compared:`);
  return `${[
    colors.bold(`QEMU ${qemu} and the model, side by side`),
    "",
    "MSI capability: configuration writes and machine resets, every byte read back",
    ...table(MSI_HEAD, msi.map(msiCells), colors.dim),
    "",
    "Memory core: reads and writes of 1 to 8 bytes, every call of a callback and every rejection",
    ...table(REGION_HEAD, regions.map(regionCells), colors.dim),
    "",
    closing,
    ...failed.flatMap(failure),
    ...msi.flatMap(leftOut),
    ...withoutWitness(report),
  ].join("\n")}\n`;
}

const MSI_HEAD = ["device", "layout", "steps", "unaligned", "resets", "clamped", ""];
const REGION_HEAD = ["device", "region", "accepts", "implements", "steps", "unaligned", "reads"];
REGION_HEAD.push("calls", "rejected", "");

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  dim: (text: string) => string,
): readonly string[] {
  const counts = ["steps", "unaligned", "resets", "clamped", "reads", "calls", "rejected"];
  const align = head.map((title): Align => (counts.includes(title) ? "right" : "left"));
  const [first = "", ...others] = columns([head, ...rows], align);
  return [dim(first), ...others];
}

function msiCells(row: MsiComparison): readonly string[] {
  const counts = [row.steps, row.unaligned, row.resets, row.clamped].map(grouped);
  return [row.device, layoutText(row.layout), ...counts, outcome(row)];
}

function regionCells(row: RegionComparison): readonly string[] {
  const counts = [row.steps, row.unaligned, row.reads, row.calls, row.rejected].map(grouped);
  return [row.device, row.region, ...rulesText(row.rules), ...counts, outcome(row)];
}

function outcome({ difference, notCompared }: MsiComparison | RegionComparison): string {
  if (notCompared !== null) return "NOT COMPARED";
  return difference === null ? "agree" : "DIFFER";
}

function layoutText({ is64Bit, hasPerVectorMask, maximumVectors }: MsiLayout): string {
  return `${formText({ is64Bit, hasPerVectorMask })}, ${maximumVectors}`;
}

function formText({ is64Bit, hasPerVectorMask }: Omit<MsiLayout, "maximumVectors">): string {
  return `${is64Bit ? "64" : "32"}-bit${hasPerVectorMask ? ", maskable" : ""}`;
}

/** "-": the device does not say; then 1 to 4 bytes are implemented, and at most 4 arrive. */
function rulesText({ valid, implemented }: AccessRules): readonly string[] {
  return [valid, implemented].map(({ minimumSize, maximumSize }) =>
    maximumSize === 0 ? "-" : `${minimumSize} to ${maximumSize}`,
  );
}

function failure(row: MsiComparison | RegionComparison): readonly string[] {
  const name = "region" in row ? `${row.device}, ${row.region}` : row.device;
  const { difference, notCompared } = row;
  if (notCompared !== null) return [`${name}: not compared: ${notCompared}`];
  if (difference === null) return [];
  const { step, did, model, qemu } = difference;
  return [`${name}, step ${step}: ${did}`, `  model  ${model}`, `  QEMU   ${qemu}`];
}

function leftOut({ device, leftOut: left }: MsiComparison): readonly string[] {
  if (left === null) return [];
  return [`Left out of ${left.writes} writes to ${device}: ${left.because}.`];
}

/** A line for each form of the capability, with the vectors that no device here has. */
function withoutWitness({ layoutsWithoutWitness: missing }: WitnessReport): readonly string[] {
  if (missing.length === 0) return [];
  const forms = new Map<string, number[]>();
  for (const layout of missing) {
    const form = formText(layout);
    forms.set(form, [...(forms.get(form) ?? []), layout.maximumVectors]);
  }
  const lines = [...forms].map(([form, vectors]) => {
    const shown = vectors.length === ALLOCATIONS.length ? "any number of" : vectors.join(", ");
    return `  ${form}: ${shown} vectors`;
  });
  return [
    `Layouts without a witness, ${missing.length} of 24 (the card's is 32-bit, maskable, 32):`,
    ...lines,
  ];
}
