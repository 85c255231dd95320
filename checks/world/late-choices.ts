/**
 * Choices of the start, made when they are looked at instead.
 *
 * For a move that changes nothing this comes to the same: it is the last that matters. For the others it
 * only adds behaviour, since a choice may then be made otherwise each time: what is safe so, is safe.
 */
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { WorldChoice } from "../../model/world/move.js";
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
  private readonly known = new Map<string, WorldChoice | null>();
  private readonly usual: WorldState;

  private readonly choices: World["choices"];

  /**
   * @param names - the components chosen late; each is chosen at the start in `world`.
   * @param usual - components that keep their usual value.
   */
  constructor(world: World, names: readonly ComponentName[], usual: readonly ComponentName[]) {
    this.choices = world.choices
      .filter(({ changes }) => usual.every((name) => changes[name] === undefined))
      .sort((a, b) => a.needs.length - b.needs.length);
    this.usual = usualState(world.components);
    const late = world.components.filter(({ name }) => names.includes(name));
    this.domains = new Map(late.map(({ name, values }) => [name, values]));
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
      const choice = this.choiceWith(values, key);
      if (choice !== undefined) {
        const { needs } = choice;
        found.push([result, { key, values, needs, unusual: this.unusual(trail) }]);
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

  private unusual(
    trail: readonly { readonly name: ComponentName; readonly value: number }[],
  ): Partial<WorldState> {
    const steps = trail.filter(({ value }) => value !== 0);
    return Object.fromEntries(steps.map((step) => [step.name, this.valueOf(step)]));
  }

  /**
   * The choice of the world that agrees with these values and needs the fewest assumptions dropped: one
   * that was looked at may not go without another that was not. Undefined if none agrees.
   */
  choiceWith(
    values: ReadonlyMap<ComponentName, string>,
    key: string = [...values].join(" "),
  ): WorldChoice | undefined {
    const known = this.known.get(key);
    if (known !== undefined) return known ?? undefined;
    const usual = (name: ComponentName) => this.usual[name];
    const found = this.choices.find(({ changes }: { changes: Partial<WorldState> }) =>
      [...values].every(([name, value]) => (changes[name] ?? usual(name)) === value),
    );
    this.known.set(key, found ?? null);
    return found;
  }
}

/** Made anew at each step, one way to an answer is as good as another. */
export function firstOfEach<T>(
  ways: readonly (readonly [T, Chosen])[],
): readonly (readonly [T, Chosen])[] {
  const known = new Set<T>();
  return ways.filter(([answer]) => !known.has(answer) && known.add(answer));
}
