/**
 * Roles made concrete, so that the world's quirk is the handler itself: one number for each role, or for each
 * kind of number that it compares otherwise; they meet conditions under which all others compare alike
 * (docs/model.md, "When one number for each role is enough"); and back from what the handler wrote to a role.
 */
import { reverseBytes } from "../bits.js";
import type { Role } from "../invariants.js";
import {
  createMsiCapability,
  type MsiCapability,
  programMsiPair,
  setAllocatedVectors,
  setMsiEnabled,
} from "../qemu/msi-capability.js";
import type { HostPair, PhysicalRegisters, PrivateState, QuirkView } from "../quirk.js";
import { offsetOfEntry } from "./msix-entries.js";
import { allocation, granted, type WorldState } from "./state.js";

/** What a guest can write to a register. `data+k`: its base data plus k; `old-`: as read earlier. */
export type GuestValue =
  | "address"
  | "old-address"
  | "foreign-address"
  // Of MSI-X: that of a masked entry, which no other has.
  | "masked-address"
  | `data+${number}`
  | "old-data"
  | "foreign-data"
  | "high-word"
  // The host's pair, as a guest that was given it writes it.
  | "pair-address"
  | "pair-high"
  | `pair-data+${number}`
  | "zero"
  | "other";

const GUEST = {
  address: 0xfee00000,
  old: 0xfee02000,
  foreign: 0xfee04000,
  masked: 0xfee06000,
} as const;
/**
 * The upper half of a guest address. Masked, the aligned one equals its own low half, which is the word at +8.
 * Abstraction: every pair of the guest's has the same.
 */
const GUEST_HIGH = { zero: 0, unaligned: 1, aligned: 0x40, "low-half-zero": 0x10000 } as const;
const GUEST_DATA = { base: 0x4000, old: 0x4200, foreign: 0x4400 } as const;
const HOST = { address: 0xfee01004, high: 0x300, base: 0x4800 } as const;
/** A pair that belongs to one source, whatever becomes of the capability's. */
const SOURCE = { address: 0xfee03004, data: 0x4a00 } as const;
/** Its low bits are 0, as those of every role: masked, it names the same vector in every allocation. */
const OTHER = 0x5a5a5a40;

/** What the components say about the two pairs and the quirk's view of them. */
export const VIEW_READS = [
  "capability",
  "guestHigh",
  "hostHigh",
  "guestBase",
  "hostBase",
  "byteOrder",
  "msi",
  "pair",
  "vectors",
  "grant",
] as const;
export type ViewState = PrivateState & Pick<WorldState, (typeof VIEW_READS)[number]>;

/** What the view of a quirk that follows the window says in addition. */
type QuirkState = ViewState & Pick<WorldState, "window">;

/** The vector offset of `data+k` and `pair-data+k`; undefined for another value. */
export function vectorOf(value: GuestValue): number | undefined {
  const [kind, offset] = value.split("+");
  return kind === "data" || kind === "pair-data" ? Number(offset) : undefined;
}

/** The 32-bit value of a role, as this state's capability has it. */
export function concrete(value: GuestValue, state: ViewState): bigint {
  const vector = vectorOf(value);
  if (vector !== undefined) {
    if (value.startsWith("pair-")) return BigInt(hostBase(state) + vector);
    return BigInt(guestBase(state) + offsetOfEntry(vector, state));
  }
  switch (value) {
    case "pair-address":
      return BigInt(HOST.address);
    case "pair-high":
      return state.hostHigh === "set" ? BigInt(HOST.high) : 0n;
    case "address":
      return state.pair === "zero" ? 0n : BigInt(GUEST.address);
    case "old-address":
      return BigInt(GUEST.old);
    case "foreign-address":
      return BigInt(GUEST.foreign);
    case "masked-address":
      return BigInt(GUEST.masked);
    case "old-data":
      return BigInt(GUEST_DATA.old);
    case "foreign-data":
      return BigInt(GUEST_DATA.foreign);
    case "high-word":
      // Abstraction: the enable bit that shares the high register is left 0, the worst case: a high
      // word of 0 is what an unprogrammed capability's address looks like, and one with the bit set is
      // to the handler as the unaligned one.
      return state.pair === "zero" ? 0n : BigInt(GUEST_HIGH[state.guestHigh]);
    case "zero":
      return 0n;
    default:
      return BigInt(OTHER);
  }
}

