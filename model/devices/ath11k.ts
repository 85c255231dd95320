/** Chips of ath11k. Sources are given with each; short names as in docs/devices.md. */
import { COPY_ENGINE_BLOCK, UMAC_BLOCK } from "./blocks.js";
import type { Chip, CopyEngine, RingUse, Source, VectorRange } from "./chip.js";
import { WINDOW_REGISTER } from "./windows.js";

const SOURCES: readonly Source[] = [
  { what: "device id", cite: "torvalds/linux ath11k/pci.c @88fd03cf *_DEVICE_ID" },
  {
    what: "window kind, shadow registers",
    cite: "ath11k/core.c ath11k_hw_params static_window_map, supports_shadow_regs (RajasJoshi/OpenWrt-backports @88cb5926)",
  },
  { what: "ring bases", cite: "torvalds/linux ath11k/hw.c @031ffa6c register tables" },
  {
    what: "copy engines",
    cite: "ath11k/ce.c host_ce_config (RajasJoshi/OpenWrt-backports @88cb5926)",
  },
  {
    what: "interrupt groups",
    cite: "ath11k/hw.c ring masks, dp.c ath11k_dp_srng_msi_setup (RajasJoshi/OpenWrt-backports @88cb5926)",
  },
  { what: "vectors", cite: "torvalds/linux ath11k/pcic.c @0cfaf224 ath11k_msi_config" },
];

const source = (index: number): CopyEngine => ({ index, direction: "source" });
const destination = (index: number): CopyEngine => ({ index, direction: "destination" });

/** Vectors of the chips that ask for 32. */
const RANGES_OF_32: readonly VectorRange[] = [
  { user: "MHI", base: 0, count: 3 },
  { user: "copy engines", base: 3, count: 10 },
  { user: "wake", base: 13, count: 1 },
  { user: "data path", base: 14, count: 18 },
];

/** QCA6390 and WCN6855: num_rxmda_per_pdev is 2, rxdma1_enable false. */
const MOBILE_USE: RingUse = {
  copyEngines: [source(0), destination(1), destination(2), source(3), destination(5), source(7)],
  txCompletion: [{ index: 0, group: 0 }],
  rxRelease: { index: 3, group: 0 },
  reoException: 0,
  reoStatus: 0,
  reoDestination: [7, 8, 9, 10],
  byMessage: [
    { kind: "error", groups: [0, 1] },
    { kind: "monitor status", groups: [4, 5] },
  ],
};

export const QCA6390: Chip = {
  id: "qca6390",
  name: "QCA6390",
  deviceId: 0x1101,
  driver: "ath11k",
  window: "dynamic",
  windowRegister: WINDOW_REGISTER,
  shadowRegisters: true,
  barSize: null,
  layout: {
    copyEngines: UMAC_BLOCK,
    reoDestination: 0x244,
    reoException: 0x3a4,
    reoStatus: 0x4ac,
    reoCommand: 0x194,
    reoReinject: 0x1ec,
    step: 0x58,
    wbmToSoftware: 0x910,
    wbmRelease: 0x1d8,
    wbmIdle: 0x860,
    tclData: 0x684,
    tclCommand: 0x78c,
    tclStatus: 0x894,
  },
  use: MOBILE_USE,
  vectors: 32,
  vectorRanges: RANGES_OF_32,
  sources: SOURCES,
};

export const WCN6855: Chip = {
  id: "wcn6855",
  name: "WCN6855",
  deviceId: 0x1103,
  driver: "ath11k",
  window: "dynamic",
  windowRegister: WINDOW_REGISTER,
  shadowRegisters: true,
  barSize: 0x200000,
  layout: {
    copyEngines: COPY_ENGINE_BLOCK,
    reoDestination: 0x244,
    reoException: 0x454,
    reoStatus: 0x55c,
    reoCommand: 0x194,
    reoReinject: 0x1ec,
    step: 0x58,
    wbmToSoftware: 0x920,
    wbmRelease: 0x1e8,
    wbmIdle: 0x870,
    tclData: 0x690,
    tclCommand: 0x798,
    tclStatus: 0x8a0,
  },
  use: MOBILE_USE,
  vectors: 32,
  vectorRanges: RANGES_OF_32,
  sources: [
    ...SOURCES,
    { what: "BAR 0 size", cite: "QubesOS/qubes-issues 10526 (dmesg: 0xf2000000-0xf21fffff)" },
    {
      what: "13 of the MSI registers",
      cite: "the trace in the comment of 20240812170045.1584000-1-alex.williamson@redhat.com",
    },
  ],
};

export const QCN9074: Chip = {
  id: "qcn9074",
  name: "QCN9074",
  deviceId: 0x1104,
  driver: "ath11k",
  window: "static",
  windowRegister: WINDOW_REGISTER,
  shadowRegisters: false,
  barSize: null,
  layout: {
    copyEngines: COPY_ENGINE_BLOCK,
    reoDestination: 0x29c,
    reoException: 0x3fc,
    reoStatus: 0x504,
    reoCommand: 0x194,
    reoReinject: 0x1ec,
    step: 0x58,
    wbmToSoftware: 0x924,
    wbmRelease: 0x1ec,
    wbmIdle: 0x874,
    tclData: 0x4f0,
    tclCommand: 0x5f8,
    tclStatus: 0x700,
  },
  use: {
    copyEngines: [source(0), destination(1), destination(2), source(3), destination(5)],
    txCompletion: [0, 1, 2].map((index) => ({ index, group: index })),
    rxRelease: { index: 3, group: 3 },
    reoException: 3,
    reoStatus: 3,
    reoDestination: [4, 5, 6, 7],
    byMessage: [
      { kind: "refill", groups: [3] },
      { kind: "error", groups: [3] },
      { kind: "monitor status", groups: [3] },
      { kind: "monitor destination", groups: [3] },
    ],
  },
  vectors: 16,
  vectorRanges: [
    { user: "MHI", base: 0, count: 3 },
    { user: "copy engines", base: 3, count: 5 },
    { user: "data path", base: 8, count: 8 },
  ],
  sources: SOURCES,
};
