/**
 * The register by which a driver resets the whole chip.
 *
 * Source: Linux ath11k pci.c and ath12k pci.c, `*_pci_soc_global_reset`: bit 0 of PCIE_SOC_GLOBAL_RESET set,
 * and cleared again. It lies below every window, so it is at one offset on every chip; the PCI core's reset of
 * such devices on the host (linux-pci 20260630065815.199693-1-jtornosm@redhat.com) writes the same.
 */

/** BAR 0 offset. */
export const SOC_GLOBAL_RESET = 0x3008;

/** True if the value, 32 bits, written there resets the chip. */
export function resetsSoc(value: number): boolean {
  return value % 2 === 1;
}
