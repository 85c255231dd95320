/**
 * What a line of a trace log can say: an event of QEMU's, or what QEMU does not log. Plain values; codec.ts
 * reads and writes them.
 *
 * Source: QEMU hw/vfio/trace-events, and the patch's hunk for it (vfio_quirk_ath_*).
 */
import type { TrappedWindow } from "../../model/quirk.js";

/** `vfio_region_write`: a write that QEMU hands to the device. */
export interface RegionWriteEvent {
  readonly kind: "region-write";
  /** The device, as QEMU names it. */
  readonly name: string;
  /** Region index: the BAR number for 0 to 5. */
  readonly region: number;
  /** Bytes from the start of the region, 52 bits. */
  readonly address: number;
  /** Unsigned, of `size` bytes. */
  readonly value: bigint;
  /** Bytes: 1, 2, 4 or 8. */
  readonly size: number;
}

/** `vfio_region_read`: a read that QEMU answers; `value` is what it got, up to 64 bits. */
export interface RegionReadEvent extends Omit<RegionWriteEvent, "kind"> {
  readonly kind: "region-read";
}

/** `vfio_pci_write_config`: a guest write to configuration space. */
export interface ConfigWriteEvent {
  readonly kind: "config-write";
  readonly name: string;
  /** Offset in configuration space, 12 bits. */
  readonly address: number;
  /** Unsigned, of `length` bytes. */
  readonly value: number;
  /** Bytes: 1, 2 or 4. */
  readonly length: number;
}

/** The quirk replaced an address (or data) at a BAR 0 offset, and says by what. Values are unsigned. */
export interface Replacement<Kind> {
  readonly kind: Kind;
  readonly name: string;
  /** Bytes from the start of BAR 0, 52 bits. */
  readonly address: number;
  /** What the guest wrote, up to 64 bits. */
  readonly guest: bigint;
  /** What the quirk writes instead, 32 bits. */
  readonly physical: number;
}

/** `vfio_quirk_ath_write_address` and `vfio_quirk_ath_write_data`. */
export type QuirkEvent = Replacement<"quirk-address"> | Replacement<"quirk-data">;

/** `vfio_quirk_ath_bar0_probe`: the quirk is in place. */
export interface ProbeEvent {
  readonly kind: "quirk-probe";
  readonly name: string;
}

/** `vfio_pci_read_config`: a guest read of configuration space; as the write, and what the guest got. */
export interface ConfigReadEvent extends Omit<ConfigWriteEvent, "kind"> {
  readonly kind: "config-read";
}

/** `vfio_msi_setup`: QEMU sets the device up, and found its MSI capability there (8 bits). */
export interface MsiSetupEvent {
  readonly kind: "msi-setup";
  readonly name: string;
  readonly offset: number;
}

/** `vfio_msi_enable`: MSI was enabled with so many vectors (1 to 32), as the host granted them. */
export interface MsiEnableEvent {
  readonly kind: "msi-enable";
  readonly name: string;
  readonly vectors: number;
}

/** `vfio_pci_reset`: QEMU resets the device with the machine, or with its bus. */
export interface ResetEvent {
  readonly kind: "qemu-reset";
  readonly name: string;
}

/** `vfio_pci_hot_reset`: the same by way of the bus, of this device alone or of several. */
export interface HotResetEvent {
  readonly kind: "hot-reset";
  readonly name: string;
  readonly type: "one" | "multi";
}

/** An event of QEMU's that is followed. */
export type TraceEvent =
  | RegionWriteEvent
  | RegionReadEvent
  | ConfigWriteEvent
  | ConfigReadEvent
  | MsiSetupEvent
  | MsiEnableEvent
  | QuirkEvent
  | ProbeEvent
  | ResetEvent
  | HotResetEvent;

/** The address and data that the host granted: 32 and 16 bits. */
export interface HostPair {
  readonly address: number;
  readonly data: number;
  /** Upper half of the address, 32 bits; default 0. */
  readonly high?: number;
  /** The host keeps integers with the high byte first. */
  readonly bigEndian?: boolean;
}

/** A line `# quirkcheck: ...`: what happened that no trace event tells. */
export type Directive =
  /** The MSI capability begins there, with nothing in it yet. */
  | { readonly kind: "capability"; readonly offset: number; readonly is64Bit: boolean }
  /** The range of BAR 0 that the quirk traps; null: there is no quirk. */
  | { readonly kind: "trap"; readonly window: TrappedWindow | null }
  /** The device ignores an 8-byte write that the quirk hands on as two. */
  | { readonly kind: "eight-byte"; readonly isWholeOnly: boolean }
  /** What the host's physical registers hold from here on; `vectors` (8 bits): how many it granted. */
  | { readonly kind: "host"; readonly host: HostPair | "unreadable"; readonly vectors?: number }
  | { readonly kind: "machine-reset" }
  /** Of the device alone: the quirk does not see it, the slots are cleared. */
  | { readonly kind: "device-reset" }
  /** Of the next write to BAR 0. */
  | { readonly kind: "read-fails" }
  | { readonly kind: "write-fails" }
  | Remark;

/** For people: the quirk does not see it happen. Addresses are of 64 bits, data of 32. */
export type Remark =
  /** The window slid to that position, a word. */
  | { readonly kind: "window"; readonly position: string }
  /** A slot (0 to 2) got its pair by a message in memory. */
  | ({ readonly kind: "memory"; readonly slot: number } & SlotPair)
  /** A slot sent what it holds (null: something else), and what became of it, a word. */
  | {
      readonly kind: "message";
      readonly slot: number;
      readonly pair: SlotPair | null;
      readonly fate: string;
    }
  /** The guest read a register of BAR 0 (52 bits) in 1, 2, 4 or 8 bytes, and got that. */
  | {
      readonly kind: "read";
      readonly address: number;
      readonly size: number;
      readonly value: bigint;
    }
  /** Where a slot's MSI registers are in BAR 0 (52 bits; high is 4 bytes after address), and in which position of the window. */
  | {
      readonly kind: "slot";
      readonly slot: number;
      readonly address: number;
      readonly data: number;
      readonly position?: string;
    }
  /** So many bytes of BAR 0 from `base` on reach the registers that are at `of` (52 bits each). */
  | { readonly kind: "alias"; readonly base: number; readonly of: number; readonly size: number }
  /** What of the host's hardware is not as usual. */
  | {
      readonly kind: "hardware";
      readonly isWithoutRemapping: boolean;
      readonly isOtherArchitecture: boolean;
    }
  /** The guest gave up a slot that it had begun. */
  | { readonly kind: "give-up"; readonly slot: number };

export interface SlotPair {
  readonly address: bigint;
  readonly data: number;
}

/** Every line that is read and written. */
export type TraceLine = TraceEvent | Directive;

/** A line that begins as one of these and goes on otherwise; `problem` says what was expected. */
export interface UnreadableLine {
  readonly kind: "unreadable";
  readonly problem: string;
  /** Its one event ends before its text does, as far as can be told. */
  readonly isCut?: true;
}
