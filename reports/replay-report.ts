/** What `replay --json` writes: numbers as `0x` hexadecimal, reasons as sentences. Its schema is made from `ReplayReport`. */
import type {
  BranchCounts,
  MsiPair,
  ReplayBranch,
  ReplayedWrite,
  ReplayStart,
  ReplaySummary,
} from "../checks/replay/result.js";
import type {
  AssumptionVerdict,
  LogVerdict,
  QuirkDifference,
  QuirkVerdict,
  SeenDevice,
  SeenHostPair,
  SeenRing,
  UnknownChip,
} from "../checks/replay/watch/result.js";
import type { AssumptionId } from "../model/assumptions/index.js";
import { hex } from "../model/bits.js";
import type { MachineState } from "../model/quirks/as-posted/states.js";
import { noteText, reasonText } from "./text/replay-reasons.js";

/** One piece of a logged write, after the memory core's cutting and splitting. Numbers are `0x` hexadecimal. */
export interface ReportedWrite {
  /** Line of the log, the first being 1. */
  line: number;
  /** Bytes from the start of region 0. */
  address: string;
  /** Bytes: 1, 2, 4 or 8. */
  size: number;
  /** What the guest wrote, unsigned, of `size` bytes. */
  guest: string;
  /** What the device gets, of `size` bytes; null if the piece is lost. */
  device: string | null;
  branch: ReplayBranch;
  /** The machine's state afterwards; `rejected` and `outside` leave it as it was. */
  state: MachineState;
}

/** One assumption, judged by this log alone. */
export interface ReportedAssumption {
  assumption: AssumptionId;
  /** `kept`: the log holds every event that could break it, and none did. `said`: broken, as a line `# quirkcheck:` says. */
  verdict: "kept" | "broken" | "said" | "undecided";
  /** What was seen; of `broken` what the first of `lines` shows. */
  because: string;
  /** How often it was kept, or broken. */
  times: number;
  /** Where it was broken, or that was said: the first lines, at most 8, ascending. */
  lines: number[];
}

/** A ring whose MSI address register was written. */
export interface ReportedRing {
  ring: string;
  name: string;
  /** BAR 0 offset of the address register, `0x` hexadecimal. */
  address: string;
  /** First line of its address. */
  line: number;
  /** How often its data was written. */
  times: number;
  /** Offset of the data last written from the guest's base data; null if it is none. */
  vector: number | null;
}

export interface ReportedDevice {
  id: string;
  name: string;
  /** PCI device id, `0x` hexadecimal. */
  deviceId: string;
  /** How it was found: by registers that got the guest's address, or, as none did, some other pair. */
  by: "address" | "any pair";
  /** Other chips whose registers fit the log as well. */
  orElse: string[];
  /** In the chip's order. */
  rings: ReportedRing[];
  /** Rings that the Linux driver programs by MMIO and this log does not show, as `NAME (0xOFFSET)`. */
  neverProgrammed: string[];
  /** Rings that learn their pair from a message in guest memory. */
  byMessage: string[];
}

/** A place where the log and the model of the quirk part. */
export interface ReportedDifference {
  line: number;
  expected: string;
  got: string;
  /** The machine's state before it. */
  state: string;
}

/** Of a log taken with the quirk in place. */
export interface ReportedQuirk {
  /** Replacements logged that are the model's. */
  agreed: number;
  /** Places where log and model part. */
  differed: number;
  /** The first of them, at most 8. */
  differences: ReportedDifference[];
  /** The host's pairs in the order in which the quirk showed them, at most 8: `0xfee01004/0x4041`. */
  hostPairs: string[];
}

/** Three registers that were programmed as a ring's are. */
export interface ReportedTriple {
  /** BAR 0 offset of the address register, `0x` hexadecimal; the high half is 4, the data 8 bytes on. */
  address: string;
  /** First line of its address. */
  line: number;
  times: number;
  /** Offset of the data first written from the guest's base data. */
  vector: number;
}

/** A log that programs registers which the chip that fits best does not have. */
export interface ReportedUnknown {
  /** It was compared with every known chip, and not with one that was named. */
  isOfAny: boolean;
  /** The chip that fits best all the same. */
  nearest: string | null;
  /** All that was programmed as a ring is: at most 64. */
  triples: ReportedTriple[];
  /** So many more registers, or times, were not kept. */
  more: number;
}

export interface ReportedVerdict {
  /** Null: no MSI register of a known chip is written in this log, or it is of a chip that is not known. */
  device: ReportedDevice | null;
  /** Null: the registers programmed as a ring's are those of the device, or there are none. */
  unknown: ReportedUnknown | null;
  /** In catalogue order. */
  assumptions: ReportedAssumption[];
  /** Null: nothing in the log says that the quirk was in place. */
  quirk: ReportedQuirk | null;
}

/** The MSI registers of one side. Numbers are `0x` hexadecimal. */
export interface ReportedPair {
  address: string;
  data: string;
}

