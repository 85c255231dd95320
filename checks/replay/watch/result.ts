/** What a log shows beside its writes: the rings, what the driver kept and broke, what the quirk did. */
import type { AssumptionId } from "../../../model/assumptions/index.js";

/** One assumption, judged by this log alone. */
export interface AssumptionVerdict {
  assumption: AssumptionId;
  /** `kept`: the log holds every event that could break it, and none did. */
  verdict: "kept" | "broken" | "undecided";
  /** What was seen; of `broken` what the first of `lines` shows. */
  because: string;
  /** How often it was kept, or broken. */
  times: number;
  /** Where it was broken: the first lines, at most 8, ascending. */
  lines: number[];
}

/** A ring whose MSI address register was written. */
export interface SeenRing {
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

export interface SeenDevice {
  id: string;
  name: string;
  /** PCI device id, `0x` hexadecimal. */
  deviceId: string;
  /** How it was found: by registers that got the guest's address, or, as none did, some other pair. */
  by: "address" | "any pair";
  /** Other chips whose registers fit the log as well. */
  orElse: string[];
  /** In the chip's order. */
  rings: SeenRing[];
  /** Rings that the Linux driver programs by MMIO and this log does not show, as `NAME (0xOFFSET)`. */
  neverProgrammed: string[];
  /** Rings that learn their pair from a message in guest memory. */
  byMessage: string[];
}

/** A place where the log and the model of the quirk part. */
export interface QuirkDifference {
  line: number;
  expected: string;
  got: string;
  /** The machine's state before it. */
  state: string;
}

/** Of a log taken with the quirk in place. */
export interface QuirkVerdict {
  /** Replacements logged that are the model's. */
  agreed: number;
  /** Places where log and model part. */
  differed: number;
  /** The first of them, at most 8. */
  differences: QuirkDifference[];
  /** The host's pairs in the order in which the quirk showed them, at most 8: `0xfee01004/0x4041`. */
  hostPairs: string[];
}

export interface LogVerdict {
  /** Null: no MSI register of a known chip is written in this log. */
  device: SeenDevice | null;
  /** In catalogue order. */
  assumptions: AssumptionVerdict[];
  /** Null: nothing in the log says that the quirk was in place. */
  quirk: QuirkVerdict | null;
}
