/** Arguments of a quirk's functions whose every value is looked up as it is read, and which nothing changes. */
import { InvalidModelError } from "../engine/index.js";

/** All that can be looked at is in the end one of these. */
export type Value = string | number | bigint | boolean | undefined;

/** The arguments of one call, by name. */
export type Source = Readonly<Record<string, unknown>>;

/** A value in the arguments: how it is called, and where it is. */
export interface Place {
  readonly text: string;
  readonly valueIn: (source: Source) => Value;
}

/** What an object holds, by name: a value, or an object of which this says the same. */
export type Fields<T> = {
  readonly [Name in keyof T]: T[Name] extends Value ? null : Fields<T[Name]>;
};

type AnyFields = { readonly [name: string]: AnyFields | null };

/** The same, with the places. */
export type Places = { readonly [name: string]: Place | Places };

/** The value there. */
export type Look = (place: Place) => Value;

/**
 * The places of an argument.
 * @param prefix in front of the names of its fields
 */
export function placesOf(argument: string, fields: AnyFields, prefix = `${argument}.`): Places {
  return placesIn(fields, prefix, (source) => source[argument]);
}

function placesIn(fields: AnyFields, prefix: string, inside: (source: Source) => unknown): Places {
  const places = Object.entries(fields).map(([name, within]): [string, Place | Places] => {
    const valueIn = (source: Source) => (inside(source) as Source)[name];
    const text = prefix + name;
    if (within !== null) return [name, placesIn(within, `${text}.`, valueIn)];
    return [name, { text, valueIn: valueIn as Place["valueIn"] }];
  });
  return Object.fromEntries(places);
}

/** An object with these places; its values come from `look`. */
export function lookedUp<T>(places: Places, look: Look): T {
  const get = (name: string | symbol): unknown => {
    const place =
      typeof name === "string" && Object.hasOwn(places, name) ? places[name] : undefined;
    if (place === undefined) return undefined;
    return isPlace(place) ? look(place) : lookedUp(place, look);
  };
  const refuse = (_: object, name: string | symbol): never => {
    const place = typeof name === "string" ? places[name] : undefined;
    const text = place !== undefined && isPlace(place) ? place.text : String(name);
    throw new InvalidModelError(`changes ${text} of its arguments, expected it in the answer`);
  };
  return new Proxy(
    {},
    {
      get: (_, name) => get(name),
      has: (_, name) => Object.hasOwn(places, name),
      ownKeys: () => Object.keys(places),
      getOwnPropertyDescriptor: (_, name) =>
        Object.hasOwn(places, name)
          ? { value: get(name), enumerable: true, configurable: true }
          : undefined,
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
    },
  ) as T;
}

function isPlace(place: Place | Places): place is Place {
  return typeof place.valueIn === "function";
}
