/**
 * A second reference of what the device gets, written from the C of the patch and of QEMU alone, over bytes of
 * configuration space: nothing of model/ is in it. A 32-bit capability of 32 vectors.
 *
 * Source: the patch's vfio_ath_quirk_write and its MemoryRegionOps; QEMU hw/pci/msi.c msi_init (what can be
 * written), system/physmem.c memory_access_size, system/memory.c access_with_adjusted_size.
 */

/** A piece of a write, as the device gets it. */
export interface ReferenceWrite {
  readonly address: number;
  readonly size: number;
  readonly guest: bigint;
  /** Null: nothing. */
  readonly device: bigint | null;
  readonly branch: string;
}

export interface ReferenceSetup {
  readonly capability: number;
  readonly window: { readonly base: number; readonly size: number };
  readonly host: { readonly address: number; readonly data: number };
}

/** Offsets in the capability, and which bits of each byte a guest can write. */
const WRITABLE: readonly number[] = [0, 0, 0x71, 0, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff];

export class Reference {
  /** PCI_MSI_FLAGS to PCI_MSI_DATA_32 and its neighbours. */
  readonly #bytes = new Uint8Array(WRITABLE.length);
  /** `msi_data_addr` */
  cookie = 0;

  constructor(private readonly setup: ReferenceSetup) {}

  /** Little-endian words of the capability. */
  get address(): number {
    return new DataView(this.#bytes.buffer).getUint32(4, true);
  }

  get data(): number {
    return new DataView(this.#bytes.buffer).getUint16(8, true);
  }

  get vectors(): number {
    return 1 << (((this.#bytes[2] ?? 0) >> 4) & 7);
  }

  config(address: number, value: number, length: number): void {
    for (let i = 0; i < length; i++) {
      const at = address + i - this.setup.capability;
      const mask = WRITABLE[at];
      if (mask === undefined) continue;
      const byte = Math.floor(value / 2 ** (8 * i)) & 0xff;
      this.#bytes[at] = ((this.#bytes[at] ?? 0) & ~mask) | (byte & mask);
    }
  }

  write(address: number, value: bigint, size: number): ReferenceWrite[] {
    const made: ReferenceWrite[] = [];
    for (let at = 0; at < size; ) {
      const length = pieceAt(address + at, size - at);
      const piece = (value >> BigInt(8 * at)) & (2n ** BigInt(8 * length) - 1n);
      made.push(...this.#dispatch(address + at, piece, length));
      at += length;
    }
    return made;
  }

  #dispatch(address: number, guest: bigint, size: number): ReferenceWrite[] {
    const { base, size: length } = this.setup.window;
    if (address < base || address >= base + length) {
      return [{ address, size, guest, device: guest, branch: "outside" }];
    }
    if (size < 4) return [{ address, size, guest, device: null, branch: "rejected" }];
    // No .impl: at most 4 bytes a call, the low half first.
    const calls = size === 4 ? [guest] : [guest & 0xffffffffn, guest >> 32n];
    return calls.map((data, i) => this.#handle(address + 4 * i, data));
  }

  #handle(address: number, guest: bigint): ReferenceWrite {
    const { base } = this.setup.window;
    const { host } = this.setup;
    const addr = address - base;
    const made = (branch: string, device: bigint) => ({ address, size: 4, guest, device, branch });
    if (((this.#bytes[2] ?? 0) & 1) === 0) return made("pass", guest);
    if (guest === BigInt(this.address)) {
      this.cookie = addr + 8;
      return made("replace-address", BigInt(host.address));
    }
    if (this.cookie === 0 || this.cookie !== addr) return made("pass", guest);
    this.cookie = 0;
    const nr = guest % BigInt(this.vectors);
    if (guest - nr !== BigInt(this.data)) return made("data-mismatch", guest);
    return made("replace-data", BigInt(host.data) + nr);
  }
}

/** The largest power of two of bytes, at most 8, that fits and that the address is a multiple of. */
function pieceAt(address: number, left: number): number {
  for (const size of [8, 4, 2]) if (size <= left && address % size === 0) return size;
  return 1;
}
