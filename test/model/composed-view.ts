/** What the tests of composed quirks have in common. */
import type { QuirkView } from "../../model/quirk.js";
import { type Features, NO_FEATURES } from "../../model/quirks/composed/features.js";

/** Every number another one. */
export const VIEW: QuirkView = {
  msiEnabled: true,
  vectorsAllocated: 4,
  vectorsGranted: 4,
  is64Bit: false,
  guestAddressLow: 0xfee0_0000,
  guestAddressHigh: 0x17,
  guestWord8: 0x4021,
  guestData: 0x4100,
  readFails: false,
  physical: { addressLow: 0xa0, word8: 0xb0 },
  physicalHigh: 0xc0,
  physicalData: 0xd0,
  hostPair: { addressLow: 0xfee0_1004, addressHigh: 0x303, data: 0x4803 },
  window: "B",
};

export const view = (over: Partial<QuirkView>): QuirkView => ({ ...VIEW, ...over });
export const features = (over: Partial<Features>): Features => ({ ...NO_FEATURES, ...over });
export const write = (value: bigint, offset = 8) => ({ offset, size: 4, value });
