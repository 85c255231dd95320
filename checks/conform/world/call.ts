/** Calls of the C as the world makes them, and what they find in the capabilities. */
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import type { QuirkView } from "../../../model/quirk.js";
import { CONTROL, INPUT, REGISTERS, STEP_INPUT_WORDS } from "../compiled/records.js";

/** A call of a callback, whatever it finds. */
export interface Call {
  /** Bits of CONTROL. */
  readonly control: number;
  readonly access: WriteAccess;
}

/** A call of the write callback. */
export function writeCall({ readFails }: QuirkView, access: WriteAccess): Call {
  return { control: readFails ? CONTROL.readFails : 0, access };
}

/** Different for different calls. */
export function callKey({ control, access: { offset, size, value } }: Call): string {
  return `${control},${offset},${size},${value}`;
}

/** Makes it the first input of the batch. */
export function writeCallInput(words: Uint32Array, { control, access }: Call): void {
  words.fill(0, 0, STEP_INPUT_WORDS);
  words[INPUT.control] = control;
  words[INPUT.size] = access.size;
  words[INPUT.value] = Number(access.value & 0xffffffffn);
  words[INPUT.value + 1] = Number(access.value >> 32n);
  words[INPUT.offset] = access.offset;
}

/** What a register holds, by its position in REGISTERS. */
export function registerIn(view: QuirkView, register: number): number {
  const { hostPair } = view;
  switch (REGISTERS[register]) {
    case "enabled":
      return view.msiEnabled ? 1 : 0;
    case "vectors":
      return Math.log2(view.vectorsAllocated);
    case "layout":
      return view.is64Bit ? 1 : 0;
    case "guestAddress":
      return view.guestAddressLow;
    case "guestWord8":
      return view.guestWord8;
    case "guestUpper":
      return view.is64Bit ? upper(view.guestAddressHigh, view.guestData) : 0;
    case "hostAddress":
      return view.physical.addressLow;
    case "hostWord8":
      return view.physical.word8;
    case "hostUpper":
      return view.is64Bit ? upper(hostPair.addressHigh, hostPair.data) : 0;
    default:
      throw new RangeError(`no register ${register}`);
  }
}

/** The words at + 10 and + 12: the upper half of the address's upper half, and the data. */
function upper(high: number, data: number): number {
  return ((high >>> 16) | ((data & 0xffff) << 16)) >>> 0;
}

/** MSI enabled with one vector, both pairs programmed: none of their numbers is another's. */
export const PROGRAMMED: QuirkView = {
  msiEnabled: true,
  vectorsAllocated: 1,
  vectorsGranted: 1,
  guestAddressLow: 0xfee00000,
  guestAddressHigh: 0,
  guestData: 0x4000,
  guestWord8: 0x4000,
  physical: { addressLow: 0xfee01004, word8: 0x4800 },
  physicalHigh: 0,
  physicalData: 0x4800,
  hostPair: { addressLow: 0xfee01004, addressHigh: 0, data: 0x4800 },
  is64Bit: false,
  readFails: false,
  window: "A",
};