/** What the guest means by a value, whatever number the capability makes of it. */
export function roleOfGuestValue(value: GuestValue, state: ViewState): Role {
  const vector = vectorOf(value);
  if (vector !== undefined) return { kind: "guest-data", vector };
  const number = concrete(value, state);
  switch (value) {
    case "address":
    case "old-address":
    case "foreign-address":
    case "masked-address":
    case "pair-address":
      return { kind: "guest-address" };
    case "old-data":
      return { kind: "guest-data", vector: 0 };
    case "foreign-data":
      return { kind: "foreign-data" };
    case "high-word":
      return number === 0n ? { kind: "other", value: number } : { kind: "guest-high" };
    default:
      return { kind: "other", value: number };
  }
}

/**
 * Whose value it is where it arrives: a pair read from a capability that was never programmed is 0, and 0
 * is nobody's.
 */
export function roleInRegister(value: GuestValue, state: ViewState): Role {
  const number = concrete(value, state);
  return number === 0n ? { kind: "other", value: number } : roleOfGuestValue(value, state);
}

/** Whose value the quirk wrote in place of the guest's: the host's for a vector of its grant, or nobody's. */
export function roleOfReplacement(value: bigint, state: ViewState, asked: number): Role {
  return OF_SOURCE.get(value) ?? roleInGrant(value, state, asked) ?? { kind: "other", value };
}

const OF_SOURCE: ReadonlyMap<bigint, Role> = new Map([
  [BigInt(SOURCE.data), { kind: "source-data" }],
  [BigInt(SOURCE.address), { kind: "host-address" }],
]);

function roleInGrant(value: bigint, state: ViewState, asked: number): Role | undefined {
  if (state.grant === "none") return undefined;
  if (value === BigInt(HOST.address)) return { kind: "host-address" };
  const vector = hostVector(value, state, asked);
  return vector === undefined ? undefined : { kind: "host-data", vector };
}

/** The same of what went into a high register. */
export function roleOfHigh(value: bigint, { hostHigh }: ViewState): Role {
  const isHost = hostHigh === "set" && value === BigInt(HOST.high);
  return isHost ? { kind: "host-high" } : { kind: "other", value };
}

/** A data value of the host's, if for no vector of its grant: the base plus an offset it does not reach. */
export function isHostData(value: bigint): boolean {
  return value >= BigInt(HOST.base) && value < BigInt(HOST.base + 0x100);
}

/** A value that only the host has: its data, or the high half of its address with an offset added. */
export function isHostValue(value: bigint): boolean {
  return isHostData(value) || (value >= BigInt(HOST.high) && value < BigInt(HOST.high + 0x100));
}

/**
 * What the quirk sees: QEMU's copy of the capability, and what reading the physical one gives.
 *
 * Each field is worked out when it is looked at, so that a caller who records what is read of a state
 * learns what this step depends on. The tests hold it against `handlerView` of a capability that was
 * programmed by config writes.
 */
export function viewOf(state: QuirkState, asked: number, readFails: boolean): QuirkView {
  return new StateView(state, asked, readFails);
}

class StateView implements QuirkView {
  constructor(
    private readonly state: QuirkState,
    private readonly asked: number,
    readonly readFails: boolean,
  ) {}

  get msiEnabled() {
    return this.state.msi === "enabled";
  }

  get vectorsAllocated() {
    return allocation(this.state, this.asked);
  }

  get vectorsGranted() {
    return granted(this.state, this.asked);
  }

  get is64Bit() {
    return this.state.capability === "64-bit";
  }

