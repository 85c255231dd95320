/** Bytes in chunks -> lines of text, in memory bounded by one chunk and one line. */
import { StringDecoder } from "node:string_decoder";
import { UsageError } from "../errors.js";

/** Longest line accepted, in characters; QEMU's are below 200. */
const LONGEST_LINE = 2 ** 20;

const BYTE_ORDER_MARK = "\ufeff";

/** Splits one input. Line endings `\n` and `\r\n`; the last line may lack one. */
export class LineSplitter {
  readonly #source: string;
  readonly #decoder = new StringDecoder("utf8");
  #partial = "";
  #lines = 0;

  /** @param source what error messages call the input */
  constructor(source: string) {
    this.#source = source;
  }

  /** Lines handed out so far. */
  get count(): number {
    return this.#lines;
  }

  /**
   * The lines that `chunk` completes, without their endings.
   * @throws UsageError on a NUL byte or a line longer than LONGEST_LINE
   */
  push(chunk: Buffer): string[] {
    this.#refuseNul(chunk);
    const lines = (this.#partial + this.#decoder.write(chunk)).split("\n");
    this.#partial = lines.pop() ?? "";
    return this.#finish(lines);
  }

  /** The last line, if it had no ending. */
  end(): string[] {
    const last = this.#partial + this.#decoder.end();
    this.#partial = "";
    return this.#finish(last === "" ? [] : [last]);
  }

  #finish(lines: string[]): string[] {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] ?? "";
      if (line.length > LONGEST_LINE) this.#refuseLength(this.#lines + i + 1);
      if (line.endsWith("\r")) lines[i] = line.slice(0, -1);
    }
    if (this.#lines === 0 && lines[0]?.startsWith(BYTE_ORDER_MARK)) lines[0] = lines[0].slice(1);
    this.#lines += lines.length;
    if (this.#partial.length > LONGEST_LINE) this.#refuseLength(this.#lines + 1);
    return lines;
  }

  #refuseNul(chunk: Buffer): void {
    const at = chunk.indexOf(0);
    if (at === -1) return;
    let line = this.#lines + 1;
    for (let i = chunk.indexOf(10); i !== -1 && i < at; i = chunk.indexOf(10, i + 1)) line++;
    throw new UsageError(`${this.#source}:${line}: not text (there is a NUL byte)`);
  }

  #refuseLength(line: number): never {
    throw new UsageError(
      `${this.#source}:${line}: the line is longer than ${LONGEST_LINE} characters, so this is no trace log`,
    );
  }
}
