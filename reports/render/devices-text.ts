/** The coverage of devices for a terminal. */
import type { DeviceCoverage, Escape } from "../../checks/devices/coverage.js";
import { hex } from "../../model/bits.js";
import { columns } from "../columns.js";
import type { DevicesReport, ReportedDevice, ReportedTrap } from "../devices-report.js";

/** Designs against devices, each ring of `device` if one is named, then the findings. */
export function renderDevices(report: DevicesReport, device?: string): string {
  const chips = report.devices.filter(({ id }) => device === undefined || id === device);
  const sections = [
    ["Rings whose MSI pair a design sees written, of those that get one", ""],
    matrix(report, chips),
    ["", ...report.designs.map(sameText)],
    ...(device === undefined ? [] : chips.map((chip) => ["", ...ringTable(report, chip)])),
    ["", "Findings on the patch's ids and ranges, gravest first", ""],
    findings(report, chips),
    ["", traceLine(report)],
  ];
  return `${sections.flat().join("\n")}\n`;
}

/** What a design traps, and which others trap the same. */
export function sameText({ id, says, others }: ReportedTrap): string {
  return `${id}: ${says}${others.length === 0 ? "" : `; so too ${others.join(", ")}`}`;
}

/** `17 of 21; 4 in-memory message` and what the trap costs, for each design. */
function matrix(report: DevicesReport, chips: readonly ReportedDevice[]): readonly string[] {
  const rows = report.designs.flatMap(({ id: design }) =>
    chips.map(({ id, name }) => {
      const coverage = coverageOf(report, design, id);
      return [design, name, trappedText(coverage), escapesText(coverage), ...costCells(coverage)];
    }),
  );
  const header = [
    "design",
    "device",
    "trapped",
    "escaped",
    "pages",
    "needless",
    "doorbells trapped",
  ];
  return columns([header, ...rows], ["left", "left", "right", "left", "right", "right", "right"]);
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
    "address register",
    ...report.designs.map((it) => it.id),
  ];
  const outcomes = report.designs.map((it) => coverageOf(report, it.id, id).rings);
  const rows = rings.map(({ name, path, vector, registers }, i) => [
    name,
    path,
    vector === null ? "-" : String(vector),
    registers === null ? "-" : hex(registers.address),
    ...outcomes.map((of) => of[i]?.because ?? of[i]?.outcome ?? "-"),
  ]);
  return columns([header, ...rows], ["left", "left", "right", "left"]);
}

function findings(report: DevicesReport, chips: readonly ReportedDevice[]): readonly string[] {
  const names = chips.map(({ name }) => name);
  const own = report.findings.filter(({ devices }) => devices.some((it) => names.includes(it)));
  return own.map(({ severity, devices, says }) => `${severity}: ${devices.join(", ")}: ${says}`);
}

export function traceLine({ trace }: DevicesReport): string {
  const named = trace.traced.filter(({ ring }) => ring !== null).length;
  return `${named} of the ${trace.traced.length} registers in the patch's trace are MSI registers of ${trace.device}, as derived.`;
}
