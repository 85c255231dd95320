/** A user's quirk: its form checked when it is loaded, each of its answers when it answers. */
import { ImpureModelError, InvalidModelError } from "../checks/engine/index.js";
import { ALL_ASSUMPTIONS } from "../model/assumptions/index.js";
import type { PrivateState, Quirk, WriteEffects } from "../model/quirk.js";
import { TERM_VALUES, type Terms, USUAL_TERMS } from "../model/world/terms.js";
import { printable } from "../reports/printable.js";
import { UsageError } from "./errors.js";
import { asUserCode, thrownText } from "./user-code.js";

type Values = Readonly<Record<string, unknown>>;

/** The functions that every quirk has. */
const FUNCTIONS = ["probe", "write", "read", "reset", "msiChanged"] as const;

/** Sizes that an access can have, and 0 for none named (model/qemu/memory-core.ts). */
const SIZES: readonly unknown[] = [0, 1, 2, 4, 8];

/** What `replaced` of a write can say. */
const REPLACED: readonly unknown[] = [undefined, "address", "high", "data"];
/** What nobody asks twice (checks/asked/). */
const UNTOLD = ["afterRead", "readsChange", "accepts"] as const;

/**
 * The quirk that a file exports, and its terms: its data copied, its functions guarded.
 * @param exported the file's module
 * @throws UsageError that names the file and what of it is not as model/quirk.ts has it; the quirk's own
 *   functions throw one too, for an exception or an answer that no quirk may give
 */
export function userQuirk(file: string, exported: unknown): UserQuirk {
  const refuse = (what: string): never => {
    throw new UsageError(`--quirk: ${file}: ${what}`);
  };
  try {
    return asUserCode(() => takenFrom(isRecord(exported) ? exported : {}, refuse));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // A getter, or a proxy.
    return refuse(`looking at what it exports throws: ${thrownText(error)}`);
  }
}

export interface UserQuirk {
  readonly quirk: Quirk;
  readonly terms: Terms;
}

type Refuse = (what: string) => never;

function takenFrom(exported: Values, refuse: Refuse): UserQuirk {
  const { quirk: given } = exported;
  if (given === undefined) refuse("exports no 'quirk'");
  if (!isRecord(given)) return refuse("'quirk' is no object");
  const untold = UNTOLD.find((name) => given[name] !== undefined);
  if (untold !== undefined) refuse(`'${untold}' is for compiled C, and not taken from a file`);
  const missing = FUNCTIONS.find((name) => typeof given[name] !== "function");
  if (missing !== undefined) refuse(`the quirk has no function '${missing}'`);
  const { name, parts, access, remembers, trap } = given;
  if (typeof name !== "string" || !isRecord(access) || !isRecord(parts)) {
    return refuse("the quirk needs 'name', 'parts' and 'access' (valid, implemented)");
  }
  if (remembers !== undefined && remembers !== true) {
    refuse(`'remembers' is ${shown(remembers)}, expected true or nothing`);
  }
  const domains = Object.entries(parts).map(([part, domain]) => [
    part,
    domainOf(part, domain, refuse),
  ]);
  const form = {
    name,
    parts: Object.fromEntries(domains) as Quirk["parts"],
    access: {
      valid: rulesOf("valid", access.valid, refuse),
      implemented: rulesOf("implemented", access.implemented, refuse),
    },
    ...(remembers === true ? { remembers: true as const } : {}),
    ...(trap === undefined ? {} : { trap: trap as NonNullable<Quirk["trap"]> }),
  };
  return {
    quirk: guarded(given as unknown as Quirk, form, refuse),
    terms: termsFrom(exported.terms, refuse),
  };
}

/** Of the part `name` of the private state. */
function domainOf(name: string, domain: unknown, refuse: Refuse): readonly string[] {
  if (!name.startsWith("own.")) refuse(`parts: '${name}' does not begin with 'own.'`);
  const values: readonly unknown[] = Array.isArray(domain) ? [...domain] : [];
  const isDomain =
    values.length > 0 &&
    values.every((value) => typeof value === "string") &&
    new Set(values).size === values.length;
  if (!isDomain) refuse(`parts: '${name}' needs a list of different texts, its values`);
  return values as readonly string[];
}

type Rules = Quirk["access"]["valid"];

