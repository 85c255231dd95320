/**
 * What is known of a chip, as its driver says it. Register offsets of rings, their vectors and where they
 * lie in BAR 0 are derived from this (rings.ts, windows.ts) and stand nowhere else.
 *
 * No hardware was looked at: every figure is one of the public sources that `sources` names.
 */

/** How BAR 0 reaches registers of the system-on-chip beyond its first 512 KiB. */
export type WindowKind =
  /** One window, moved by a register: one BAR offset is different registers at different times. */
  | "dynamic"
  /** Three windows: the copy engines through the second, the UMAC block through the third. */
  | "static";

/**
 * Where each block's rings begin: offsets of their base registers. Copy engines from the start of the SoC,
 * the others from their block (REO, WBM or TCL). Bytes, 32 bits.
 */
export interface RegisterLayout {
  /** Copy engine 0, source ring. */
  readonly copyEngines: number;
  readonly reoDestination: number;
  readonly reoException: number;
  readonly reoStatus: number;
  readonly reoCommand: number;
  readonly reoReinject: number;
  /** From one REO destination ring, or WBM ring, to the next. */
  readonly step: number;
  readonly wbmToSoftware: number;
  readonly wbmRelease: number;
  readonly wbmIdle: number;
  readonly tclData: number;
  readonly tclCommand: number;
  readonly tclStatus: number;
}

/** A copy engine that the host uses: towards the device (source) or from it (destination, with status). */
export interface CopyEngine {
  readonly index: number;
  readonly direction: "source" | "destination";
}

/** A ring of WBM towards software, and its interrupt group (the number of its data path vector). */
export interface WbmRing {
  readonly index: number;
  readonly group: number;
}

/** Rings of the receive DMA, whose set-up goes to the firmware in a message in guest memory. */
export interface MessageRings {
  readonly kind: "refill" | "error" | "monitor status" | "monitor destination";
  /** Interrupt group of each ring. */
  readonly groups: readonly number[];
}

/** Which rings the Linux driver gives an MSI, and by which interrupt group. */
export interface RingUse {
  /** Copy engines with interrupts, in the driver's order: their place in it chooses the vector. */
  readonly copyEngines: readonly CopyEngine[];
  readonly txCompletion: readonly WbmRing[];
  readonly rxRelease: WbmRing;
  readonly reoException: number;
  readonly reoStatus: number;
  /** Groups of REO destination rings 0 to 3. */
  readonly reoDestination: readonly number[];
  readonly byMessage: readonly MessageRings[];
}

/** A user's share of the vectors: the first, and how many. */
export interface VectorRange {
  readonly user: "MHI" | "copy engines" | "wake" | "data path";
  readonly base: number;
  readonly count: number;
}

export interface Source {
  readonly what: string;
  readonly cite: string;
}

/** One chip (of QCN9274: one version). */
export interface Chip {
  /** Lower case, stable: `wcn6855`. */
  readonly id: string;
  readonly name: string;
  /** PCI device id, 16 bits; the vendor is Qualcomm's 0x17cb. */
  readonly deviceId: number;
  readonly driver: "ath11k" | "ath12k";
  readonly window: WindowKind;
  /** BAR 0 offset of the register that moves a dynamic window, and sets static ones once. */
  readonly windowRegister: number;
  /** Ring pointers are updated through registers below every window, not where the rings are. */
  readonly shadowRegisters: boolean;
  /** Size of BAR 0 in bytes; null: no public source was found. */
  readonly barSize: number | null;
  readonly layout: RegisterLayout;
  readonly use: RingUse;
  /** Vectors the driver asks for. With one granted instead, every interrupt is vector 0. */
  readonly vectors: number;
  readonly vectorRanges: readonly VectorRange[];
  readonly sources: readonly Source[];
}
