/**
 * A QEMU that is there for its devices only: its processor never runs, and what a guest would do is said in
 * commands of the qtest protocol (QEMU docs/devel/qtest.rst), one answer each.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Duplex, Readable, Writable } from "node:stream";

/** QEMU is not there, ended, fell silent or did not understand. */
export class QemuError extends Error {
  override readonly name = "QemuError";
  /** Set where the program itself could not be started: "ENOENT" and the like. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** What the monitor sends (QEMU docs/interop/qmp-spec.rst), as far as it is looked at. */
interface MonitorMessage {
  readonly QMP?: {
    readonly version: {
      readonly qemu: { readonly major: number; readonly minor: number; readonly micro: number };
      readonly package: string;
    };
  };
  readonly event?: string;
}

const SILENT_MS = 60_000;

/** "tcg", since not every build has an accelerator "qtest"; stopped, so no processor asks for firmware. */
const OPTIONS = [
  ...["-machine", "q35", "-accel", "tcg", "-S", "-nodefaults", "-display", "none"],
  ...["-qtest", "stdio", "-qtest-log", "none"],
  ...["-chardev", "socket,id=monitor,fd=3", "-mon", "chardev=monitor,mode=control"],
];

/** One running QEMU. `end` it. */
export class Qemu {
  readonly #child: ChildProcess;
  readonly #commands: Writable;
  readonly #monitor: Duplex;
  readonly #answers: string[] = [];
  readonly #log: string[] = [];
  readonly #messages: MonitorMessage[] = [];
  readonly #waiting = new Set<() => void>();
  #ended: QemuError | undefined;
  #version = "";

  private constructor(program: string, options: readonly string[]) {
    this.#child = spawn(program, [...OPTIONS, ...options], {
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    });
    const [commands, answers, log, monitor] = this.#child.stdio;
    this.#commands = commands as Writable;
    this.#monitor = monitor as Duplex;
    this.#follow(answers as Readable, (lines) => this.#answers.push(...lines));
    this.#follow(log as Readable, (lines) => this.#log.push(...lines));
    this.#follow(this.#monitor, (lines) => {
      this.#messages.push(...lines.map((line) => JSON.parse(line) as MonitorMessage));
    });
    // A write to one that has ended fails; that it has ended is told by "close".
    for (const stream of [this.#commands, this.#monitor]) stream.on("error", () => undefined);
    this.#child.on("error", (error: NodeJS.ErrnoException) => {
      this.#over(new QemuError(error.message, error.code));
    });
    this.#child.on("close", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const last = this.#log.at(-1);
      this.#over(new QemuError(`QEMU ended with ${how}${last === undefined ? "" : `: ${last}`}`));
    });
    process.once("SIGTERM", this.#endWithUs);
  }

  /**
   * Starts QEMU and waits until its monitor answers.
   * @param options besides those that make it a qtest machine with a PCIe bus
   * @throws QemuError if it cannot be started or ends at once
   */
  static async start(program: string, options: readonly string[] = []): Promise<Qemu> {
    const qemu = new Qemu(program, options);
    try {
      const { qemu: number, package: made } = await qemu.#until("its greeting", () => {
        return qemu.#messages.find(({ QMP }) => QMP !== undefined)?.QMP?.version;
      });
      const version = `${number.major}.${number.minor}.${number.micro}`;
      qemu.#version = made === "" ? version : `${version} (${made})`;
      qemu.#monitor.write('{"execute":"qmp_capabilities"}\n');
      return qemu;
    } catch (error) {
      await qemu.end();
      throw error;
    }
  }

  /** As "7.2.22 (Debian 1:7.2+dfsg-7)". */
  get version(): string {
    return this.#version;
  }

  /**
   * Sends commands, all before the first answer.
   * @returns what each answered after "OK", empty if nothing
   * @throws QemuError if QEMU ended, fell silent or answered something else
   */
  async ask(commands: readonly string[]): Promise<readonly string[]> {
    this.#commands.write(commands.map((command) => `${command}\n`).join(""));
    const answers = await this.#until(`${commands.length} commands`, () =>
      this.#answers.length < commands.length ? undefined : this.#answers.splice(0, commands.length),
    );
    return answers.map((answer, at) => {
      if (/^OK\b/.test(answer)) return answer.slice(3);
      throw new QemuError(`QEMU answered '${answer}' to '${commands[at]}'`);
    });
  }

  /** The log on standard error up to the first line that has `mark`; later calls go on behind it. */
  async logUntil(mark: string): Promise<readonly string[]> {
    return this.#until(`'${mark}' in its log`, () => {
      const at = this.#log.findIndex((line) => line.includes(mark));
      return at < 0 ? undefined : this.#log.splice(0, at + 1);
    });
  }

  /** Resets the machine. The monitor's event tells when it is done: commands would not wait for it. */
  async reset(): Promise<void> {
    this.#monitor.write('{"execute":"system_reset"}\n');
    await this.#until("a reset", () => {
      const at = this.#messages.findIndex(({ event }) => event === "RESET");
      return at < 0 ? undefined : this.#messages.splice(0, at + 1);
    });
  }

  /** Ends the process, whatever it does; its end of input does not. */
  async end(): Promise<void> {
    process.removeListener("SIGTERM", this.#endWithUs);
    if (this.#ended !== undefined) return;
    this.#child.kill("SIGKILL");
    await this.#until("its end", () => this.#ended);
  }

  readonly #endWithUs = (): void => {
    this.#child.kill("SIGKILL");
    process.kill(process.pid, "SIGTERM");
  };

  #follow(stream: Readable, take: (lines: readonly string[]) => void): void {
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      take(lines.map((line) => line.trimEnd()).filter((line) => line !== ""));
      this.#wake();
    });
  }

  #over(error: QemuError): void {
    this.#ended ??= error;
    this.#wake();
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Waits until `look` finds something, which is asked again whenever anything has come. */
  #until<Found>(what: string, look: () => Found | undefined): Promise<Found> {
    return new Promise((resolve, reject) => {
      const again = () => {
        const found = look();
        if (found === undefined && this.#ended === undefined) return;
        leave();
        if (found === undefined) reject(this.#ended);
        else resolve(found);
      };
      const timer = setTimeout(() => {
        leave();
        reject(new QemuError(`QEMU fell silent: ${SILENT_MS / 1000} s without ${what}`));
      }, SILENT_MS);
      const leave = () => {
        clearTimeout(timer);
        this.#waiting.delete(again);
      };
      this.#waiting.add(again);
      again();
    });
  }
}
