/** What `devices` says, as plain data; its JSON schema is made from `DevicesReport`. */
import { groupsOf } from "../checks/devices/alike.js";
import { type DeviceCoverage, deviceCoverage } from "../checks/devices/coverage.js";
import { type DeviceFinding, deviceFindings } from "../checks/devices/findings.js";
import { matchTrace, type TraceMatch } from "../checks/devices/trace.js";
import { WCN6855 } from "../model/devices/ath11k.js";
import type { Chip, Source, VectorRange, WindowKind } from "../model/devices/chip.js";
import { CHIPS } from "../model/devices/index.js";
import { type Ring, ringsOf } from "../model/devices/rings.js";
import { type BarRange, windowsOf } from "../model/devices/windows.js";
import { TRAP_DESIGNS } from "../model/quirks/trapped.js";

/** A chip, with what follows from its data. Numbers are bytes. */
export interface ReportedDevice {
  readonly id: string;
  readonly name: string;
  readonly deviceId: number;
  readonly driver: string;
  readonly window: WindowKind;
  readonly windows: readonly BarRange[];
  readonly shadowRegisters: boolean;
  readonly barSize: number | null;
  readonly vectors: number;
  readonly vectorRanges: readonly VectorRange[];
  readonly rings: readonly Ring[];
  readonly sources: readonly Source[];
}

/** Designs that trap the same of every chip, by the first of them. */
export interface ReportedTrap {
  readonly id: string;
  readonly says: string;
  /** The other designs that trap the same. */
  readonly others: readonly string[];
}

export interface DevicesReport {
  readonly generatedBy: string;
  readonly devices: readonly ReportedDevice[];
  /** Every design of the comparison is in one of these. */
  readonly designs: readonly ReportedTrap[];
  /** One for each of `designs` and device. */
  readonly coverage: readonly DeviceCoverage[];
  /** The patch's trace against the derived registers of its chip. */
  readonly trace: TraceMatch;
  readonly findings: readonly DeviceFinding[];
  /** Every register of the trace is a ring's. */
  readonly asExpected: boolean;
}

/** @param traceLines the trace of the patch's comment. Pure. */
export function devicesReport(traceLines: readonly string[]): DevicesReport {
  const trace = matchTrace(WCN6855, traceLines);
  const groups = groupsOf(TRAP_DESIGNS);
  return {
    generatedBy: "npm run report",
    devices: CHIPS.map(reportedDevice),
    designs: groups.map(({ design: { id, says }, others }) => ({ id, says, others })),
    coverage: groups.flatMap(({ design }) => CHIPS.map((chip) => deviceCoverage(design, chip))),
    trace,
    findings: deviceFindings(trace),
    asExpected: trace.traced.length > 0 && trace.traced.every(({ ring }) => ring !== null),
  };
}

function reportedDevice(chip: Chip): ReportedDevice {
  const { id, name, deviceId, driver, window, shadowRegisters, barSize } = chip;
  const { vectors, vectorRanges, sources } = chip;
  return {
    ...{ id, name, deviceId, driver, window, shadowRegisters, barSize },
    ...{ vectors, vectorRanges, sources },
    windows: windowsOf(chip),
    rings: ringsOf(chip),
  };
}
