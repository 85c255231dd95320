/**
 * What a design under check puts between the guest's accesses to BAR 0 and the device: the interface
 * that every quirk implements. Pure, like all of model/: state and access in, effects out.
 *
 * A quirk's private state is any finite value, in parts that each have a name and a domain. The world
 * holds the parts as components of its own state, so what a quirk remembers is explored with the rest.
 */
import type { Trap } from "./devices/traps.js";
import type { AccessRules, WriteAccess } from "./qemu/memory-core.js";

/** The name of a part of a quirk's private state. */
export type PrivateName = `own.${string}`;

/** A quirk's private state: the value of each part. Parts are looked up when they are read. */
export type PrivateState = { readonly [name: PrivateName]: string };

/** An MSI message as the host grants it: what has to stand in the device's registers. */
export interface HostPair {
  /** Bits 31:0 and 63:32 of the address. */
  readonly addressLow: number;
  readonly addressHigh: number;
  /** The whole data word, 32 bits. */
  readonly data: number;
}

/** The physical MSI registers, as the patch reads them from the device's configuration space (`pread`). */
export interface PhysicalRegisters {
  /** After the 4-byte read at capability + 4: 32 bits. 0 if the read failed: its result is not looked at. */
  readonly addressLow: number;
  /** After the 2-byte read at capability + 8: 16 bits (32 on a big-endian host). 0 if the read failed. */
  readonly word8: number;
}

/**
 * All that a quirk can look at besides its private state and the access. Each field may be worked out
 * when it is read: a step depends on what it looked at only.
 */
export interface QuirkView {
  readonly msiEnabled: boolean;
  /** 1 to 128, a power of two. */
  readonly vectorsAllocated: number;
  /** Guest's address register, 32 bits, from QEMU's copy. */
  readonly guestAddressLow: number;
  /** 16-bit word at capability + 8 of QEMU's copy, whatever the layout. */
  readonly guestWord8: number;
  readonly physical: PhysicalRegisters;
  /** The layout that QEMU's copy of the capability has. */
  readonly is64Bit: boolean;
  /** Guest's address register, upper half; 0 with the 32-bit layout. */
  readonly guestAddressHigh: number;
  /** Guest's 16-bit data register, wherever the layout puts it. */
  readonly guestData: number;
  /** Reading the physical registers fails. */
  readonly readFails: boolean;
  /** As `physical`, raw: what the upper half of the address and the data word read as, by the layout. */
  readonly physicalHigh: number;
  readonly physicalData: number;
  /** The physical pair, turned into the host's byte order; all 0 if reading fails or nothing is granted. */
  readonly hostPair: HostPair;
  /** Vectors the host granted: QEMU's `nr_vectors`. 0 = none. */
  readonly vectorsGranted: number;
  /** Position of the sliding window, for a quirk that traps the register which selects it as well. */
  readonly window: string;
}

/** A range of BAR 0, both in bytes. */
export interface TrappedWindow {
  readonly base: number;
  readonly size: number;
}

/** What the probe looks at. */
export interface ProbeInput {
  /** BAR number, 0 to 5. */
  readonly bar: number;
  /** 16 bits each. */
  readonly vendorId: number;
  readonly deviceId: number;
  /** `msi_present`: the device has an MSI capability that QEMU set up. */
  readonly msiPresent: boolean;
  /** The kernel accepted SET of the feature (`ioctl` returned 0). Asked only when all else matches. */
  readonly featureAccepted: boolean;
}

/** Why there is no quirk, in the order of the tests; only `feature` is told to the user. */
export type ProbeRefusal = "bar" | "vendor" | "no-msi" | "device" | "feature";

export type ProbeDecision =
  | { readonly quirk: true; readonly window: TrappedWindow }
  | { readonly quirk: false; readonly because: ProbeRefusal; readonly warns: boolean };

/** What one call of the write callback does. */
export interface WriteEffects {
  /** Which way the quirk went, in a word or two for traces. */
  readonly branch: string;
  /** To the device: the value at the same offset and size; undefined: nothing is written. */
  readonly value: bigint | undefined;
  /** What the value is, if it is not the guest's: which half of an address, or data. */
  readonly replaced?: "address" | "high" | "data";
  /** Parts of the private state that change. */
  readonly own: Partial<PrivateState>;
  /** To the host: a pair is asked for the source at this register; `answer` says what follows. */
  readonly ask?: PairRequest;
  /** For a quirk that awaits data at one offset: that offset (0 = none) before and after the call. */
  readonly cookie?: { readonly before: number; readonly after: number };
}

/** The host is asked for an interrupt of its own for one source; it answers in the same step. */
export interface PairRequest {
  /** @param pair what the host granted; undefined if it refused */
  readonly answer: (pair: HostPair | undefined) => WriteEffects;
}

/** What the device's register gives at a read. */
export interface DeviceRead {
  readonly offset: number;
  /** Still what a write left there in which the quirk had replaced the guest's value. */
  readonly replaced: boolean;
}

/** An access of the guest's as `valid.accepts` sees it: whole. */
export interface AskedAccess {
  readonly offset: number;
  readonly size: number;
  readonly isWrite: boolean;
}

/** Where the guest's read is answered from: the device, or the quirk's memory of what the guest wrote. */
export type ReadSource = "device" | "memory";

/** A design: probe, handlers, hooks. All functions are pure. */
export interface Quirk {
  /** Id, as `--quirk` takes it. */
  readonly name: string;
  /** The domain of each part of the private state; its first value is there at the start. */
  readonly parts: Readonly<Record<PrivateName, readonly string[]>>;
  /** For which device there is a quirk, and where it traps. */
  readonly probe: (input: ProbeInput) => ProbeDecision;
  /** Where it traps instead, if it knows more of a chip than its device id. */
  readonly trap?: Trap;
  /** The trapped range's `MemoryRegionOps`. */
  readonly access: AccessRules;
  /** It remembers what it replaced, and compares at a read whether that still is what the device holds. */
  readonly remembers?: true;
  /** One call of the write callback. */
  readonly write: (view: QuirkView, own: PrivateState, access: WriteAccess) => WriteEffects;
  /** One call of the read callback. */
  readonly read: (view: QuirkView, own: PrivateState, read: DeviceRead) => ReadSource;
  /** What the same call changes of the private state, by its offset; without it nothing. */
  readonly afterRead?: (
    view: QuirkView,
    own: PrivateState,
    offset: number,
  ) => Partial<PrivateState>;
  /** Some read does change it: so reads matter to every invariant. */
  readonly readsChange?: true;
  /** QEMU asks `valid.accepts` before an access is cut and split; without it all are. False: rejected. */
  readonly accepts?: (view: QuirkView, own: PrivateState, access: AskedAccess) => boolean;
  /** The machine is reset: the parts that change. Without a hook: none. */
  readonly reset: (own: PrivateState) => Partial<PrivateState>;
  /** MSI was enabled or disabled (`msiEnabled` of the new state): the parts that change. */
  readonly msiChanged: (own: PrivateState, msiEnabled: boolean) => Partial<PrivateState>;
}
