/** What a log shows beside its writes: the rings, what the driver kept and broke, what the quirk did. */
import type { AssumptionId } from "../../../model/assumptions/index.js";
import type { MachineState } from "../../../model/quirks/as-posted/states.js";
import type { Reason } from "./reasons.js";

/** One assumption, judged by this log alone. */
export interface AssumptionVerdict {
  assumption: AssumptionId;
  /** `kept`: the log holds every event that could break it, and none did. `said`: broken, as a line `# quirkcheck:` says. */
  verdict: "kept" | "broken" | "said" | "undecided";
  /** What was seen; of `broken` what the first of `lines` shows. */
  reason: Reason;
  /** How often it was kept, or broken. */
  times: number;
  /** Where it was broken, or that was said: the first lines, at most 8, ascending. */
  lines: number[];
}

/** A ring whose MSI address register was written. */
export interface SeenRing {
  ring: string;
  name: string;
  /** BAR 0 offset of the address register. */
  address: number;
  /** First line of its address. */
  line: number;
  /** How often its data was written. */
  times: number;
  /** Offset of the data last written from the guest's base data; null if it is none. */
  vector: number | null;
}

export interface SeenDevice {
  id: string;
  name: string;
  /** PCI device id. */
  deviceId: number;
  /** How it was found: by registers that got the guest's address, or, as none did, some other pair. */
  by: "address" | "any pair";
  /** Other chips whose registers fit the log as well. */
  orElse: string[];
  /** In the chip's order. */
  rings: SeenRing[];
  /** Rings that the Linux driver programs by MMIO and this log does not show, with their address registers. */
  neverProgrammed: { name: string; address: number }[];
  /** Rings that learn their pair from a message in guest memory. */
  byMessage: string[];
}

/** What the quirk did with a write. */
type Handled = "replace-address" | "replace-data" | "passed on";

/** A place where the log and the model of the quirk part. */
export interface QuirkDifference {
  line: number;
  /** The model's; without values if the line of the quirk calls for a write that has to follow. */
  expected: { handled: Handled; address: number; guest?: bigint; device?: bigint | null };
  /** The log's; null: no such write follows. */
  got: { handled: Handled; value: bigint } | null;
  /** The machine's state before it. */
  state: MachineState;
}

/** As the quirk showed it. */
export interface SeenHostPair {
  address: number;
  data: number;
}

/** Of a log taken with the quirk in place. */
export interface QuirkVerdict {
  /** Replacements logged that are the model's. */
  agreed: number;
  /** Places where log and model part. */
  differed: number;
  /** The first of them, at most 8. */
  differences: QuirkDifference[];
  /** The host's pairs in the order in which the quirk showed them, at most 8. */
  hostPairs: SeenHostPair[];
}

/** Three registers that were programmed as a ring's are. */
export interface SeenTriple {
  /** BAR 0 offset of the address register; the high half is 4, the data 8 bytes on. */
  address: number;
  /** First line of its address. */
  line: number;
  times: number;
  /** Offset of the data first written from the guest's base data. */
  vector: number;
}

/** A log that programs registers which the chip that fits best does not have. */
export interface UnknownChip {
  /** It was compared with every known chip, and not with one that was named. */
  isOfAny: boolean;
  /** The chip that fits best all the same. */
  nearest: string | null;
  /** All that was programmed as a ring is: at most 64. */
  triples: SeenTriple[];
  /** So many more registers, or times, were not kept. */
  more: number;
}

export interface LogVerdict {
  /** Null: no MSI register of a known chip is written in this log, or it is of a chip that is not known. */
  device: SeenDevice | null;
  /** Null: the registers programmed as a ring's are those of the device, or there are none. */
  unknown: UnknownChip | null;
  /** In catalogue order. */
  assumptions: AssumptionVerdict[];
  /** Null: nothing in the log says that the quirk was in place. */
  quirk: QuirkVerdict | null;
}