/** What the replay took as given: how each option was read, and what was assumed. */
export interface ReportedStart {
  /** What the host granted; "unreadable": reading it fails; null: nobody had said. */
  host: ReportedPair | "unreadable" | null;
  guest: ReportedPair;
  /** Vectors allocated. */
  vectors: number;
  /** MSI is enabled. */
  enabled: boolean;
  /** Where the MSI capability begins in configuration space, `0x` hexadecimal, and its layout. */
  capability: { offset: string; is64Bit: boolean };
  /** The range of BAR 0, in bytes, `0x` hexadecimal. */
  trapped: { base: string; size: string };
}

/** The end of a replay: the session's counts, and what the whole log shows. */
export interface ReportedSummary {
  /** Lines read, of any kind. */
  lines: number;
  branches: BranchCounts;
  /** A cookie that no write consumed, as an offset in the trapped window (`0x` hexadecimal); null if none. */
  cookieLeft: string | null;
  start: ReportedStart;
  /** What limits the meaning of this replay, a sentence each. */
  notes: string[];
  verdict: ReportedVerdict;
}

export interface ReplayReport {
  /** In the order of the log. */
  writes: ReportedWrite[];
  summary: ReportedSummary;
}

/** One write as it is published. */
export function reportedWrite(write: ReplayedWrite): ReportedWrite {
  const { address, guest, device } = write;
  return {
    ...write,
    address: hex(address),
    guest: hex(guest),
    device: device === null ? null : hex(device),
  };
}

/** The summary as it is published. */
export function reportedSummary(summary: ReplaySummary): ReportedSummary {
  const { lines, branches, cookieLeft, start, notes, verdict } = summary;
  return {
    lines,
    branches,
    cookieLeft: cookieLeft === null ? null : hex(cookieLeft),
    start: reportedStart(start),
    notes: notes.map(noteText),
    verdict: reportedVerdict(verdict),
  };
}

function reportedStart({ host, guest, capability, trapped, ...rest }: ReplayStart): ReportedStart {
  return {
    host: host === null || host === "unreadable" ? host : reportedPair(host),
    guest: reportedPair(guest),
    ...rest,
    capability: { ...capability, offset: hex(capability.offset) },
    trapped: { base: hex(trapped.base), size: hex(trapped.size) },
  };
}

function reportedPair({ address, data }: MsiPair): ReportedPair {
  return { address: hex(address), data: hex(data) };
}

/** `NAME (0xOFFSET)` of a ring. */
export function ringText({ name, address }: { name: string; address: number }): string {
  return `${name} (${hex(address)})`;
}

/** `0xADDRESS/0xDATA`. */
export function pairText({ address, data }: SeenHostPair | MsiPair): string {
  return `${hex(address)}/${hex(data)}`;
}

/** What was expected and what came, in words. */
export function reportedDifference(difference: QuirkDifference): ReportedDifference {
  const { line, expected, got, state } = difference;
  const { handled, address, guest = 0n, device = null } = expected;
  if (got === null) {
    const what = `${handled} at ${hex(address)}, then its vfio_region_write`;
    return { line, expected: what, got: "no such write follows", state };
  }
  const becomes = device === null ? "nothing" : hex(device);
  return {
    line,
    expected: `${handled}: ${hex(guest)} at ${hex(address)} becomes ${becomes}`,
    got: `${got.handled}: ${hex(got.value)} is written`,
    state,
  };
}

function reportedVerdict({ device, unknown, assumptions, quirk }: LogVerdict): ReportedVerdict {
  return {
    device: device === null ? null : reportedDevice(device),
    unknown: unknown === null ? null : reportedUnknown(unknown),
    assumptions: assumptions.map(reportedAssumption),
    quirk: quirk === null ? null : reportedQuirk(quirk),
  };
}

function reportedDevice(device: SeenDevice): ReportedDevice {
  const { deviceId, rings, neverProgrammed } = device;
  return {
    ...device,
    deviceId: hex(deviceId),
    rings: rings.map(reportedRing),
    neverProgrammed: neverProgrammed.map(ringText),
  };
}

function reportedUnknown({ triples, ...unknown }: UnknownChip): ReportedUnknown {
  const reported = triples.map((triple) => ({ ...triple, address: hex(triple.address) }));
  return { ...unknown, triples: reported };
}

function reportedRing(ring: SeenRing): ReportedRing {
  return { ...ring, address: hex(ring.address) };
}

function reportedAssumption(verdict: AssumptionVerdict): ReportedAssumption {
  const { assumption, verdict: is, reason, times, lines } = verdict;
  return { assumption, verdict: is, because: reasonText(reason), times, lines };
}

function reportedQuirk(quirk: QuirkVerdict): ReportedQuirk {
  return {
    ...quirk,
    differences: quirk.differences.map(reportedDifference),
    hostPairs: quirk.hostPairs.map(pairText),
  };
}
