/** The rings of a chip with all that follows from its data: registers, vectors, and how each gets an MSI. */
import {
  COPY_ENGINE_DESTINATION,
  COPY_ENGINE_STATUS,
  COPY_ENGINE_STEP,
  MSI_ADDRESS_HIGH,
  MSI_ADDRESS_LOW,
  MSI_DATA,
  POINTERS,
  REO_BLOCK,
  TCL_BLOCK,
  WBM_BLOCK,
} from "./blocks.js";
import type { Chip, CopyEngine, VectorRange } from "./chip.js";
import { barRegister } from "./windows.js";

/** How a ring learns its MSI pair: `none`, the driver gives it none. */
export type MsiPath = "mmio" | "message" | "none";

/** BAR 0 offsets of a ring's MSI registers, in bytes; each register is 4 bytes. */
export interface MsiRegisters {
  readonly address: number;
  /** Address bits 39:32 and, in bit 8, enable. */
  readonly high: number;
  readonly data: number;
  /** What a dynamic window must be set to for these offsets to be the ring's; null: no setting needed. */
  readonly setting: number | null;
}

export interface Ring {
  /** Stable within its chip: `ce1-destination`. */
  readonly id: string;
  readonly name: string;
  readonly path: MsiPath;
  /** Whose vectors it uses; null without an MSI. */
  readonly user: VectorRange["user"] | null;
  /** Offset of its vector from the base data, with all vectors granted; null without an MSI. */
  readonly vector: number | null;
  /** Programmed only once firmware and host talk to each other, so a device without interrupts never gets there. */
  readonly late: boolean;
  /** Base register, bytes from the start of the SoC; null where the ring has none that the host reaches. */
  readonly soc: number | null;
  /** Where its MSI registers are, whether the driver writes them or not; null as above. */
  readonly registers: MsiRegisters | null;
  /** BAR 0 offset from which on the driver writes its pointers; null: not in a window, or not by MMIO. */
  readonly doorbell: number | null;
}

/** A ring before its registers are known. */
interface Plan extends Pick<Ring, "id" | "name" | "path" | "user" | "late"> {
  /** Index or group within the user's vectors. */
  readonly index: number;
  readonly soc: number | null;
  /** Start of its pointers, bytes from the start of the SoC. */
  readonly pointers: number | null;
}

/** All rings of a chip that the sources name: those with an MSI first, in the order they are programmed in. */
export function ringsOf(chip: Chip): readonly Ring[] {
  const plans = [
    ...copyEngines(chip),
    ...wbm(chip),
    ...reo(chip),
    ...byMessage(chip),
    ...withoutMsi(chip),
  ];
  return plans.map((plan) => ring(chip, plan));
}

/** The rings whose MSI the driver writes through BAR 0: the slots that a trap can see. */
export function mmioRingsOf(chip: Chip): readonly (Ring & { readonly registers: MsiRegisters })[] {
  return ringsOf(chip).filter(
    (it): it is Ring & { readonly registers: MsiRegisters } =>
      it.path === "mmio" && it.registers !== null,
  );
}

function ring(chip: Chip, plan: Plan): Ring {
  const { id, name, path, user, late, soc } = plan;
  const registers = soc === null ? null : msiRegisters(chip, soc);
  const vector = vectorOf(chip, user, plan.index);
  const doorbell =
    plan.pointers === null || chip.shadowRegisters ? null : barRegister(chip, plan.pointers).offset;
  return { id, name, path, user, vector, late, soc, registers, doorbell };
}

function msiRegisters(chip: Chip, soc: number): MsiRegisters {
  const { offset: address, setting } = barRegister(chip, soc + MSI_ADDRESS_LOW);
  const high = barRegister(chip, soc + MSI_ADDRESS_HIGH).offset;
  return { address, high, data: barRegister(chip, soc + MSI_DATA).offset, setting };
}

/**
 * `ep_base_data + base_vector + (index % num_vectors)`: ath11k pcic.c ath11k_pcic_get_user_msi_assignment
 * and its callers in ce.c and dp.c; ath12k the same. Null for a ring whose user has no vectors, or that has none.
 */
function vectorOf({ vectorRanges }: Chip, user: Ring["user"], index: number): number | null {
  const range = vectorRanges.find((it) => it.user === user);
  return range === undefined ? null : range.base + (index % range.count);
}

