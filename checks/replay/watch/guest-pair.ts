/** The capability as the log's configuration writes leave it, and what they keep and break. */
import {
  allocatedVectors,
  isMsiEnabled,
  MSI_DATA_32,
  MSI_DATA_64,
  type MsiCapability,
  msiAddressHigh,
  msiAddressLow,
  msiData,
} from "../../../model/qemu/msi-capability.js";
import type { Ledger } from "./ledger.js";
import type { Reason } from "./reasons.js";

/** Values that the capability held before are remembered, so many of them. */
const EARLIER_KEPT = 16;

/** Data from the base on, so many values, are the pair's: twice the vectors that a function can have. */
const VALUES_OF_PAIR = 64;

/** Whose a written value is. `none`: nothing that the capability holds or held. */
export type ValueOwner = "current" | "earlier" | "none";

export class GuestPair {
  readonly #ledger: Ledger;
  #capability: MsiCapability;
  readonly #earlierAddresses: number[] = [];
  readonly #earlierData: number[] = [];
  enabled = false;
  /** Low 32 bits. */
  address = 0;
  data = 0;
  allocated = 1;

  constructor(ledger: Ledger, capability: MsiCapability) {
    this.#ledger = ledger;
    this.#capability = capability;
    this.#read(capability);
    if (this.enabled) this.#judge(0);
  }

  /** An address was programmed, so values can be told to be its. */
  get isProgrammed(): boolean {
    return this.address !== 0;
  }

  /**
   * The capability after a configuration write or a reset.
   * @returns whether MSI was switched by it
   */
  update(next: MsiCapability, line: number): "enabled" | "disabled" | "same" {
    if (next === this.#capability) return "same";
    this.#capability = next;
    const before = { ...this.#values() };
    this.#read(next);
    this.#remember(before);
    const after = this.#values();
    const isSame = Object.entries(before).every(
      ([key, value]) => Reflect.get(after, key) === value,
    );
    if (isSame) return "same";
    if (before.enabled && after.enabled && before.allocated !== after.allocated) {
      const counts = { before: before.allocated, after: after.allocated };
      this.#ledger.broken("stable-vector-count", line, { kind: "vectors changed", ...counts });
    }
    if (after.enabled) this.#judge(line);
    if (before.enabled === after.enabled) return "same";
    return after.enabled ? "enabled" : "disabled";
  }

  /** The guest begins anew, with the capability as at first: pairs that were there before are no more. */
  startAnew(capability: MsiCapability): void {
    this.#capability = capability;
    this.#read(capability);
    this.#earlierAddresses.length = 0;
    this.#earlierData.length = 0;
  }

  /** The place and length of a configuration write tell the layout: the data register has 2 bytes. */
  noteLayout(offset: number, length: number, line: number): void {
    if (length !== 2) return;
    if (offset === MSI_DATA_32) this.#ledger.kept("capability-32-bit");
    if (offset === MSI_DATA_64) {
      this.#ledger.broken("capability-32-bit", line, { kind: "data at 12" });
    }
  }

  ownerOfAddress(value: number): ValueOwner {
    if (value === this.address) return "current";
    return this.#earlierAddresses.includes(value) ? "earlier" : "none";
  }

  ownerOfData(value: number): ValueOwner {
    if (isFrom(this.data, value)) return "current";
    return this.#earlierData.some((data) => isFrom(data, value)) ? "earlier" : "none";
  }

  #values() {
    const { enabled, address, data, allocated } = this;
    return { enabled, address, data, allocated };
  }

  #read(capability: MsiCapability): void {
    this.enabled = isMsiEnabled(capability);
    this.address = msiAddressLow(capability);
    this.data = msiData(capability);
    this.allocated = allocatedVectors(capability);
  }

  #remember(before: { address: number; data: number }): void {
    remember(this.#earlierAddresses, before.address, this.address);
    remember(this.#earlierData, before.data, this.data);
  }

  /** With MSI enabled. */
  #judge(line: number): void {
    const { address, data, allocated } = this;
    const ledger = this.#ledger;
    ledger.note("address-programmed", address !== 0, line, { kind: "address zero" });
    const isAligned = (data & (allocated - 1)) === 0;
    const unaligned: Reason = { kind: "unaligned base", base: data, allocated };
    ledger.note("aligned-base-data", isAligned, line, unaligned);
    const high = msiAddressHigh(this.#capability);
    ledger.note("low-guest-address", high === 0, line, { kind: "high address", high });
    ledger.kept("stable-vector-count");
  }
}

function isFrom(base: number, value: number): boolean {
  return value >= base && value < base + VALUES_OF_PAIR;
}

function remember(values: number[], old: number, now: number): void {
  if (old === now || old === 0 || values.includes(old)) return;
  values.push(old);
  if (values.length > EARLIER_KEPT) values.shift();
}
