/** Of each time that MSI is enabled: as many vectors from the host as the guest allocated? */
import type { Ledger } from "./ledger.js";

/**
 * QEMU logs the number after it has it (hw/vfio/pci.c vfio_msi_enable: where the host gives fewer it asks again
 * for that many, and says that number; where it gives none there is no such line).
 */
export class GrantWatch {
  readonly #ledger: Ledger;
  #seen = false;
  /** Line that enabled MSI, until the grant is told. */
  #waiting: number | undefined;
  #untold: number | undefined;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Some grant is in this log. */
  get seen(): boolean {
    return this.#seen;
  }

  /** First line that enabled MSI and was followed by no grant. */
  get untold(): number | undefined {
    return this.#untold ?? this.#waiting;
  }

  enable(line: number): void {
    this.#waiting = line;
  }

  disable(): void {
    this.#untold ??= this.#waiting;
    this.#waiting = undefined;
  }

  /** @param allocated by the guest */
  grant(vectors: number, allocated: number, line: number): void {
    this.#seen = true;
    this.#waiting = undefined;
    const fewer = { vectors, allocated };
    this.#ledger.note("full-grant", vectors === allocated, line, {
      kind: "granted fewer",
      ...fewer,
    });
  }
}
