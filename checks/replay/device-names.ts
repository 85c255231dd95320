/** Which device's events a replay follows: logs of a machine with two vfio devices hold both. */

/** An answer of `DeviceSelector`: follow the event, pass it by, or give up because two devices are there. */
export type Selection = "follow" | "other" | { readonly ambiguous: readonly [string, string] };

/** How many names are kept for an error message; a log of garbage may hold any number. */
const NAMES_KEPT = 16;

/** Follows the named device, or, without a name, the only one of the log. */
export class DeviceSelector {
  readonly #wanted: string | undefined;
  readonly #seen = new Set<string>();

  /** @param wanted the device's name as QEMU prints it; undefined: the log holds only one */
  constructor(wanted: string | undefined) {
    this.#wanted = wanted;
  }

  /** Decides on an event of the device `name`. */
  select(name: string): Selection {
    if (!this.#seen.has(name)) {
      const [first] = this.#seen;
      if (this.#wanted === undefined && first !== undefined) return { ambiguous: [first, name] };
      if (this.#seen.size < NAMES_KEPT || name === this.#wanted) this.#seen.add(name);
    }
    return this.#wanted === undefined || this.#wanted === name ? "follow" : "other";
  }

  /** Names seen so far, in the order of the log: the first 16, and the wanted one wherever it was. */
  get seen(): readonly string[] {
    return [...this.#seen];
  }

  /** The name that was asked for and not seen; undefined if there is none. */
  get missing(): string | undefined {
    return this.#wanted !== undefined && !this.#seen.has(this.#wanted) ? this.#wanted : undefined;
  }
}
