/**
 * Register blocks that all chips have at the same place: bytes from the start of the SoC.
 *
 * Source: Linux ath11k hal.h (HAL_SEQ_WCSS_UMAC_*, HAL_CE_WFSS_CE_REG_BASE; torvalds/linux @0ee28c9a);
 * ath12k hal.h has the same (RajasJoshi/OpenWrt-backports @88cb5926).
 */

export const UMAC_BLOCK = 0xa00000;
export const WBM_BLOCK = 0xa34000;
export const REO_BLOCK = 0xa38000;
export const TCL_BLOCK = 0xa44000;
export const COPY_ENGINE_BLOCK = 0x1b80000;

/** From one copy engine to the next, from its source ring to its destination ring, and on to its status. */
export const COPY_ENGINE_STEP = 0x2000;
export const COPY_ENGINE_DESTINATION = 0x1000;
export const COPY_ENGINE_STATUS = 0x58;

/**
 * From a ring's base register to its MSI registers. Of every ring and chip: computed from the columns
 * tcl1 and reo1 of the register tables in ath11k hw.c and ath12k hw.c; source rings use the one,
 * destination rings the other (ath11k hal.c, ath11k_hal_srng_src_hw_init and _dst_hw_init).
 */
export const MSI_ADDRESS_LOW = 0x48;
export const MSI_ADDRESS_HIGH = 0x4c;
export const MSI_DATA = 0x50;

/**
 * Where a block keeps its rings' head and tail pointers, from the start of the block (of a copy engine:
 * of the ring). Source: ath11k hal.h HAL_TCL1_RING_HP 0x2000, HAL_WBM0_RELEASE_RING_HP 0x30c0,
 * HAL_CE_DST_RING_HP 0x400; REO pointers are at 0x3000 and up.
 * Abstraction: which register of that page belongs to which ring is left out, for a trap costs pages.
 */
export const POINTERS = { copyEngine: 0x400, wbm: 0x3000, reo: 0x3000, tcl: 0x2000 } as const;
