/**
 * Choices of the start, made when they are looked at instead.
 *
 * For a move that changes nothing this comes to the same: it is the last that matters. For the others it
 * only adds behaviour, since a choice may then be made otherwise each time: what is safe so, is safe.
 */
import type { AssumptionId } from "../../model/assumptions/index.js";
import { type ComponentName, usualState, type WorldState } from "../../model/world/state.js";
import type { World } from "../../model/world/world.js";

/** One way to make the choices that were looked at. */
export interface Chosen {
  /** The values as text. */
  readonly key: string;
  readonly values: ReadonlyMap<ComponentName, string>;
  /** Assumptions that must be dropped to choose so: none for the usual way. */
  readonly needs: readonly AssumptionId[];
  /** The values that are not the usual ones. */
  readonly unusual: Partial<WorldState>;
}

export class LateChoices {
  private readonly domains: ReadonlyMap<ComponentName, readonly string[]>;
  private readonly needs = new Map<ComponentName, AssumptionId>();
  private readonly known = new Map<string, boolean>();
  private readonly usual: WorldState;

  private readonly choices: World["choices"];

  /**
   * @param names - the components chosen late; each is chosen at the start in `world`.
   * @param usual - components that keep their usual value.
   */
  constructor(world: World, names: readonly ComponentName[], usual: readonly ComponentName[]) {
    this.choices = world.choices.filter(({ changes }) =>
      usual.every((name) => changes[name] === undefined),
    );
    this.usual = usualState(world.components);
    const late = world.components.filter(({ name }) => names.includes(name));
    this.domains = new Map(late.map(({ name, values }) => [name, values]));
    for (const { changes, needs } of world.choices) {
      // Where one assumption carries several choices, needs and changes do not go side by side.
      if (needs.length !== Object.keys(changes).length) continue;
      for (const [i, name] of (Object.keys(changes) as ComponentName[]).entries()) {
        const id = needs[i];
        if (id !== undefined) this.needs.set(name, id);
      }
    }
  }

  has(name: ComponentName): boolean {
    return this.domains.has(name);
  }

  /**
   * All ways to choose what `look` looks at, the usual one first, each with what it answered.
   *
   * @param look - handed what gives the value chosen for a component; looks at the same ones first each
   *   time, and at the next by what it found.
   */
  ways<T>(look: (choose: (name: ComponentName) => string) => T): readonly (readonly [T, Chosen])[] {
    const found: (readonly [T, Chosen])[] = [];
    const trail: { readonly name: ComponentName; value: number }[] = [];
    do {
      const places = new Map<ComponentName, number>();
      const result = look((name) => {
        const place = places.get(name) ?? places.size;
        places.set(name, place);
        trail[place] ??= { name, value: 0 };
        return this.valueOf(trail[place]);
      });
      const values = new Map(trail.map((step) => [step.name, this.valueOf(step)]));
      const key = [...values].join(" ");
      if (this.isPossible(values, key)) {
        found.push([result, { key, values, ...this.unusual(trail) }]);
      }
    } while (this.advance(trail));
    return found;
  }

  /** The next way to choose; false after the last. */
  private advance(trail: { readonly name: ComponentName; value: number }[]): boolean {
    for (;;) {
      const last = trail.at(-1);
      if (last === undefined) return false;
      last.value++;
      if (last.value < (this.domains.get(last.name)?.length ?? 0)) return true;
      trail.pop();
    }
  }

  private valueOf({
    name,
    value,
  }: {
    readonly name: ComponentName;
    readonly value: number;
  }): string {
    const chosen = this.domains.get(name)?.[value];
    if (chosen === undefined) throw new RangeError(`${name} is not chosen late`);
    return chosen;
  }

  private unusual(trail: readonly { readonly name: ComponentName; readonly value: number }[]) {
    const steps = trail.filter(({ value }) => value !== 0);
    return {
      needs: steps.flatMap(({ name }) => this.needs.get(name) ?? []),
      unusual: Object.fromEntries(steps.map((step) => [step.name, this.valueOf(step)])),
    };
  }

  /** True if some choice of the world agrees with these values. */
  isPossible(
    values: ReadonlyMap<ComponentName, string>,
    key: string = [...values].join(" "),
  ): boolean {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const usual = (name: ComponentName) => this.usual[name];
    const possible = this.choices.some(({ changes }: { changes: Partial<WorldState> }) =>
      [...values].every(([name, value]) => (changes[name] ?? usual(name)) === value),
    );
    this.known.set(key, possible);
    return possible;
  }
}
