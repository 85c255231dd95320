/** Any value that a line can have. */
import fc from "fast-check";
import type { Directive, TraceEvent } from "../../../checks/trace-log/lines.js";

const name = fc.constantFrom(
  "0000:01:00.0",
  "0001:c3:1f.7",
  "4b20d080-1b54-4048-85b3-a6a62d165c01",
);
const address = fc.nat({ max: 2 ** 31 - 1 });
const unsigned = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n });
const word = (bits: number) => unsigned(bits).map(Number);

export const regionWrite = fc.constantFrom(1, 2, 4, 8).chain((size) =>
  fc.record({
    kind: fc.constant("region-write" as const),
    name,
    region: fc.nat(8),
    address,
    value: unsigned(8 * size),
    size: fc.constant(size),
  }),
);

export const configWrite = fc.constantFrom(1, 2, 4).chain((length) =>
  fc.record({
    kind: fc.constant("config-write" as const),
    name,
    address: fc.nat(0xfff),
    value: word(8 * length),
    length: fc.constant(length),
  }),
);

const configRead = configWrite.map((event) => ({ ...event, kind: "config-read" as const }));

const regionRead = fc.record({
  kind: fc.constant("region-read" as const),
  name,
  region: fc.nat(8),
  address,
  value: unsigned(64),
  size: fc.constantFrom(1, 2, 4, 8),
});

const quirk = <Kind extends "quirk-address" | "quirk-data">(kind: Kind) =>
  fc.record({
    kind: fc.constant(kind),
    name,
    address,
    guest: unsigned(64),
    physical: word(32),
  });

const named = <Kind extends "quirk-probe" | "qemu-reset">(kind: Kind) =>
  fc.record({ kind: fc.constant(kind), name });

/** Of every kind, so that one that is forgotten does not compile. */
const EVENTS: { readonly [Kind in TraceEvent["kind"]]: fc.Arbitrary<TraceEvent> } = {
  "region-write": regionWrite,
  "region-read": regionRead,
  "config-write": configWrite,
  "config-read": configRead,
  "msi-setup": fc.record({
    kind: fc.constant("msi-setup" as const),
    name,
    offset: fc.integer({ min: 0x10, max: 0x3f }).map((at) => 4 * at),
  }),
  "msi-enable": fc.record({
    kind: fc.constant("msi-enable" as const),
    name,
    vectors: fc.integer({ min: 1, max: 32 }),
  }),
  "hot-reset": fc.record({
    kind: fc.constant("hot-reset" as const),
    name,
    type: fc.constantFrom("one" as const, "multi" as const),
  }),
  "quirk-address": quirk("quirk-address"),
  "quirk-data": quirk("quirk-data"),
  "quirk-probe": named("quirk-probe"),
  "qemu-reset": named("qemu-reset"),
};

export const anyEvent: fc.Arbitrary<TraceEvent> = fc.oneof(...Object.values(EVENTS));

const slot = fc.nat(2);
const aligned = word(50).map((value) => 4 * value);
const pair = fc.record({ address: unsigned(64), data: word(32) });
const aWord = fc.stringMatching(/^[a-z][a-z-]{0,12}$/);
const alone = <Kind extends string>(kind: Kind) => fc.constant({ kind });

const DIRECTIVES: { readonly [Kind in Directive["kind"]]: fc.Arbitrary<Directive> } = {
  capability: fc.record({
    kind: fc.constant("capability" as const),
    offset: fc.integer({ min: 0x10, max: 0x3f }).map((at) => 4 * at),
    is64Bit: fc.boolean(),
  }),
  trap: fc.record({
    kind: fc.constant("trap" as const),
    window: fc.option(fc.record({ base: word(52), size: word(52) }), { nil: null }),
  }),
  "eight-byte": fc.record({
    kind: fc.constant("eight-byte" as const),
    isWholeOnly: fc.boolean(),
  }),
  host: fc.oneof(
    fc.constant({ kind: "host" as const, host: "unreadable" as const }),
    fc.record(
      {
        kind: fc.constant("host" as const),
        host: fc.record({
          address: word(32),
          data: word(16),
          high: fc.oneof(fc.constant(0), word(32)),
          bigEndian: fc.boolean(),
        }),
        vectors: fc.nat(255),
      },
      { requiredKeys: ["kind", "host"] },
    ),
  ),
  "machine-reset": alone("machine-reset"),
  "device-reset": alone("device-reset"),
  "read-fails": alone("read-fails"),
  "write-fails": alone("write-fails"),
  window: fc.record({ kind: fc.constant("window" as const), position: aWord }),
  memory: fc
    .tuple(slot, pair)
    .map(([it, { address: at, data }]) => ({ kind: "memory", slot: it, address: at, data })),
  message: fc.record({
    kind: fc.constant("message" as const),
    slot,
    pair: fc.option(pair, { nil: null }),
    fate: aWord,
  }),
  read: fc.record({
    kind: fc.constant("read" as const),
    address: word(52),
    size: fc.constantFrom(1, 2, 4, 8),
    value: unsigned(64),
  }),
  "give-up": fc.record({ kind: fc.constant("give-up" as const), slot }),
  slot: fc.record(
    {
      kind: fc.constant("slot" as const),
      slot,
      address: aligned,
      data: aligned,
      position: aWord,
    },
    { requiredKeys: ["kind", "slot", "address", "data"] },
  ),
  alias: fc.record({
    kind: fc.constant("alias" as const),
    base: aligned,
    of: aligned,
    size: aligned,
  }),
  hardware: fc.oneof(
    ...[
      [true, false],
      [false, true],
      [true, true],
    ].map(([isWithoutRemapping = false, isOtherArchitecture = false]) =>
      fc.constant({ kind: "hardware" as const, isWithoutRemapping, isOtherArchitecture }),
    ),
  ),
};

export const anyDirective: fc.Arbitrary<Directive> = fc.oneof(...Object.values(DIRECTIVES));
