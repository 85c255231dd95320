/** What lines `# quirkcheck: ...` say that no event of QEMU's shows, by the assumption that it breaks. */
import type { AssumptionId } from "../../../model/assumptions/index.js";
import type { Directive } from "../../trace-log/lines.js";
import type { ChipWatch } from "./chip-watch.js";
import type { GuestPair } from "./guest-pair.js";
import { Ledger } from "./ledger.js";

/** What else is known when such a line comes. */
interface Known {
  readonly pair: GuestPair;
  /** The slots that the log says, and the place of the one that the line is about among them. */
  readonly slots: { readonly watch: ChipWatch; readonly index: number } | undefined;
}

type Told<Kind extends Directive["kind"]> = Extract<Directive, { readonly kind: Kind }>;

export class ToldWatch {
  readonly ledger = new Ledger();
  /** The host granted a pair since MSI was enabled. */
  #granted = false;

  /** MSI was disabled, or the machine reset: what the host grants next is a new grant. */
  endGrant(): void {
    this.#granted = false;
  }

  /** @param line its line of the log */
  follow(directive: Directive, line: number, { pair, slots }: Known): void {
    const say = (id: AssumptionId) =>
      this.ledger.broken(id, line, { kind: "told", verb: directive.kind });
    if (directive.kind === "host") this.#followHost(directive, pair, say);
    else if (directive.kind === "message") sayMessage(directive, { pair, slots }, say);
    else for (const id of brokenBy(directive)) say(id);
  }

  #followHost(
    { host, vectors }: Told<"host">,
    pair: GuestPair,
    say: (id: AssumptionId) => void,
  ): void {
    const granted = host === "unreadable" ? 0 : vectors;
    if (pair.enabled && granted !== undefined && granted < pair.allocated && !this.#granted) {
      say("full-grant");
    }
    if (host === "unreadable") return;
    if (pair.enabled && this.#granted) say("stable-host-pair");
    if (pair.enabled) this.#granted = true;
    if ((host.high ?? 0) !== 0) say("low-host-address");
    if ((host.data & (pair.allocated - 1)) !== 0) say("aligned-host-base");
    if (host.bigEndian) say("little-endian-host");
  }
}

/** A message of a slot that has nothing to send, or that its slot does not hold. */
function sayMessage(
  { pair: sent }: Told<"message">,
  { pair, slots }: Known,
  say: (id: AssumptionId) => void,
): void {
  if (sent === null) say("device-sends-its-slots");
  else if (!pair.enabled || slots?.watch.isProgrammed(slots.index) === false) {
    say("quiet-unless-programmed");
  }
}

type Brokens = {
  readonly [Kind in Directive["kind"]]?: (directive: Told<Kind>) => readonly AssumptionId[];
};

/** By what a line says alone. */
const BROKEN: Brokens = {
  trap: ({ window }) => (window === null ? ["msi-novirt-feature"] : []),
  capability: ({ is64Bit }) => (is64Bit ? ["capability-32-bit"] : []),
  "eight-byte": ({ isWholeOnly }) => (isWholeOnly ? ["eight-byte-divisible"] : []),
  hardware: ({ isWithoutRemapping, isOtherArchitecture }) => [
    ...(isWithoutRemapping ? (["interrupt-remapping"] as const) : []),
    ...(isOtherArchitecture ? (["same-architecture"] as const) : []),
  ],
  "read-fails": () => ["physical-read-succeeds"],
  "write-fails": () => ["bar-write-succeeds"],
  slot: ({ address, data }) => (data === address + 8 ? [] : ["data-at-plus-8"]),
  memory: () => ["mmio-programming"],
  "give-up": () => ["slot-completed"],
};

function brokenBy(directive: Directive): readonly AssumptionId[] {
  const broken = BROKEN[directive.kind] as
    | ((directive: Directive) => readonly AssumptionId[])
    | undefined;
  return broken?.(directive) ?? [];
}
