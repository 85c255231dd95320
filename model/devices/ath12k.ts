/** Chips of ath12k, as of Linux 6.18, and the one that came after it. */
import { COPY_ENGINE_BLOCK } from "./blocks.js";
import type { Chip, CopyEngine, RegisterLayout, RingUse, Source, VectorRange } from "./chip.js";
import { WINDOW_REGISTER } from "./windows.js";

const SOURCES: readonly Source[] = [
  {
    what: "device id, window kind, vectors",
    cite: "ath12k/pci.c ath12k_pci_id_table, ath12k_pci_probe, ath12k_msi_config (RajasJoshi/OpenWrt-backports @88cb5926)",
  },
  {
    what: "ring bases, shadow registers, interrupt groups",
    cite: "ath12k/hw.c (RajasJoshi/OpenWrt-backports @88cb5926; shared values equal in JuliusBairaktaris/mac80211-nss-staging @65819192)",
  },
  {
    what: "copy engines",
    cite: "ath12k/ce.c host_ce_config (RajasJoshi/OpenWrt-backports @88cb5926)",
  },
  {
    what: "interrupt groups of monitor status, since Linux 6.18",
    cite: "torvalds/linux ath12k/wifi7/hw.c @023ace9f ring_mask_wcn7850, num_rxdma_per_pdev; dp.c ath12k_dp_srng_calculate_msi_group",
  },
];

const source = (index: number): CopyEngine => ({ index, direction: "source" });
const destination = (index: number): CopyEngine => ({ index, direction: "destination" });
const completion = (indices: readonly number[]) =>
  indices.map((index, group) => ({ index, group }));

const RANGES: readonly VectorRange[] = [
  { user: "MHI", base: 0, count: 3 },
  { user: "copy engines", base: 3, count: 5 },
  { user: "data path", base: 8, count: 8 },
];

/** What all ath12k chips have in common. */
const COMMON = { copyEngines: COPY_ENGINE_BLOCK, step: 0x78 };
const TCL = { tclData: 0x900, tclCommand: 0xb58, tclStatus: 0xd38 };
const REO_OF_V1 = {
  reoDestination: 0x4e4,
  reoException: 0x8a4,
  reoStatus: 0xa84,
  reoCommand: 0x28c,
  reoReinject: 0x304,
};
const REO_OF_V2 = {
  reoDestination: 0x500,
  reoException: 0x8c0,
  reoStatus: 0xaa0,
  reoCommand: 0x2a8,
  reoReinject: 0x320,
};
const WBM_OF_V2 = { wbmToSoftware: 0xe08, wbmRelease: 0x37c, wbmIdle: 0xd3c };

/** CE5 has no entries and CE7 no interrupt on these chips; rxdma1_enable is false, num_rxdma_per_pdev 2. */
const MOBILE_USE: RingUse = {
  copyEngines: [source(0), destination(1), destination(2), source(3)],
  txCompletion: completion([0, 2, 4]),
  rxRelease: { index: 3, group: 0 },
  reoException: 0,
  reoStatus: 0,
  reoDestination: [3, 4, 5, 6],
  byMessage: [{ kind: "monitor status", groups: [4, 5] }],
};

export const WCN7850: Chip = {
  id: "wcn7850",
  name: "WCN7850",
  deviceId: 0x1107,
  driver: "ath12k",
  window: "dynamic",
  windowRegister: WINDOW_REGISTER,
  shadowRegisters: true,
  barSize: null,
  layout: { ...COMMON, ...TCL, ...REO_OF_V1, ...WBM_OF_V2 },
  use: MOBILE_USE,
  vectors: 16,
  vectorRanges: RANGES,
  sources: SOURCES,
};

/** The versions differ in where REO and WBM have their rings, not in which rings there are. */
const QCN9274_USE: RingUse = {
  copyEngines: [
    source(0),
    destination(1),
    destination(2),
    source(3),
    destination(5),
    source(7),
    destination(14),
  ],
  txCompletion: completion([0, 1, 2, 4]),
  rxRelease: { index: 3, group: 3 },
  reoException: 3,
  reoStatus: 3,
  reoDestination: [4, 5, 6, 7],
  byMessage: [{ kind: "refill", groups: [3] }],
};

const QCN9274_SOURCES: readonly Source[] = [
  ...SOURCES,
  { what: "BAR 0 size", cite: "openwrt/openwrt pull request 22969 (0xfc600000-0xfc7fffff)" },
];

export const QCN9274_V1: Chip = qcn9274("v1", QCN9274_USE, {
  ...COMMON,
  ...TCL,
  ...REO_OF_V1,
  wbmToSoftware: 0xdd8,
  wbmRelease: 0x34c,
  wbmIdle: 0xd0c,
});

export const QCN9274_V2: Chip = qcn9274(
  "v2",
  {
    ...QCN9274_USE,
    // Only with rxdma1_enable, as here: the worse case for a trap.
    byMessage: [...QCN9274_USE.byMessage, { kind: "monitor destination", groups: [8, 9, 10] }],
  },
  {
    ...COMMON,
    ...TCL,
    ...REO_OF_V2,
    ...WBM_OF_V2,
  },
);

function qcn9274(version: "v1" | "v2", use: RingUse, layout: RegisterLayout): Chip {
  return {
    id: `qcn9274-${version}`,
    name: `QCN9274 ${version}`,
    deviceId: 0x1109,
    driver: "ath12k",
    window: "static",
    windowRegister: WINDOW_REGISTER,
    shadowRegisters: false,
    barSize: 0x200000,
    layout,
    use,
    vectors: 16,
    vectorRanges: RANGES,
    sources: QCN9274_SOURCES,
  };
}

/** Came upstream after the patch, which does not list it. */
export const QCC2072: Chip = {
  id: "qcc2072",
  name: "QCC2072",
  deviceId: 0x1112,
  driver: "ath12k",
  window: "dynamic",
  windowRegister: 0x3278,
  shadowRegisters: true,
  barSize: null,
  layout: {
    ...COMMON,
    ...REO_OF_V2,
    ...WBM_OF_V2,
    tclData: 0x918,
    tclCommand: 0xb70,
    tclStatus: 0xd50,
  },
  use: MOBILE_USE,
  vectors: 16,
  vectorRanges: RANGES,
  sources: [
    {
      what: "device id, window kind and register, vectors",
      cite: "torvalds/linux ath12k/wifi7/pci.c ath12k_wifi7_pci_id_table, ath12k_wifi7_pci_probe, ath12k_wifi7_msi_config, WINDOW_REG_ADDRESS_QCC2072",
    },
    {
      what: "ring bases",
      cite: "torvalds/linux ath12k/wifi7/hal_qcc2072.c @023ace9f qcc2072_regs",
    },
    {
      what: "copy engines, interrupt groups, shadow registers: those of WCN7850",
      cite: "torvalds/linux ath12k/wifi7/hw.c @023ace9f ath12k_wifi7_hw_params (qcc2072 hw1.0)",
    },
  ],
};
