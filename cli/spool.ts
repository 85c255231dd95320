/**
 * Output that appears whole or not at all: written to a temporary file first, handed over at the end.
 * A replay of any length thus needs constant memory, and bad input on its last line leaves nothing behind.
 */
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import {
  chmod,
  type FileHandle,
  lstat,
  open,
  realpath,
  rename,
  stat,
  unlink,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { UsageError } from "./errors.js";

const CHUNK = 2 ** 18;
const STOPPING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Text on its way to a file or a stream. */
export interface Spool {
  /** Appends. @throws UsageError if the disk refuses */
  write(text: string): Promise<void>;
  /** Hands everything over. Nothing was visible before. */
  commit(): Promise<void>;
  /** Drops everything that was not committed. May be called at any time, more than once. */
  discard(): Promise<void>;
}

/** A spool that ends up on `stream`, which stays open. A reader that went away (EPIPE) is no error. */
export async function spoolToStream(stream: Writable): Promise<Spool> {
  const path = join(tmpdir(), `quirkcheck-${randomUUID()}.tmp`);
  const handle = await openTemporary(path, path);
  // Nameless from here on: the system removes it however this process ends.
  await unlink(path);
  return {
    write: (text) => append(handle, path, text),
    commit: async () => {
      await copy(handle, stream);
      await handle.close();
    },
    discard: () => handle.close(),
  };
}

/**
 * A spool that ends up as the file `path`, replacing it in one step. A device or a pipe there is written to,
 * not replaced.
 * @throws UsageError if `path` is a directory, a link to nothing, or cannot be written
 */
export async function spoolToFile(path: string): Promise<Spool> {
  const old = await stat(path).catch(() => undefined);
  if (old?.isDirectory()) throw new UsageError(`${path}: is a directory, a file is expected`);
  if (old !== undefined && !old.isFile()) return spoolToSpecialFile(path);
  if (old === undefined && (await isLink(path))) {
    throw new UsageError(`${path}: is a symbolic link to no file`);
  }
  // Through a symbolic link to the file it names, which the renaming must not replace.
  const target = old === undefined ? path : await realpath(path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  const handle = await openTemporary(temporary, path);
  const forget = removeOnSignal(temporary);
  let committed = false;
  return {
    write: (text) => append(handle, path, text),
    commit: async () => {
      if (old !== undefined) await chmod(temporary, old.mode);
      await handle.close();
      await rename(temporary, target).catch((error) => {
        throw writeError(path, error);
      });
      committed = true;
      forget();
    },
    discard: async () => {
      forget();
      await handle.close();
      if (!committed) await unlink(temporary).catch(() => undefined);
    },
  };
}

async function isLink(path: string): Promise<boolean> {
  const it = await lstat(path).catch(() => undefined);
  return it?.isSymbolicLink() === true;
}

async function spoolToSpecialFile(path: string): Promise<Spool> {
  const target = await open(path, "w").catch((error) => {
    throw writeError(path, error);
  });
  const stream = target.createWriteStream();
  const spool = await spoolToStream(stream);
  const close = () => new Promise<void>((resolve) => stream.end(resolve));
  return {
    write: (text) => spool.write(text),
    commit: async () => {
      await spool.commit();
      await close();
    },
    discard: async () => {
      await spool.discard();
      stream.destroy();
    },
  };
}

/** @param shown the path that messages name */
async function openTemporary(path: string, shown: string): Promise<FileHandle> {
  return open(path, "wx+").catch((error) => {
    throw writeError(shown, error);
  });
}

async function append(handle: FileHandle, shown: string, text: string): Promise<void> {
  if (text === "") return;
  await handle.appendFile(text).catch((error) => {
    throw writeError(shown, error);
  });
}

async function copy(handle: FileHandle, stream: Writable): Promise<void> {
  let position = 0;
  for (;;) {
    // A fresh buffer each time: the stream may keep the last one.
    const buffer = Buffer.allocUnsafe(CHUNK);
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) return;
    if (!(await writeTo(stream, buffer.subarray(0, bytesRead)))) return;
    position += bytesRead;
  }
}

/**
 * Writes and waits until `stream` took it.
 * @returns false if nobody reads any more (EPIPE)
 * @throws UsageError on any other failure
 */
export function writeTo(stream: Writable, chunk: string | Buffer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // The callback carries the same error; without a listener the event would end the process.
    const ignore = () => undefined;
    stream.once("error", ignore);
    stream.write(chunk, (error) => {
      if (error === null || error === undefined) {
        stream.off("error", ignore);
        resolve(true);
      } else if (isEndOfReader(error)) {
        resolve(false);
      } else {
        reject(writeError("output", error));
      }
    });
  });
}

/** Removes `path` if a signal stops the process. @returns a function that calls this off */
function removeOnSignal(path: string): () => void {
  const handler = (signal: NodeJS.Signals) => {
    rmSync(path, { force: true });
    forget();
    process.kill(process.pid, signal);
  };
  const forget = () => {
    for (const signal of STOPPING_SIGNALS) process.off(signal, handler);
  };
  for (const signal of STOPPING_SIGNALS) process.on(signal, handler);
  return forget;
}

/** The reader of a pipe went away, now or before. */
export function isEndOfReader(error: Error): boolean {
  return "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}

/** A failure of the system as a UsageError of one line; anything else as it is. */
export function writeError(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === undefined) return error;
  if (code === "ENOENT") return new UsageError(`${path}: no such directory`);
  return new UsageError(`${path}: cannot be written (${String(code)})`);
}
