/** The coverage of devices for a terminal. */
import type { DeviceCoverage, Escape } from "../../checks/devices/coverage.js";
import { hex } from "../../model/bits.js";
import { foldedLines, wrapped } from "../columns.js";
import type { DevicesReport, ReportedDevice, ReportedTrap } from "../devices-report.js";
import { bullets, devicesInShort } from "../text/in-short.js";

/** Designs against devices, each ring of `device` if one is named, then the findings. */
export function renderDevices(report: DevicesReport, device?: string): string {
  const chips = report.devices.filter(({ id }) => device === undefined || id === device);
  const sections = [
    wrapped(
      "Rings whose MSI pair a design sees written, of those that get one; pages of BAR 0 that it traps, those trapped " +
        "without need, rings whose doorbell is trapped with them",
      80,
    ),
    ...report.designs.map((design, i) => matrix(report, design, chips, numberOf(i))),
    ...(device === undefined ? [] : chips.map((chip) => ["", ...ringTable(report, chip)])),
    ["", "Findings on the patch's ids and ranges, gravest first", ""],
    findings(report, chips),
    [
      "",
      ...wrapped(traceLine(report), 80),
      "",
      "The patch as posted, in short",
      ...bullets(devicesInShort()),
    ],
  ];
  return `${sections.flat().join("\n")}\n`;
}

/** What a design traps, and which others trap the same. */
export function sameText({ id, says, others }: ReportedTrap): string {
  return `${id}: ${says}${others.length === 0 ? "" : `; so too ${others.join(", ")}`}`;
}

/** For a design: `17 of 21; 4 in-memory message` of each device, and what the trap costs. */
function matrix(
  report: DevicesReport,
  design: ReportedTrap,
  chips: readonly ReportedDevice[],
  number: string,
): readonly string[] {
  const rows = chips.map(({ id, name }) => {
    const coverage = coverageOf(report, design.id, id);
    return [name, trappedText(coverage), ...costCells(coverage), escapesText(coverage)];
  });
  const header = ["device", "trapped", "pages", "needless", "doorbells", "escaped"];
  const align = ["left", "right", "right", "right", "right"] as const;
  return [
    "",
    ...wrapped(`${number} ${sameText(design)}`, 80, "  "),
    ...foldedLines([header, ...rows], align),
  ];
}

/** Names of designs are too long for the heads of five columns. */
function numberOf(design: number): string {
  return `(${design + 1})`;
}

export function coverageOf(report: DevicesReport, design: string, device: string): DeviceCoverage {
  const found = report.coverage.find((it) => it.design === design && it.device === device);
  if (found === undefined) throw new Error(`no coverage of ${device} by ${design}`);
  return found;
}

export function trappedText({ trapped, escaped, noNeed }: DeviceCoverage): string {
  if (noNeed > 0) return "no need";
  return `${trapped} of ${trapped + escaped}`;
}

/** How many escape, by why: `18 wrong window, 4 in-memory message`; `-` for none. */
export function escapesText({ rings }: DeviceCoverage): string {
  const counts = new Map<Escape, number>();
  for (const { because } of rings) {
    if (because !== null) counts.set(because, (counts.get(because) ?? 0) + 1);
  }
  return [...counts].map(([because, count]) => `${count} ${because}`).join(", ") || "-";
}

/** Pages trapped, pages trapped without need, rings whose doorbell is trapped. */
export function costCells({ cost }: DeviceCoverage): readonly string[] {
  return [String(cost.pages), String(cost.needlessPages), String(cost.doorbells.length)];
}

function ringTable(report: DevicesReport, { id, rings }: ReportedDevice): readonly string[] {
  const header = [
    "ring",
    "path",
    "vector",
    "address",
    ...report.designs.map((_, i) => numberOf(i)),
  ];
  const outcomes = report.designs.map((it) => coverageOf(report, it.id, id).rings);
  const rows = rings.map(({ name, path, vector, registers }, i) => [
    name,
    path,
    vector === null ? "-" : String(vector),
    registers === null ? "-" : hex(registers.address),
    ...outcomes.map((of) => of[i]?.outcome ?? "-"),
  ]);
  return foldedLines([header, ...rows], ["left", "left", "right", "left"]);
}

function findings(report: DevicesReport, chips: readonly ReportedDevice[]): readonly string[] {
  const names = chips.map(({ name }) => name);
  const own = report.findings.filter(({ devices }) => devices.some((it) => names.includes(it)));
  return own.flatMap(({ severity, devices, says }) =>
    wrapped(`${severity}: ${devices.join(", ")}: ${says}`, 80, "  "),
  );
}

export function traceLine({ trace }: DevicesReport): string {
  const named = trace.traced.filter(({ ring }) => ring !== null).length;
  return `${named} of the ${trace.traced.length} registers in the patch's trace are MSI registers of ${trace.device}, as derived.`;
}
