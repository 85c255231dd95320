/** Logs: by the grammar, held against the reference; and with their bytes changed. */
import { LogFollower } from "../../checks/replay/log-follower.js";
import type { ReplayedWrite } from "../../checks/replay/result.js";
import { formatLine } from "../../checks/trace-log/codec.js";
import { LineSplitter } from "../../cli/replay/lines.js";
import { createMsiCapability, WCN6855_MSI_LAYOUT } from "../../model/qemu/msi-capability.js";
import { finding, outcomeOf, requireSame } from "./outcome.js";
import { mutated, NASTY, type Random } from "./random.js";
import { Reference, type ReferenceWrite } from "./reference.js";

const NAME = "0000:01:00.0";
const SETUP = {
  capability: 0x50,
  window: { base: 0x80000, size: 0x40000 },
  host: { address: 0xfee01004, data: 0x4040 },
};
/** What may stand in front of an event. */
const FRONTS = ["", "", "", "4711@1723482045.000123:", "Feb 03 04:05:06 host qemu[4242]: ", "> "];
/** What a mutation puts in. */
const WORDS = [
  ...NASTY,
  ...["vfio_region_write  (", "vfio_pci_write_config", "\n", "\r\n", "# quirkcheck: ", "# "],
  ...["host none", "slot slot=0 address=0x80000 data=0x80008", "trap none", "machine-reset"],
  ...["vfio_msi_enable  (0000:01:00.0) Enabled 1 MSI vectors", "0000:02:00.0", ", 0x1, 4)"],
];

interface MadeLog {
  readonly lines: readonly string[];
  readonly expected: readonly ReferenceWrite[];
}

/** How many of all writes that were compared took a branch of the data register's. */
export class LogFuzz {
  writes = 0;
  dataBranches = 0;

  async run(random: Random): Promise<void> {
    const log = madeLog(random);
    const text = `${log.lines.join("\n")}\n`;
    const { value } = (await outcomeOf(text, () => replayed(text))) as {
      readonly value?: readonly ReplayedWrite[];
    };
    if (value === undefined) throw finding("a log by the grammar is refused", text);
    const got = value.map(({ address, size, guest, device, branch }) => ({
      ...{ address, size, guest, device, branch },
    }));
    requireSame("replay and the reference", text, [got, log.expected]);
    this.writes += got.length;
    this.dataBranches += got.filter(({ branch }) => DATA_BRANCHES.includes(branch)).length;
    const changed = mutated(text, random, WORDS);
    const [first, second] = [
      await outcomeOf(changed, () => replayed(changed)),
      await outcomeOf(changed, () => replayed(changed)),
    ];
    requireSame("the same log twice", changed, [first, second]);
  }
}

const DATA_BRANCHES: readonly string[] = ["replace-data", "data-mismatch"];

function replayed(text: string): readonly ReplayedWrite[] {
  const setup = {
    capabilityOffset: SETUP.capability,
    capability: createMsiCapability(WCN6855_MSI_LAYOUT),
    window: SETUP.window,
    host: SETUP.host,
  };
  const splitter = new LineSplitter("log");
  const follower = new LogFollower({ name: undefined, setup });
  const writes = splitter.push(Buffer.from(text)).flatMap((line) => follower.follow(line));
  for (const line of splitter.end()) writes.push(...follower.followLast(line));
  follower.finish();
  return writes;
}

function madeLog(random: Random): MadeLog {
  const reference = new Reference(SETUP);
  const lines: string[] = [];
  const expected: ReferenceWrite[] = [];
  const config = (address: number, value: number, length: number) => {
    reference.config(address, value, length);
    const event = { kind: "config-write", name: NAME, address, value, length } as const;
    lines.push(random.pick(FRONTS) + formatLine(event));
  };
  const write = (address: number, value: bigint, size: number) => {
    expected.push(...reference.write(address, value, size));
    const event = { kind: "region-write", name: NAME, region: 0, address, value, size } as const;
    lines.push(random.pick(FRONTS) + formatLine(event));
  };
  program(random, config);
  for (let steps = 1 + random.below(12); steps > 0; steps--)
    step(random, reference, { config, write });
  return { lines, expected };
}

interface Guest {
  readonly config: (address: number, value: number, length: number) => void;
  readonly write: (address: number, value: bigint, size: number) => void;
}

/** A pair, perhaps in pieces, then the flags. */
function program(random: Random, config: Guest["config"]): void {
  const address = random.pick([0xfee00000, 0xfee0f00c, 0, 0xfffffffc, 4 * random.below(2 ** 30)]);
  const data = random.pick([0x4000, 0x21, 0, 0xffe0, random.below(0x10000)]);
  if (random.chance(80)) config(0x54, address, 4);
  else {
    config(0x54, address % 0x10000, 2);
    config(0x56, Math.floor(address / 0x10000), 2);
  }
  config(0x58, data, 2);
  config(0x52, 0x10a | (random.below(6) << 4) | (random.chance(96) ? 1 : 0), 2);
}

function step(random: Random, reference: Reference, { config, write }: Guest): void {
  const { base, size } = SETUP.window;
  const offset =
    base +
    4 *
      (random.chance(10)
        ? size / 4 - 1 - random.below(2)
        : random.pick([0, 2, 0x12, random.below(size / 4)]));
  if (random.chance(6)) program(random, config);
  if (random.chance(3)) {
    const length = random.pick([1, 2, 4, 8]);
    const value = BigInt.asUintN(8 * length, randomValue(random, 8));
    write(offset + random.below(8) - 4, value, length);
  }
  if (random.chance(3))
    write(offset, BigInt(reference.address) + (randomValue(random, 4) << 32n), 8);
  write(offset, BigInt(reference.address), 4);
  if (random.chance(15)) write(offset + 4, 0x100n, 4);
  if (reference.cookie === 0) return;
  const vector = random.below(random.chance(90) ? reference.vectors : 64);
  const good = BigInt(reference.data) + BigInt(vector);
  write(base + reference.cookie, random.chance(85) ? good : randomValue(random, 4), 4);
}

function randomValue(random: Random, size: number): bigint {
  const high = size === 8 ? BigInt(random.below(2 ** 32)) << 32n : 0n;
  return high + BigInt(random.below(2 ** 32));
}
