/** A user's quirk: its form checked when it is loaded, each of its answers when it answers. */
import { ImpureModelError, InvalidModelError } from "../checks/engine/index.js";
import { ALL_ASSUMPTIONS } from "../model/assumptions/index.js";
import type { PrivateState, Quirk, WriteEffects } from "../model/quirk.js";
import { TERM_VALUES, type Terms, USUAL_TERMS } from "../model/world/terms.js";
import { UsageError } from "./errors.js";

type Values = Readonly<Record<string, unknown>>;

/** The functions that every quirk has. */
const FUNCTIONS = ["probe", "write", "read", "reset", "msiChanged"] as const;

/** What nobody asks twice (checks/asked/). */
const UNTOLD = ["afterRead", "readsChange", "accepts"] as const;

/**
 * The quirk that a file exports, and its terms.
 * @throws UsageError that names the file and what of it is not as model/quirk.ts has it; the quirk's own
 *   functions throw one too, for an exception or an answer that no quirk may give
 */
export function userQuirk(file: string, exported: Values): UserQuirk {
  const refuse = (what: string): never => {
    throw new UsageError(`--quirk: ${file}: ${what}`);
  };
  if (exported.quirk === undefined) refuse("exports no 'quirk'");
  if (!isRecord(exported.quirk)) refuse("'quirk' is no object");
  const quirk = exported.quirk as Quirk;
  const untold = UNTOLD.find((name) => quirk[name] !== undefined);
  if (untold !== undefined) refuse(`'${untold}' is for compiled C, and not taken from a file`);
  const missing = FUNCTIONS.find((name) => typeof quirk[name] !== "function");
  if (missing !== undefined) refuse(`the quirk has no function '${missing}'`);
  const { valid, implemented } = isRecord(quirk.access) ? quirk.access : ({} as Partial<Access>);
  if (typeof quirk.name !== "string" || !isRecord(valid) || !isRecord(implemented)) {
    refuse("the quirk needs 'name', 'parts' and 'access' (valid, implemented)");
  }
  if (!isRecord(quirk.parts)) refuse("the quirk needs 'name', 'parts' and 'access'");
  for (const [name, domain] of Object.entries(quirk.parts)) requireDomain(name, domain, refuse);
  return { quirk: guarded(quirk, refuse), terms: termsFrom(exported.terms, refuse) };
}

export interface UserQuirk {
  readonly quirk: Quirk;
  readonly terms: Terms;
}

type Access = Quirk["access"];
type Refuse = (what: string) => never;

function requireDomain(name: string, domain: unknown, refuse: Refuse): void {
  if (!name.startsWith("own.")) refuse(`parts: '${name}' does not begin with 'own.'`);
  const isDomain =
    Array.isArray(domain) &&
    domain.length > 0 &&
    domain.every((value) => typeof value === "string") &&
    new Set(domain).size === domain.length;
  if (!isDomain) refuse(`parts: '${name}' needs a list of different texts, its values`);
}

function termsFrom(terms: unknown, refuse: Refuse): Terms {
  if (terms === undefined) return USUAL_TERMS;
  if (!isRecord(terms)) return refuse("'terms' is no object");
  const { carriedBy = {}, choices = [], ...plain } = terms;
  const known = Object.entries<readonly unknown[]>(TERM_VALUES);
  for (const [name, value] of Object.entries(plain)) {
    const [, values] =
      known.find(([term]) => term === name) ?? refuse(`terms: there is no '${name}'`);
    if (!values.includes(value)) {
      refuse(`terms: '${name}' is ${shown(value)}, expected ${values.map(shown).join(" or ")}`);
    }
  }
  if (!isRecord(carriedBy)) return refuse("terms: 'carriedBy' is no object");
  if (!Array.isArray(choices)) return refuse("terms: 'choices' is no list");
  const named = [...Object.entries(carriedBy).flat(), ...choices.map((choice) => choice?.[0])];
  const unknown = named.find((id) => !ALL_ASSUMPTIONS.some((known) => known.id === id));
  if (named.includes(undefined) || unknown !== undefined) {
    refuse(`terms: ${shown(unknown)} is no assumption`);
  }
  return { ...USUAL_TERMS, ...(terms as Partial<Terms>) };
}

/** The same quirk, but that what the world calls answers as a quirk may, or throws a UsageError. */
function guarded(quirk: Quirk, refuse: Refuse): Quirk {
  const asked = <Answer>(name: string, ask: () => Answer): Answer => {
    try {
      return ask();
    } catch (error) {
      if (error instanceof UsageError || error instanceof ImpureModelError) throw error;
      if (error instanceof InvalidModelError) return refuse(`'${name}' ${error.message}`);
      return refuse(`'${name}' throws: ${(error as Error)?.message ?? String(error)}`);
    }
  };
  const parts = <Own extends Partial<PrivateState>>(name: string, own: Own): Own => {
    if (!isRecord(own)) refuse(`'${name}' gives ${shown(own)}, expected parts that change`);
    for (const [part, value] of Object.entries(own)) {
      const domain: readonly unknown[] | undefined = quirk.parts[part as keyof Quirk["parts"]];
      if (domain?.includes(value)) continue;
      refuse(`'${name}' gives ${part} the value ${shown(value)}, expected ${among(domain)}`);
    }
    return own;
  };
  const effects = (made: WriteEffects): WriteEffects => {
    if (!isRecord(made)) refuse(`'write' gives ${shown(made)}, expected effects`);
    if (typeof made.branch !== "string") refuse("'write' gives no 'branch', expected a text");
    if (made.value !== undefined && typeof made.value !== "bigint") {
      refuse(`'write' gives the value ${shown(made.value)}, expected a bigint or undefined`);
    }
    parts("write", made.own);
    const { ask } = made;
    if (ask === undefined) return made;
    return { ...made, ask: { answer: (pair) => effects(asked("write", () => ask.answer(pair))) } };
  };
  return {
    ...quirk,
    write: (view, own, access) => effects(asked("write", () => quirk.write(view, own, access))),
    read: (view, own, read) => {
      const source: unknown = asked("read", () => quirk.read(view, own, read));
      if (source === "device" || source === "memory") return source;
      return refuse(`'read' gives ${shown(source)}, expected "device" or "memory"`);
    },
    reset: (own) =>
      parts(
        "reset",
        asked("reset", () => quirk.reset(own)),
      ),
    msiChanged: (own, enabled) =>
      parts(
        "msiChanged",
        asked("msiChanged", () => quirk.msiChanged(own, enabled)),
      ),
  };
}

function among(domain: readonly unknown[] | undefined): string {
  return domain === undefined ? "a part of the quirk" : `one of ${domain.map(shown).join(", ")}`;
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