  get guestAddressLow() {
    return this.state.pair === "zero" ? 0 : GUEST.address;
  }

  get guestAddressHigh() {
    const { state } = this;
    return this.is64Bit && state.pair === "programmed" ? GUEST_HIGH[state.guestHigh] : 0;
  }

  get guestData() {
    return guestBase(this.state);
  }

  get guestWord8() {
    return this.is64Bit ? this.guestAddressHigh % 0x10000 : this.guestData;
  }

  get physical() {
    return physical(this.state, this.readFails);
  }

  get physicalHigh() {
    return raw(this.hostPair.addressHigh, 4, this.state);
  }

  get physicalData() {
    return raw(this.hostPair.data, 2, this.state);
  }

  get hostPair() {
    return hostPair(this.state, this.readFails);
  }

  get window() {
    return this.state.window;
  }
}

/**
 * The pair of the capability's grant, whatever the layout and the host's byte order. Each part is worked
 * out when it is looked at, as in `viewOf`.
 */
function hostPair(state: ViewState, readFails: boolean): HostPair {
  const readable = () => !readFails && state.grant !== "none";
  return {
    get addressLow() {
      return readable() ? HOST.address : 0;
    },
    get addressHigh() {
      return readable() && state.hostHigh === "set" ? HOST.high : 0;
    },
    get data() {
      return readable() ? hostBase(state) : 0;
    },
  };
}

/** The pair that the host grants to one source of its own. */
export function sourcePair(state: ViewState): HostPair {
  const addressHigh = state.hostHigh === "set" ? HOST.high : 0;
  return { addressLow: SOURCE.address, addressHigh, data: SOURCE.data };
}

/** The capability that `viewOf` speaks of, programmed by config writes as a driver does. */
export function capabilityOf(state: ViewState, asked: number): MsiCapability {
  const is64Bit = state.capability === "64-bit";
  const layout = { is64Bit, hasPerVectorMask: true, maximumVectors: 32 };
  let capability = createMsiCapability(layout);
  if (state.pair === "programmed") {
    const high = is64Bit ? BigInt(GUEST_HIGH[state.guestHigh]) << 32n : 0n;
    capability = programMsiPair(capability, high + BigInt(GUEST.address), guestBase(state));
  }
  capability = setAllocatedVectors(capability, allocation(state, asked));
  return setMsiEnabled(capability, state.msi === "enabled");
}

/**
 * What `pread` leaves in the handler's 32-bit variable: raw bytes, in the host's order. Each worked out
 * when it is looked at, as in `viewOf`.
 */
function physical(state: ViewState, readFails: boolean): PhysicalRegisters {
  const pair = hostPair(state, readFails);
  return {
    get addressLow() {
      return raw(pair.addressLow, 4, state);
    },
    get word8() {
      const is64Bit = state.capability === "64-bit";
      return raw(is64Bit ? pair.addressHigh : pair.data, 2, state);
    },
  };
}

/** So many bytes of a little-endian register as they come to lie in a 32-bit variable of the host's. */
function raw(value: number, bytes: number, state: ViewState): number {
  if (state.byteOrder === "little") return value;
  return reverseBytes(value, bytes) * (bytes === 2 ? 0x10000 : 1);
}

/** The vector of the current grant whose data word this is: the base, its low bits replaced. */
function hostVector(value: bigint, state: ViewState, asked: number): number | undefined {
  const grant = granted(state, asked);
  const base = hostBase(state);
  for (let vector = 0; vector < grant; vector++) {
    if (value === BigInt(base - (base % grant) + vector)) return vector;
  }
  return undefined;
}

function guestBase({ pair, guestBase: base }: ViewState): number {
  if (pair === "zero") return 0;
  return base === "aligned" ? GUEST_DATA.base : GUEST_DATA.base + 1;
}

function hostBase({ hostBase: base }: ViewState): number {
  return base === "aligned" ? HOST.base : HOST.base + 1;
}
