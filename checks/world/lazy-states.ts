/** States of the world whose components are looked up only when they are read. */
import type { WorldComponent, WorldState } from "../../model/world/state.js";

/** The value at a place among the world's components. */
export type Read = (place: number) => number;

export type LazyStates = new (read: Read) => WorldState;

/** States whose components are looked up when they are read, by their place in the list. */
export function lazyStates(components: readonly WorldComponent[]): LazyStates {
  class LazyState {
    constructor(readonly read: Read) {}
  }
  for (const [place, { name, values }] of components.entries()) {
    Object.defineProperty(LazyState.prototype, name, {
      get(this: LazyState) {
        return values[this.read(place)];
      },
    });
  }
  return LazyState as unknown as LazyStates;
}
