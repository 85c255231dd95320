import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogReplay } from "../../../../checks/replay/log-replay.js";
import { watchedChip } from "../../../../checks/replay/watch/registers.js";
import { WCN6855 } from "../../../../model/devices/ath11k.js";
import {
  type MsiCapability,
  msiAddressLow,
  msiData,
} from "../../../../model/qemu/msi-capability.js";
import {
  allEvents,
  eventText,
  type QuirkContext,
  type QuirkEvent,
} from "../../../../model/quirks/as-posted/events.js";
import { type HandlerAssumption, KEEPS } from "../../../../model/quirks/as-posted/guests.js";
import { concreteValue, programmedCapability } from "../../../../model/quirks/as-posted/symbols.js";
import { replay } from "../../machine/walk.js";
import { CE0, CE1, config, eventOf, flags, reset, SETUP, write } from "./logs.js";

/** The assumptions that the machine's guest keeps and a log can show, event by event. */
const COMPARED = [
  "unique-address",
  "address-before-data",
  "one-slot-at-a-time",
  "programmed-while-enabled",
  "pairs-from-capability",
  "offset-within-allocation",
  "no-reset-in-between",
] as const satisfies readonly HandlerAssumption[];

/** The machine's registers as two rings of WCN6855 and a register of no ring. */
const SOC_RESET = write(0x3008, 1);
const OFFSETS = {
  "slot0.address": CE0,
  "slot0.high": CE0 + 4,
  "slot0.data": CE0 + 8,
  "slot1.address": CE1,
  "slot1.high": CE1 + 4,
  "slot1.data": CE1 + 8,
  ordinary: 0x81000,
} as const;

/** The event as a log shows it, in that state. */
function linesOf({ capability }: QuirkContext, event: QuirkEvent): readonly string[] {
  // The pair that the guest programs is always the same.
  const { address, data } = pairOf(programmedCapability(1, true));
  if (event.type === "GUEST_PROGRAMS_PAIR") return [config(4, address, 4), config(8, data, 2)];
  return [lineOf(capability, event)];
}

const pairOf = (capability: MsiCapability) => ({
  address: msiAddressLow(capability),
  data: msiData(capability),
});

function lineOf(capability: MsiCapability, event: QuirkEvent): string {
  const log2 = (capability.bytes[2] ?? 0) >> 4;
  switch (event.type) {
    case "GUEST_WRITES_REGISTER":
      return write(OFFSETS[event.register], Number(concreteValue(capability, event.value)));
    case "GUEST_ENABLES_MSI":
      return flags(log2, true);
    case "GUEST_DISABLES_MSI":
      return flags(log2, false);
    case "GUEST_SETS_VECTORS":
      return flags(Math.log2(event.allocated), false);
    case "MACHINE_RESETS":
      return reset;
    default:
      return SOC_RESET;
  }
}

/** What of `COMPARED` each event breaks, which may have several lines. */
function brokenByLine(
  used: number,
  events: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const capability = programmedCapability(used === 1 ? 1 : 4, true);
  const log = new LogReplay({ ...SETUP, capability, chips: [watchedChip(WCN6855)] });
  // So that there is a ring to know the chip by; a reset clears it again.
  const first = [
    write(0xb85a4, msiAddressLow(capability)),
    write(0xb85ac, msiData(capability)),
    SOC_RESET,
  ];
  for (const line of first) log.step(eventOf(line), 1);
  let before = timesBroken(log);
  return events.map((lines, i) => {
    for (const line of lines) log.step(eventOf(line), i + 2);
    const after = timesBroken(log);
    const broken = COMPARED.filter((_, at) => after[at] !== before[at]);
    before = after;
    return broken;
  });
}

function timesBroken(log: LogReplay): readonly number[] {
  const { assumptions } = log.summary(0).verdict;
  return COMPARED.map((id) => {
    const found = assumptions.find(({ assumption }) => assumption === id);
    return found?.verdict === "broken" ? found.times : 0;
  });
}

describe("the watch and the machine's guest", () => {
  it.each([1, 4])("agree on what each event breaks, with %i vectors", (used) => {
    // The machine takes a new count only while MSI is disabled.
    const texts = ["enable-msi", ...allEvents(used).map(eventText)].filter(
      (text) => !text.startsWith("set-vectors"),
    );
    const path = fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(path, (events) => {
        // As long as the capability holds 0 a log is not asked whose the values are.
        const anew = (text: string) => (text === "machine-reset" ? [text, "program-pair"] : [text]);
        const taken = replay(used, ["enable-msi", ...events.flatMap(anew)]).slice(1);
        const expected = taken.map(({ from, event }) =>
          COMPARED.filter((id) => !KEEPS[id](from.context, event)),
        );
        const lines = taken.map(({ from, event }) => linesOf(from.context, event));
        expect(brokenByLine(used, lines)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
