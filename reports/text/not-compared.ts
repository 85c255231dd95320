/** What of a patch's C was not compared, in words: `conform` and `verify --patch`. */
import type { NotCompared } from "../../checks/conform/result.js";
import { hex } from "../../model/bits.js";

type Kind = NotCompared["kind"];
type Item<K extends Kind> = Extract<NotCompared, { readonly kind: K }>;

const PARTS: Readonly<Record<Item<"part">["part"], string>> = {
  probe: "the probe, which is not the model's (conform compares it)",
  rules: "the access rules, which are not the model's (conform compares them)",
  read: "the read callback, which does not do what the model's does (conform compares it)",
  reset: "the reset hook, which looks at MSI registers: at a reset the world has none",
  accepts: "valid.accepts of the MemoryRegionOps, which changes what the C keeps",
};

const HOOKS: Readonly<Record<Item<"hook">["hook"], string>> = {
  accepts: "valid.accepts of the MemoryRegionOps, which nothing calls here",
  reset: "the quirk's reset hook, which nothing calls here",
};

const EFFECTS: Readonly<Record<Item<"effects">["effects"][number], string>> = {
  pci_set: "pci_set_byte, _word or _long",
  pwrite: "pwrite to the device's file",
  ioctl: "ioctl",
  report: "a message to the user",
  memory_region: "changes of memory regions",
  qemu_memory: "a change of QEMU's own memory",
  region_access: "a read of BAR 0",
  wide_cookie: "a cookie of more than 32 bits",
  config_look: "a look at configuration space beside the MSI registers",
  trace_name: "a trace point with another name than the device's",
};

/** A line for each, all state in one. */
export function notComparedLines(items: readonly NotCompared[]): readonly string[] {
  const states = items.flatMap((item) => (item.kind === "state" ? [placeText(item)] : []));
  const others = items.flatMap((item) => (item.kind === "state" ? [] : [itemText(item)]));
  const kept = `the C keeps state besides its cookie (${states.join(", ")})`;
  return states.length === 0 ? others : [kept, ...others];
}

export function branchText({ function: of, line, column, way }: Item<"branch">): string {
  const never = way === "entered" ? "never entered" : `${way} never taken`;
  return `${of}, line ${line} column ${column}: ${never}`;
}

function itemText(item: Exclude<NotCompared, Item<"state">>): string {
  switch (item.kind) {
    case "branch":
      return branchText(item);
    case "hook":
      return HOOKS[item.hook];
    case "devices":
      return `the handler of ${item.deviceIds.map(hex).join(", ")}, which does otherwise (conform compares it)`;
    case "elsewhere":
      return `what the patch changes beside the quirk: ${item.lines.length === 1 ? "line" : "lines"} ${item.lines.join(", ")}`;
    case "rest":
      return "all that comes after the call that does not end";
    case "shared":
      return `a second device: all have ${placeText(item)} together, and the world has one`;
    case "effects":
      return `what the write callback does beside its write to the device: ${item.effects.map((effect) => EFFECTS[effect]).join(", ")}`;
    default:
      return PARTS[item.part];
  }
}

/** A word of what the C keeps: `RadioQuirk+0xc`. */
export function placeText({ name, offset }: Pick<Item<"state">, "name" | "offset">): string {
  const holder = name ?? "memory it allocated";
  if (offset === 0) return holder;
  return offset < 0 ? `${holder}-${hex(-offset)}` : `${holder}+${hex(offset)}`;
}
