/** The slices of each allocation's world, made into tables once and shared by all who explore them. */
import type { InvariantId } from "../../model/invariants.js";
import { createWorld, type World } from "../../model/world/world.js";
import { type CompiledModel, compile } from "../engine/index.js";
import { finiteModel, type SharedWorld, type SliceAction, shareWorld } from "./finite.js";
import { type Slice, sliceOf } from "./slices.js";

/** A slice of one allocation's world, ready to be explored. */
export interface SliceModel {
  readonly world: World;
  readonly slice: Slice;
  readonly compiled: CompiledModel<SliceAction>;
}

export class WorldModels {
  private readonly worlds = new Map<number, SharedWorld>();
  private readonly models = new Map<string, SliceModel>();

  /** @param order - the most assumptions that will be dropped together. */
  constructor(private readonly order: number) {}

  /** The smallest world that holds what the invariant reads, over one allocation (1 to 32). */
  modelFor(invariant: InvariantId, allocated: number): SliceModel {
    const slice = sliceOf(invariant);
    const key = `${allocated} ${slice.name}`;
    const known = this.models.get(key);
    if (known !== undefined) return known;
    const shared = this.worldOf(allocated);
    const made = { world: shared.world, slice, compiled: compile(finiteModel(shared, slice)) };
    this.models.set(key, made);
    return made;
  }

  private worldOf(asked: number): SharedWorld {
    const known = this.worlds.get(asked);
    if (known !== undefined) return known;
    const made = shareWorld(createWorld({ asked, order: this.order }));
    this.worlds.set(asked, made);
    return made;
  }
}
