import { PassThrough } from "node:stream";

/** Keeps what was written, as text. */
export class Collector extends PassThrough {
  readonly #chunks: string[] = [];

  constructor() {
    super();
    this.on("data", (chunk: Buffer) => this.#chunks.push(chunk.toString("utf8")));
  }

  get text(): string {
    return this.#chunks.join("");
  }
}
