/** What QEMU calls besides the callbacks: `valid.accepts` before each access, the quirk's `reset` with the device. */
import { dispatchWrite } from "../../../model/qemu/memory-core.js";
import { type Cookie, TRAPPED_WINDOW_ACCESS } from "../../../model/quirks/as-posted/handler.js";
import { type CompiledQuirk, isTrap, type Trap } from "../compiled/compiled-quirk.js";
import {
  CONTROL,
  type Effect,
  effectsOf,
  INPUT,
  OUTPUT,
  type ProbeRecord,
} from "../compiled/records.js";
import { CONCRETISATIONS, capabilityFor } from "./concretisations.js";
import { callEach, type Part } from "./each.js";
import type { Region } from "./reachable.js";
import { type Setting, settingOf } from "./step.js";
import { writeSetting } from "./transfer.js";
import { wordsOf } from "./window.js";

export interface HookCall {
  readonly hook: "accepts" | "reset";
  /** Of the access that is asked about. */
  readonly offset: number;
  readonly size: number;
  readonly isWrite: boolean;
  readonly cookie: Cookie;
  readonly setting: Setting;
}

/** What the C did in it. The model's quirk has neither hook: it accepts what its rules do, and keeps its cookie. */
export interface HookAnswer {
  readonly accepted: boolean;
  readonly cookie: number;
  /** Reads and writes of the device. */
  readonly accesses: number;
  readonly traces: number;
  readonly preads: number;
  readonly effects: readonly Effect[];
}

interface HookDifference {
  readonly call: HookCall;
  readonly c: HookAnswer | Trap;
}

/**
 * Both hooks, those that are there.
 * @param few of `accepts` not every word of the window
 */
export function compareHooks(
  quirk: CompiledQuirk,
  record: Pick<ProbeRecord, "accepts" | "reset">,
  { size }: Region,
  few: boolean,
): Part & { readonly differences: readonly HookDifference[] } {
  const calls = [
    ...(record.accepts === 0 ? [] : accepting(few ? FEW : size)),
    ...(record.reset === 0 ? [] : resetting()),
  ];
  const differences: HookDifference[] = [];
  const onAnswer = (call: HookCall, answer: Uint32Array | Trap) => {
    const c = isTrap(answer) ? answer : hookAnswer(answer);
    if (isTrap(c) || !isRight(c, call)) differences.push({ call, c });
  };
  const steps = callEach(quirk, calls, { write: writeCall, onAnswer });
  return { steps, stopped: steps < calls.length, differences };
}

/** Bytes. */
const FEW = 64;

function settings(): readonly [Setting, Setting] {
  const [plain] = CONCRETISATIONS;
  if (plain === undefined) throw new Error("there is a concretisation");
  const of = (enabled: boolean) => settingOf(capabilityFor(plain, 4, enabled), plain.host);
  return [of(true), of(false)];
}

/** Accesses that the model's rules let in. */
function accepting(windowSize: number): readonly HookCall[] {
  const [enabled, disabled] = settings();
  const words = wordsOf(windowSize).map((offset) => ({ offset, size: 4, value: 0n }));
  const wide = words.slice(0, 8).map(({ offset }) => ({ offset: 2 * offset, size: 8, value: 0n }));
  return [...words, ...wide]
    .filter((access) => dispatchWrite(TRAPPED_WINDOW_ACCESS, access).every((of) => !of.rejected))
    .flatMap(({ offset, size }) => {
      const ask = (isWrite: boolean, cookie: Cookie, setting: Setting): HookCall => {
        return { hook: "accepts", offset, size, isWrite, cookie, setting };
      };
      return [ask(true, 0, enabled), ask(false, offset, enabled), ask(true, offset, disabled)];
    });
}

function resetting(): readonly HookCall[] {
  return settings().flatMap((setting) =>
    [0, 8, 0x1000].map((cookie): HookCall => {
      return { hook: "reset", offset: 0, size: 0, isWrite: false, cookie, setting };
    }),
  );
}

function writeCall(words: Uint32Array, call: HookCall): void {
  const { hook, offset, size, isWrite, cookie, setting } = call;
  words[INPUT.control] =
    CONTROL.reset |
    (hook === "accepts" ? CONTROL.asksAccepts : CONTROL.resetsMachine) |
    (isWrite ? 0 : CONTROL.isRead) |
    (cookie === 0 ? 0 : CONTROL.setCookie);
  words[INPUT.offset] = offset;
  words[INPUT.size] = size;
  words[INPUT.cookie] = cookie;
  writeSetting(words, 0, setting);
}

function hookAnswer(words: Uint32Array): HookAnswer {
  const word = (field: number) => words[field] ?? 0;
  return {
    accepted: word(OUTPUT.value) !== 0,
    cookie: word(OUTPUT.cookie),
    accesses: word(OUTPUT.writes) + word(OUTPUT.reads),
    traces: word(OUTPUT.traces),
    preads: word(OUTPUT.preads),
    effects: effectsOf(word(OUTPUT.effects)),
  };
}

function isRight(c: HookAnswer, { hook, cookie }: HookCall): boolean {
  const quiet = c.accesses + c.traces + c.preads + c.effects.length === 0;
  return quiet && c.cookie === cookie && (c.accepted || hook === "reset");
}