function rulesOf(name: "valid" | "implemented", rules: unknown, refuse: Refuse): Rules {
  if (!isRecord(rules)) return refuse(`access: '${name}' is ${shown(rules)}, expected an object`);
  const { minimumSize, maximumSize, unaligned } = rules;
  for (const [field, size] of Object.entries({ minimumSize, maximumSize })) {
    if (SIZES.includes(size)) continue;
    refuse(
      `access: ${name}.${field} is ${shown(size)}, expected 1, 2, 4 or 8, or 0 for none named`,
    );
  }
  if (typeof unaligned !== "boolean") {
    refuse(`access: ${name}.unaligned is ${shown(unaligned)}, expected true or false`);
  }
  if (maximumSize !== 0 && Number(minimumSize) > Number(maximumSize)) {
    refuse(`access: ${name}.minimumSize is more than its maximumSize`);
  }
  return { minimumSize, maximumSize, unaligned } as Rules;
}

function termsFrom(given: unknown, refuse: Refuse): Terms {
  if (given === undefined) return USUAL_TERMS;
  if (!isRecord(given)) return refuse("'terms' is no object");
  const terms = structuredClone(given);
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

/** What of a quirk is no function that is asked. */
type Form = Pick<Quirk, "name" | "parts" | "access" | "remembers" | "trap">;

/** The same quirk, but that what the world calls answers as a quirk may, or throws a UsageError. */
function guarded(quirk: Quirk, form: Form, refuse: Refuse): Quirk {
  /** The answer, whose every field is looked at while `ask` runs: it may be a getter's. */
  const asked = <Answer>(name: string, ask: () => Answer): Answer => {
    try {
      return asUserCode(ask);
    } catch (error) {
      if (error instanceof UsageError || error instanceof ImpureModelError) throw error;
      if (error instanceof InvalidModelError) return refuse(`'${name}' ${error.message}`);
      return refuse(`'${name}' throws: ${thrownText(error)}`);
    }
  };
  const partsOf = (name: string, given: unknown): Partial<PrivateState> => {
    if (!isRecord(given))
      return refuse(`'${name}' gives ${shown(given)}, expected parts that change`);
    const own = { ...given };
    for (const [part, value] of Object.entries(own)) {
      const domain: readonly unknown[] | undefined = form.parts[part as keyof Quirk["parts"]];
      if (domain?.includes(value)) continue;
      refuse(`'${name}' gives ${part} the value ${shown(value)}, expected ${among(domain)}`);
    }
    return own as Partial<PrivateState>;
  };
  const effectsOf = (given: unknown): WriteEffects => {
    if (!isRecord(given)) return refuse(`'write' gives ${shown(given)}, expected effects`);
    const made = { ...given } as unknown as WriteEffects;
    requireEffects(made, refuse);
    const effects = {
      ...made,
      branch: printable(made.branch),
      own: partsOf("write", made.own),
    };
    const { ask } = made;
    if (ask === undefined) return effects;
    return {
      ...effects,
      ask: { answer: (pair) => asked("write", () => effectsOf(ask.answer(pair))) },
    };
  };
  return {
    ...form,
    probe: (input) => asked("probe", () => quirk.probe(input)),
    write: (view, own, access) => asked("write", () => effectsOf(quirk.write(view, own, access))),
    read: (view, own, read) =>
      asked("read", () => {
        const source: unknown = quirk.read(view, own, read);
        if (source === "device" || source === "memory") return source;
        return refuse(`'read' gives ${shown(source)}, expected "device" or "memory"`);
      }),
    reset: (own) => asked("reset", () => partsOf("reset", quirk.reset(own))),
    msiChanged: (own, enabled) =>
      asked("msiChanged", () => partsOf("msiChanged", quirk.msiChanged(own, enabled))),
  };
}

/** All but the parts of the private state. */
function requireEffects(
  { branch, value, replaced, cookie, ask }: WriteEffects,
  refuse: Refuse,
): void {
  if (typeof branch !== "string") refuse("'write' gives no 'branch', expected a text");
  if (value !== undefined && typeof value !== "bigint") {
    refuse(`'write' gives the value ${shown(value)}, expected a bigint or undefined`);
  }
  if (!REPLACED.includes(replaced)) {
    refuse(`'write' gives 'replaced' as ${shown(replaced)}, expected "address", "high" or "data"`);
  }
  const offsets = cookie === undefined ? [] : [cookie.before, cookie.after];
  if (!offsets.every(Number.isSafeInteger)) {
    refuse("'write' gives a cookie without 'before' and 'after', expected two offsets");
  }
  if (ask !== undefined && typeof ask.answer !== "function") {
    refuse("'write' asks without a function 'answer'");
  }
}

function among(domain: readonly unknown[] | undefined): string {
  return domain === undefined ? "a part of the quirk" : `one of ${domain.map(shown).join(", ")}`;
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : thrownText(value);
}
