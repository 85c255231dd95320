/** What both copies of a user's quirk share, and where one could leave a value for the other: the realm itself. */

/** Own data properties of globalThis, of each built-in there and of its prototype, and the environment. */
type Globals = ReadonlyMap<string, unknown>;

/** An accessor: Node makes some globals when they are first asked for, and what it makes is no quirk's. */
const MADE_LATER = Symbol("made later");

/** Everything as it is now, by a name to be shown. */
export function globalsNow(): Globals {
  const found = new Map<string, unknown>();
  const note = (name: string, holder: object) => {
    for (const key of Reflect.ownKeys(holder)) {
      const own = Object.getOwnPropertyDescriptor(holder, key);
      found.set(
        `${name}.${String(key)}`,
        own !== undefined && "value" in own ? own.value : MADE_LATER,
      );
    }
  };
  note("globalThis", globalThis);
  note("environment", process.env);
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(globalThis))) {
    if (!isHolder(value) || value === globalThis) continue;
    note(name, value);
    const { prototype } = value as { prototype?: unknown };
    if (isHolder(prototype)) note(`${name}.prototype`, prototype);
  }
  return found;
}

/** The first that is new, gone, or holds something else; undefined if all is as it was. */
export function changedGlobal(before: Globals): string | undefined {
  const now = globalsNow();
  const wasMadeLater = (name: string) => before.get(name) === MADE_LATER;
  const isNodes = (name: string) =>
    wasMadeLater(name) || wasMadeLater(`globalThis.${name.slice(0, name.indexOf("."))}`);
  const isSame = (name: string) =>
    before.has(name) && now.has(name) && Object.is(before.get(name), now.get(name));
  return [...before.keys(), ...now.keys()].find((name) => !isNodes(name) && !isSame(name));
}

function isHolder(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
