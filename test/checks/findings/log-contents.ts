/** The contents of slot 0 by role, worked out from a replayed log alone: no word of the world's is used. */
import type { WorldState } from "../../../model/world/state.js";
import { type ReplayedLine, wordsOf } from "./log-replay.js";

export type Contents = Pick<WorldState, "low" | "high" | "data">;

interface HostPair {
  readonly address: bigint;
  readonly data: bigint;
  readonly vectors: bigint;
}

interface Held {
  readonly value: bigint;
  /** The vector that the guest asked for, if it wrote its data. */
  readonly vector?: bigint;
  /** Written, and passed on, while the guest's own pair was 0: then its values are no other's. */
  readonly isGuests?: boolean;
}

const ZERO: Held = { value: 0n };
const FOREIGN = { address: 0xfee04000n, data: 0x4400n };

/** Follows a log line by line. */
export class LogContents {
  private low = ZERO;
  private high = ZERO;
  private data = ZERO;
  private guest = { address: 0n, high: 0n, data: 0n };
  private readonly guestPairs: { address: bigint; data: bigint }[] = [];
  private current: HostPair | undefined;
  private readonly earlier: HostPair[] = [];
  private window = "A";

  /** @param start where the registers are: of the counterexample's start. */
  constructor(private readonly start: WorldState) {}

  follow(line: ReplayedLine): void {
    const { text } = line;
    for (const write of line.writes) for (const word of wordsOf(write)) this.write(word);
    const config = /@(0x\w+), (0x\w+), len/.exec(text);
    if (config !== null) this.configure(Number(config[1]), BigInt(config[2] ?? 0));
    const value = (key: string) => BigInt(new RegExp(` ${key}=(\\w+)`).exec(text)?.[1] ?? 0);
    const verb = /^# quirkcheck: (\S+)/.exec(text)?.[1];
    if (verb === "host") this.grant(text, value);
    if (verb === "window") this.window = text.slice(-1);
    if (verb === "device-reset" || verb === "machine-reset") this.reset();
    if (verb === "memory") {
      this.low = { value: BigInt.asUintN(32, value("address")) };
      this.high = { value: value("address") >> 32n };
      this.data = { value: value("data"), vector: 0n };
    }
  }

  contents(): Contents {
    return { low: this.lowRole(), high: this.highRole(), data: this.dataRole() };
  }

  private write({ address, guest, device }: ReturnType<typeof wordsOf>[number]): void {
    if (device === null || this.window !== "A") return;
    const origin = this.start.windowEnd === "clear" ? 0x80000 : 0xbfff8;
    const word = (address - (address >= 0x100000 ? 0x100000 : origin)) / 4;
    const isGuests = this.guest.address === 0n && device === guest;
    if (word === 0) this.low = { value: device, isGuests };
    if (word === 1) this.high = { value: device };
    if (word !== (this.start.slot0Data === "plus-8" ? 2 : 9)) return;
    const bases = [this.guest, ...this.guestPairs].map(({ data }) => guest - data);
    const vector = bases.find((offset) => offset >= 0n && offset < 64n);
    const held = { value: device, isGuests };
    this.data = vector === undefined ? held : { ...held, vector };
  }

  private configure(at: number, value: bigint): void {
    const is64Bit = this.start.capability === "64-bit";
    if (at === 0x54) this.guest = { ...this.guest, address: value };
    if (at === 0x58 && is64Bit) this.guest = { ...this.guest, high: value };
    if (at !== (is64Bit ? 0x5c : 0x58)) return;
    this.guest = { ...this.guest, data: value };
    if (this.guest.address !== 0n) this.guestPairs.push(this.guest);
  }

  private grant(text: string, value: (key: string) => bigint): void {
    if (this.current !== undefined) this.earlier.push(this.current);
    const pair = { address: value("address"), data: value("data"), vectors: value("vectors") };
    this.current = text.endsWith(" none") ? undefined : pair;
  }

  private reset(): void {
    [this.low, this.high, this.data] = [ZERO, ZERO, ZERO];
  }

  private lowRole(): Contents["low"] {
    const { value, isGuests = false } = this.low;
    if (value === 0n) return "zero";
    if (isGuests) return "guest";
    if (value === this.current?.address) return "host";
    if (this.earlier.some(({ address }) => address === value)) return "stale";
    const guests = [FOREIGN, ...this.guestPairs];
    return guests.some(({ address }) => address === value) ? "guest" : "other";
  }

  private highRole(): Contents["high"] {
    if (this.high.value === 0n) return "zero";
    return this.high.value === this.guest.high ? "guest" : "other";
  }

  private dataRole(): Contents["data"] {
    const { value, vector, isGuests = false } = this.data;
    if (value === 0n) return "zero";
    if (isGuests) return "guest";
    const isOf = ({ data }: { data: bigint }) => value >= data && value < data + 64n;
    if (this.current !== undefined && isOf(this.current)) {
      const { data, vectors } = this.current;
      const isWord =
        vector !== undefined && vector < vectors && value === data - (data % vectors) + vector;
      return isWord ? "word" : "wrong-word";
    }
    if (this.earlier.some(isOf)) return "stale";
    return [FOREIGN, ...this.guestPairs].some(isOf) ? "guest" : "other";
  }
}