/** ath11k ce.c ath11k_ce_srng_msi_ring_params_setup: only copy engines with interrupts count. */
function copyEngines({ layout, use }: Chip): Plan[] {
  return use.copyEngines.flatMap((engine, index): Plan[] => {
    const source = layout.copyEngines + engine.index * COPY_ENGINE_STEP;
    const plan = (kind: string, soc: number): Plan => ({
      id: `ce${engine.index}-${kind.replace(" ", "-")}`,
      name: `CE${engine.index} ${kind}`,
      path: "mmio",
      user: "copy engines",
      late: false,
      index,
      soc,
      pointers: engineStart(engine, source) + POINTERS.copyEngine,
    });
    if (engine.direction === "source") return [plan("source", source)];
    const destination = source + COPY_ENGINE_DESTINATION;
    return [
      plan("destination", destination),
      plan("destination status", destination + COPY_ENGINE_STATUS),
    ];
  });
}

function engineStart({ direction }: CopyEngine, source: number): number {
  return direction === "source" ? source : source + COPY_ENGINE_DESTINATION;
}

function wbm({ layout, use }: Chip): Plan[] {
  const plan = (purpose: string, index: number, group: number): Plan => ({
    ...dataPath(`wbm2sw${index}`, `WBM2SW${index} (${purpose})`, group),
    soc: WBM_BLOCK + layout.wbmToSoftware + index * layout.step,
    pointers: WBM_BLOCK + POINTERS.wbm,
  });
  return [
    ...use.txCompletion.map(({ index, group }) => plan("tx completion", index, group)),
    plan("rx release", use.rxRelease.index, use.rxRelease.group),
  ];
}

function reo({ layout, use }: Chip): Plan[] {
  const plan = (id: string, name: string, group: number): Plan => ({
    ...dataPath(id, name, group),
    pointers: REO_BLOCK + POINTERS.reo,
  });
  return [
    {
      ...plan("reo-exception", "REO exception", use.reoException),
      soc: REO_BLOCK + layout.reoException,
    },
    { ...plan("reo-status", "REO status", use.reoStatus), soc: REO_BLOCK + layout.reoStatus },
    ...use.reoDestination.map((group, index) => ({
      ...plan(`reo-destination${index}`, `REO destination ${index}`, group),
      soc: REO_BLOCK + layout.reoDestination + index * layout.step,
      late: true,
    })),
  ];
}

/** HTT SRING_SETUP: the pair is written to guest memory and read by the firmware (dp_tx.c). */
function byMessage({ use }: Chip): Plan[] {
  return use.byMessage.flatMap(({ kind, groups }) =>
    groups.map((group, index): Plan => {
      const id = `rxdma-${kind.replace(" ", "-")}${index}`;
      return { ...dataPath(id, `RXDMA ${kind} ${index}`, group), path: "message", late: true };
    }),
  );
}

/** Rings the driver never gives an MSI (HAL_SRNG_FLAGS_MSI_INTR not set): they have the registers all the same. */
function withoutMsi({ layout }: Chip): Plan[] {
  const plan = (name: string, block: number, base: number, pointers: number): Plan => ({
    ...dataPath(name.toLowerCase().replace(/ /g, "-"), name, 0),
    path: "none",
    user: null,
    soc: block + base,
    pointers: block + pointers,
  });
  return [
    plan("SW2WBM release", WBM_BLOCK, layout.wbmRelease, POINTERS.wbm),
    plan("WBM idle link", WBM_BLOCK, layout.wbmIdle, POINTERS.wbm),
    plan("TCL data", TCL_BLOCK, layout.tclData, POINTERS.tcl),
    plan("TCL command", TCL_BLOCK, layout.tclCommand, POINTERS.tcl),
    plan("TCL status", TCL_BLOCK, layout.tclStatus, POINTERS.tcl),
    plan("REO command", REO_BLOCK, layout.reoCommand, POINTERS.reo),
    plan("SW2REO", REO_BLOCK, layout.reoReinject, POINTERS.reo),
  ];
}

function dataPath(id: string, name: string, group: number): Plan {
  const common = { path: "mmio", user: "data path", late: false } as const;
  return { id, name, ...common, index: group, soc: null, pointers: null };
}
