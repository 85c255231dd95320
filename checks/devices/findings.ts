/** What the patch's device ids and ranges mean for the chips, found by computing, not by reading. */
import { hex } from "../../model/bits.js";
import type { Chip } from "../../model/devices/chip.js";
import { CHIPS } from "../../model/devices/index.js";
import { mmioRingsOf, ringsOf } from "../../model/devices/rings.js";
import { rangeText, WINDOW_SIZE, windowsOf } from "../../model/devices/windows.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import { type TrapDesign, trapDesign } from "../../model/quirks/trapped.js";
import { barEnd, type DeviceCoverage, deviceCoverage } from "./coverage.js";
import type { TraceMatch } from "./trace.js";

/** Gravest first. */
export const DEVICE_SEVERITIES = [
  "no interrupt works",
  "interrupt lost or misdelivered",
  "latent",
  "note",
] as const;
export type DeviceSeverity = (typeof DEVICE_SEVERITIES)[number];

export interface DeviceFinding {
  /** Stable: `none-trapped/qcn9074`. */
  readonly id: string;
  readonly severity: DeviceSeverity;
  /** Names of the chips. */
  readonly devices: readonly string[];
  readonly says: string;
}

/** All findings, gravest first. @param match the patch's own trace against its chip */
export function deviceFindings(match: TraceMatch): readonly DeviceFinding[] {
  const asPosted = trapDesign("as-posted");
  const found = [
    ...CHIPS.flatMap((chip) => chipFindings(asPosted, chip)),
    ...traceFindings(match),
    ...sharedOffsets(),
    ...CHIPS.filter(({ deviceId }) => TRAPPED_WINDOWS[deviceId] === undefined).map(
      ({ id, name, deviceId, windowRegister }): DeviceFinding => ({
        id: `not-listed/${id}`,
        severity: "note",
        devices: [name],
        says: `${hex(deviceId)} came after the patch and is not in its list: no quirk. Its window register is ${hex(windowRegister)}`,
      }),
    ),
  ];
  return DEVICE_SEVERITIES.flatMap((severity) => found.filter((it) => it.severity === severity));
}

function chipFindings(design: TrapDesign, chip: Chip): readonly DeviceFinding[] {
  const coverage = deviceCoverage(design, chip);
  return [
    ...placeFindings(design, chip, coverage),
    ...sizeFindings(design, chip, coverage),
    ...messageFindings(chip, coverage),
  ];
}

/** Is the range where the rings are, and inside BAR 0 at all? */
function placeFindings(
  design: TrapDesign,
  chip: Chip,
  { rings, trapped }: DeviceCoverage,
): readonly DeviceFinding[] {
  const ranges = design.ranges(chip);
  const mmio = rings.filter(({ path }) => path === "mmio").length;
  const found: DeviceFinding[] = [];
  const common = { severity: "no interrupt works", devices: [chip.name] } as const;
  const text = ranges.map(rangeText).join(", ");
  const windows = windowsOf(chip).map(rangeText);
  const end = barEnd(chip);
  if (ranges.length > 0 && trapped === 0) {
    found.push({
      ...common,
      id: `none-trapped/${chip.id}`,
      says: `none of its ${mmio} rings is trapped: the range is ${text}, they are reached through ${windows.join(" and ")}`,
    });
  }
  if (ranges.some(({ start }) => start >= end)) {
    const past =
      chip.barSize === null
        ? `${hex(end)}, the end of its windows, where no ring is (the size of BAR 0 is not known)`
        : `${hex(end)}, the end of BAR 0: it can never be hit`;
    found.push({
      ...common,
      id: `past-the-end/${chip.id}`,
      says: `the range ${text} begins past ${past}. Its numbers are places in the SoC, not in BAR 0`,
    });
  }
  return found;
}

/** Is the range as large as the window it is in? */
function sizeFindings(
  design: TrapDesign,
  chip: Chip,
  { rings }: DeviceCoverage,
): readonly DeviceFinding[] {
  const outside = rings.filter(({ because }) => because === "outside the range").length;
  return design
    .ranges(chip)
    .filter(({ start, end }) => start < barEnd(chip) && end - start < WINDOW_SIZE)
    .map(({ start, end }) => ({
      id: `window-size/${chip.id}`,
      severity: outside === 0 ? "latent" : "interrupt lost or misdelivered",
      devices: [chip.name],
      says: `${(end - start) / 1024} KiB are trapped of a window of ${WINDOW_SIZE / 1024} KiB (the mask has 19 bits, not 18): in the rest are ${outside} of its rings with an MSI and ${idleRings(chip, end, start + WINDOW_SIZE)} that the driver gives none`,
    }));
}

/** Rings without an MSI whose registers for one are at BAR offsets from `start` to `end`. */
function idleRings(chip: Chip, start: number, end: number): number {
  return ringsOf(chip).filter(
    ({ path, registers }) =>
      path === "none" &&
      registers !== null &&
      registers.address >= start &&
      registers.address < end,
  ).length;
}

function messageFindings(chip: Chip, { rings }: DeviceCoverage): readonly DeviceFinding[] {
  const byMessage = rings.filter(({ path }) => path === "message");
  if (byMessage.length === 0) return [];
  return [
    {
      id: `by-message/${chip.id}`,
      severity: "interrupt lost or misdelivered",
      devices: [chip.name],
      says: `${byMessage.length} ${byMessage.length === 1 ? "ring learns its pair" : "rings learn their pairs"} from a message in guest memory, past any trap of BAR 0: ${byMessage.map(({ name }) => name).join(", ")}`,
    },
  ];
}

/** Is the patch's trace the whole truth? */
function traceFindings({ device, traced, missing }: TraceMatch): readonly DeviceFinding[] {
  const chip = CHIPS.find(({ id }) => id === device);
  if (chip === undefined || missing.length === 0) return [];
  const rings = ringsOf(chip).filter(({ id }) => missing.includes(id));
  const late = rings.every((ring) => ring.late)
    ? ": all are programmed only after the firmware answered, so a guest without interrupts never gets there"
    : "";
  return [
    {
      id: `not-traced/${device}`,
      severity: "note",
      devices: [chip.name],
      says: `the trace shows ${traced.length} registers and not these ${rings.length}: ${rings.map(({ name, registers }) => `${name} (${hex(registers?.address ?? 0)})`).join(", ")}${late}. It is no complete list`,
    },
  ];
}

/** One BAR offset, two chips, two rings: a table of locations has to know the chip. */
function sharedOffsets(): readonly DeviceFinding[] {
  const byOffset = new Map<number, { chip: Chip; name: string }[]>();
  for (const chip of CHIPS) {
    for (const { name, registers } of mmioRingsOf(chip)) {
      const known = byOffset.get(registers.address) ?? [];
      byOffset.set(registers.address, [...known, { chip, name }]);
    }
  }
  return [...byOffset].flatMap(([offset, users]): DeviceFinding[] => {
    const names = new Set(users.map(({ name }) => name));
    if (names.size < 2) return [];
    return [
      {
        id: `shared-offset/${hex(offset)}`,
        severity: "note",
        devices: users.map(({ chip }) => chip.name),
        says: `${hex(offset)} is the address register of ${users.map(({ chip, name }) => `${name} on ${chip.name}`).join(", of ")}: a table of locations is for one chip`,
      },
    ];
  });
}
