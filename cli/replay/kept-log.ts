/** A log that is read once, and perhaps once more, though what it comes from may be read once only. */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, stat, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { writeError } from "../spool.js";
import { readLog } from "./log-source.js";

export class KeptLog {
  readonly #path: string;
  readonly #stdin: Readable;
  #copy: FileHandle | undefined;

  /** @param path a file, or `-` for `stdin` */
  constructor(path: string, stdin: Readable) {
    this.#path = path;
    this.#stdin = stdin;
  }

  /** Reads it for the first time. @throws UsageError if it cannot be read, or not be kept */
  async *first(): AsyncGenerator<Buffer> {
    const isFile = this.#path !== "-" && (await isRegular(this.#path));
    if (!isFile) this.#copy = await namelessFile();
    for await (const chunk of readLog(this.#path, this.#stdin)) {
      await this.#copy?.appendFile(chunk).catch((error) => {
        throw writeError("temporary folder", error);
      });
      yield chunk;
    }
  }

  /** Reads it again. */
  async *again(): AsyncGenerator<Buffer> {
    if (this.#copy === undefined) yield* readLog(this.#path, this.#stdin);
    else yield* this.#copy.createReadStream({ start: 0, autoClose: false });
  }

  async close(): Promise<void> {
    await this.#copy?.close();
  }
}

async function isRegular(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  // What is not there is not read twice either.
  return found === undefined || found.isFile();
}

/** Nameless from the start: the system removes it however this process ends. */
async function namelessFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `quirkcheck-${randomUUID()}.tmp`);
  const handle = await open(path, "wx+").catch((error) => {
    throw writeError(path, error);
  });
  await unlink(path);
  return handle;
}
