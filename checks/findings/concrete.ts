/**
 * A counterexample's values as numbers: one for each role, and a new one for each generation of a pair that
 * changes, so that a log shows what is stale.
 */

import { reverseBytes } from "../../model/bits.js";
import {
  MSI_ADDRESS_HIGH_64,
  MSI_ADDRESS_LOW,
  MSI_DATA_32,
  MSI_DATA_64,
} from "../../model/qemu/msi-capability.js";
import type { PhysicalRegisters } from "../../model/quirk.js";
import { FAILED_PHYSICAL_READ } from "../../model/quirks/as-posted/handler.js";
import type { Delivery } from "../../model/world/action.js";
import { granted, type WorldState } from "../../model/world/state.js";
import { concrete, type GuestValue, vectorOf, viewOf } from "../../model/world/values.js";
import type { ArrivedPiece } from "../world/run.js";

/** How far the pairs of two generations are apart: data stays aligned for any allocation. */
const ADDRESS_STEP = 0x20;
const DATA_STEP = 0x40;

/** The pair of the host's as it stands: address low and high word, 32 bits each, and data, 16 bits. */
export interface HostValues {
  readonly address: number;
  readonly high: number;
  readonly data: number;
}

/** A write of 4 bytes or less to configuration space. */
export interface ConfigValue {
  /** From the start of the capability. */
  readonly offset: number;
  readonly value: number;
  readonly length: number;
}

/** Follows the pairs of a counterexample through their generations. */
export class PairValues {
  /** Pairs the guest programmed since the machine began, and the host granted. */
  private guestPairs = 0;
  private hostPairs = 0;
  private readonly firstHost: HostValues;

  /**
   * @param start where the counterexample begins
   * @param asked vectors its driver asks for
   */
  constructor(
    private readonly start: WorldState,
    private readonly asked: number,
  ) {
    const plain = { ...start, byteOrder: "little", grant: "asked" } as const;
    const low = viewOf({ ...plain, capability: "32-bit" }, asked, false).physical;
    const wide = viewOf({ ...plain, capability: "64-bit" }, asked, false).physical;
    this.firstHost = { address: low.addressLow, high: wide.word8, data: low.word8 };
  }

  /** The guest's next pair is in the capability, or 0. */
  programPair(after: WorldState): readonly ConfigValue[] {
    if (after.pair === "programmed") this.guestPairs++;
    const is64Bit = after.capability === "64-bit";
    const low = Number(this.guestValue("address", after));
    const high = after.pair === "programmed" ? Number(concrete("high-word", after)) : 0;
    const data = Number(this.guestValue("data+0", after));
    return [
      { offset: MSI_ADDRESS_LOW, value: low, length: 4 },
      ...(is64Bit ? [{ offset: MSI_ADDRESS_HIGH_64, value: high, length: 4 }] : []),
      { offset: is64Bit ? MSI_DATA_64 : MSI_DATA_32, value: data, length: 2 },
    ];
  }

  /** The host has another pair from here on. */
  nextHostPair(): HostValues {
    this.hostPairs++;
    return this.hostValues();
  }

  /** The guest begins anew. */
  resetMachine(): void {
    this.guestPairs = 0;
  }

  /** What the guest writes, 32 bits. */
  guestValue(value: GuestValue, state: WorldState): bigint {
    const known = concrete(value, state);
    const generation = BigInt(Math.max(0, this.guestPairs - 1));
    // An earlier pair is the one before the capability's, or, where that holds 0, the last there was.
    const earlier = state.pair === "zero" || generation === 0n ? generation : generation - 1n;
    const programmed = { ...state, pair: "programmed" } as const;
    if (value === "old-address") {
      return concrete("address", programmed) + earlier * BigInt(ADDRESS_STEP);
    }
    if (value === "old-data") return concrete("data+0", programmed) + earlier * BigInt(DATA_STEP);
    if (state.pair === "zero") return known;
    if (value === "address") return known + generation * BigInt(ADDRESS_STEP);
    return vectorOf(value) === undefined ? known : known + generation * BigInt(DATA_STEP);
  }

  /**
   * What the device got of a piece, by the role the world gives it; undefined if nothing.
   * @throws Error if the role is none that the branch can bring about
   */
  receivedValue(
    { value, branch, received }: ArrivedPiece,
    delivery: Delivery,
    before: WorldState,
  ): bigint | undefined {
    if (received.kind === "lost") return undefined;
    const written = this.guestValue(value, before);
    if (branch !== "replace-address" && branch !== "replace-data") return written;
    const { address, data } = this.hostValues();
    if (received.kind === "host-address") return BigInt(address);
    if (received.kind === "host-data") {
      const grant = granted(before, this.asked);
      return BigInt(data - (data % grant) + received.vector);
    }
    if (received.kind !== "other") throw new Error(`${branch} does not give ${received.kind}`);
    // Not one of the host's words: as far from what was read as in the model.
    const fails = delivery === "read-fails";
    const inModel = viewOf(before, this.asked, fails).physical;
    const here = fails || before.grant === "none" ? FAILED_PHYSICAL_READ : this.physical();
    const [was, is] =
      branch === "replace-address"
        ? [inModel.addressLow, here.addressLow]
        : [inModel.word8, here.word8];
    return BigInt(received.value) - BigInt(was) + BigInt(is);
  }

  private hostValues(): HostValues {
    const generation = Math.max(0, this.hostPairs - 1);
    const { address, high, data } = this.firstHost;
    return {
      address: address + generation * ADDRESS_STEP,
      high,
      data: data + generation * DATA_STEP,
    };
  }

  /** What the handler's reads leave in its variable. */
  private physical(): PhysicalRegisters {
    const { address, high, data } = this.hostValues();
    const word = this.start.capability === "64-bit" ? high : data;
    if (this.start.byteOrder === "little") return { addressLow: address, word8: word };
    return { addressLow: reverseBytes(address, 4), word8: reverseBytes(word, 2) * 0x10000 };
  }
}
