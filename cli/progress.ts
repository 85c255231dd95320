/** A progress line on the terminal, for what takes longer than a glance. */
import type { Writable } from "node:stream";

const QUIET_MS = 2000;
const INTERVAL_MS = 250;

/** Shows nothing unless `stream` is a terminal and two seconds have passed. */
export class Progress {
  readonly #stream: Writable & { readonly isTTY?: boolean };
  #next = performance.now() + QUIET_MS;
  #shown = false;

  constructor(stream: Writable & { readonly isTTY?: boolean }) {
    this.#stream = stream;
  }

  /** Called now and then with how far it is. */
  update(text: string): void {
    if (this.#stream.isTTY !== true || performance.now() < this.#next) return;
    this.#next = performance.now() + INTERVAL_MS;
    this.#shown = true;
    this.#stream.write(`\r\u001b[K${text}`);
  }

  /** Before work that cannot report: shown at once, on a terminal. */
  now(text: string): void {
    this.#next = 0;
    this.update(text);
  }

  /** Wipes the line. */
  clear(): void {
    if (this.#shown) this.#stream.write("\r\u001b[K");
    this.#shown = false;
  }
}
