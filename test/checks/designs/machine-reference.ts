import type { PrivateState, Quirk, WriteEffects } from "../../../model/quirk.js";
import { USUAL_STATE, type WorldState } from "../../../model/world/state.js";
import { concrete, type GuestValue, sourcePair, viewOf } from "../../../model/world/values.js";

/** A state of a quirk's machine, read off its name. */
export interface NamedState {
  readonly msi: string;
  readonly window: string;
  readonly own: PrivateState;
}

/** `MSI enabled, window A, cookie 2` taken apart. */
export function parseState(name: string): NamedState {
  const [msi = "", window = "", ...parts] = name.split(", ");
  const own = parts.map((part) => {
    const space = part.lastIndexOf(" ");
    return [`own.${part.slice(0, space)}`, part.slice(space + 1)];
  });
  return {
    msi: msi.replace("MSI ", ""),
    window: window.replace("window ", ""),
    own: Object.fromEntries(own) as PrivateState,
  };
}

/** What the handlers say of an event, asked one by one: the state after it, and the output as text. */
export function handlersSay(quirk: Quirk, state: NamedState, event: string): string {
  const { own, msi } = state;
  const kept = { ...state, own };
  if (event === "switch MSI") {
    const after = { ...own, ...quirk.msiChanged(own, msi === "disabled") };
    return shown({ ...kept, own: after as PrivateState, msi: other(msi, "enabled", "disabled") });
  }
  if (event === "slide window") return shown({ ...kept, window: other(state.window, "A", "B") });
  if (event === "reset machine") {
    const after = { ...own, ...quirk.reset(own) } as PrivateState;
    return shown({ own: after, msi: "disabled", window: "A" });
  }
  const [, kind, word, value, fails] =
    /^(read|write) (\d)(?: = ([^,]*))?(, host fails)?$/.exec(event) ?? [];
  if (kind === undefined) throw new Error(`no event: ${event}`);
  const offset = 4 * Number(word);
  const world = worldOf(state);
  const view = viewOf(world, 2, fails !== undefined);
  if (kind === "read") {
    return shown(kept, `read from ${quirk.read(view, own, { offset, replaced: true })}`, null);
  }
  const access = { offset, size: 4, value: concrete(value as GuestValue, world) };
  const effects = answered(quirk.write(view, own, access), world, fails !== undefined);
  const after = { ...own, ...effects.own } as PrivateState;
  return shown({ ...kept, own: after }, effects.branch, effects.value ?? null);
}

/** A state, and an output if there is one, so that two can be compared. */
export function shown(state: NamedState, branch?: string, value?: bigint | null): string {
  const output = branch === undefined ? "" : ` -> ${branch} ${value === null ? "-" : value}`;
  return `${state.msi} ${state.window} ${JSON.stringify(Object.entries(state.own).sort())}${output}`;
}

function answered(effects: WriteEffects, world: WorldState, fails: boolean): WriteEffects {
  return effects.ask === undefined
    ? effects
    : effects.ask.answer(fails ? undefined : sourcePair(world));
}

function worldOf({ msi, window }: NamedState): WorldState {
  const enabled = msi === "enabled";
  return {
    ...USUAL_STATE,
    pair: "programmed",
    grant: enabled ? "asked" : "none",
    msi: enabled ? "enabled" : "disabled",
    window: window === "B" ? "B" : "A",
  };
}

function other(value: string, one: string, two: string): string {
  return value === one ? two : one;
}
