/** The log as a stream of chunks, with every failure to read it turned into one line for the user. */
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { UsageError } from "../errors.js";

/** Bytes read at a time. */
const CHUNK = 2 ** 16;

/** What messages call a log: its path, or "standard input" for `-`. */
export function logLabel(path: string): string {
  return path === "-" ? "standard input" : path;
}

/**
 * Reads a log. Nothing is opened before the first chunk is asked for; leaving the loop closes it.
 * @param path a file, or `-` for `stdin`
 * @throws UsageError if there is no such file, it is a directory or it cannot be read
 */
export async function* readLog(path: string, stdin: Readable): AsyncGenerator<Buffer> {
  try {
    const stream = path === "-" ? stdin : await openStream(path);
    let isFirst = true;
    for await (const chunk of stream) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      if (isFirst) refuseOtherForms(logLabel(path), bytes);
      isFirst = false;
      yield bytes;
    }
  } catch (error) {
    throw readError(logLabel(path), error);
  }
}

/** How files begin that are no plain text, and the command that makes it of them. */
const FORMS: readonly {
  readonly starts: readonly number[];
  readonly what: string;
  readonly by: string;
}[] = [
  { starts: [0x1f, 0x8b], what: "compressed by gzip", by: "gzip -dc" },
  { starts: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: "compressed by xz", by: "xz -dc" },
  { starts: [0x28, 0xb5, 0x2f, 0xfd], what: "compressed by zstd", by: "zstd -dc" },
  { starts: [0x42, 0x5a, 0x68], what: "compressed by bzip2", by: "bzip2 -dc" },
  { starts: [0xff, 0xfe], what: "UTF-16", by: "iconv -f UTF-16 -t UTF-8" },
  { starts: [0xfe, 0xff], what: "UTF-16", by: "iconv -f UTF-16 -t UTF-8" },
  // simpletrace.py: a record whose event id is all ones is the header.
  {
    starts: new Array<number>(8).fill(0xff),
    what: "a binary file of QEMU's simple backend",
    by: "scripts/simpletrace.py trace-events-all",
  },
];

/** @throws UsageError that says how to convert a log of another form */
function refuseOtherForms(label: string, first: Buffer): void {
  const form = FORMS.find(({ starts }) => starts.every((byte, at) => first[at] === byte));
  if (form === undefined) return;
  const { what, by } = form;
  const file = label === "standard input" ? "FILE" : label;
  throw new UsageError(
    `${label}: is ${what}, plain text is expected: ${by} ${file} | quirkcheck replay -`,
  );
}

async function openStream(path: string): Promise<Readable> {
  const handle = await open(path, "r");
  // The stream closes the handle, also when its first read fails because this is a directory.
  return handle.createReadStream({ highWaterMark: CHUNK });
}

function readError(label: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case undefined:
      return error;
    case "ENOENT":
    case "ENOTDIR":
      return new UsageError(`${label}: no such file`);
    case "EISDIR":
      return new UsageError(`${label}: is a directory, a log file is expected`);
    default:
      return new UsageError(`${label}: cannot be read (${String(code)})`);
  }
}
