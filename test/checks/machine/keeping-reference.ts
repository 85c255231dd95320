/**
 * The run of the keeping guest worked out a second time, from what docs/paths.md says of it: said as what
 * the guest may do in a state, not as what it must not, and without XState, handler or capability.
 */

type Phase = "none" | "address" | "high" | "data" | "interrupted";

interface World {
  readonly machine: "idle" | "addressSeen" | "dataReplaced";
  /** The slot whose data register the cookie names. */
  readonly awaited: 0 | 1 | undefined;
  readonly enabled: boolean;
  readonly allocated: number;
  readonly programmed: boolean;
  readonly slots: readonly [Phase, Phase];
}

/** A state, and how many events lead there. */
interface Move {
  readonly to: World;
  readonly ways: number;
}

export interface ReferenceRun {
  readonly states: ReadonlySet<string>;
  readonly transitions: number;
}

/** Every state of the keeping guest with `used` vectors, as the key writes it, and every transition. */
export function keepingReference(used: number): ReferenceRun {
  const allocated = nextPowerOfTwo(used);
  const initial: World = {
    machine: "idle",
    awaited: undefined,
    enabled: true,
    allocated,
    programmed: true,
    slots: ["none", "none"],
  };
  const allocations = used === 1 ? [1, 2] : [1, allocated];
  const states = new Set([keyOf(initial)]);
  const queue = [initial];
  let transitions = 0;
  for (const world of queue) {
    for (const { to, ways } of moves(world, used, allocations)) {
      transitions += ways;
      if (ways > 0 && !states.has(keyOf(to))) {
        states.add(keyOf(to));
        queue.push(to);
      }
    }
  }
  return { states, transitions };
}

/** The key's text, whose format is part of what is compared. */
function keyOf({ machine, awaited, enabled, allocated, programmed, slots }: World): string {
  const cookie = awaited === undefined ? 0 : 12 * awaited + 8;
  const pair = programmed ? "fee00000/4020" : "0/0";
  const msi = enabled ? "enabled" : "disabled";
  return `${machine}, cookie ${cookie}, ${msi}, vectors ${allocated}, pair ${pair}, slots ${slots.join(" ")}`;
}

function moves(world: World, used: number, allocations: readonly number[]): readonly Move[] {
  return [
    ...slotWrites(world, used),
    ...ordinaryWrites(world, used),
    ...controls(world, allocations),
  ];
}

const isOpen = (phase: Phase) => ["address", "high", "interrupted"].includes(phase);

/** A write that the handler passes leaves the states that only say what happened just now. */
const passed = (world: World): World["machine"] =>
  world.machine === "dataReplaced" ? "idle" : world.machine;

/** Slots are written while MSI is enabled only. */
function slotWrites(world: World, used: number): readonly Move[] {
  if (!world.enabled) return [];
  return ([0, 1] as const).flatMap((slot): readonly Move[] => {
    const phase = world.slots[slot];
    const other = world.slots[slot === 0 ? 1 : 0];
    const becomes = (next: Phase) =>
      slot === 0 ? ([next, other] as const) : ([other, next] as const);
    const high = phase === "address" ? "high" : phase;
    const result: Move[] = [
      // Any value but the guest's address: used data, high bits, zero, other.
      { to: { ...world, machine: passed(world), slots: becomes(high) }, ways: used + 3 },
    ];
    if (!isOpen(other)) {
      const to = { machine: "addressSeen", awaited: slot, slots: becomes("address") } as const;
      result.push({ to: { ...world, ...to }, ways: 1 });
    }
    if (phase === "address" || phase === "high") {
      if (world.awaited !== slot) throw new Error("the slot in progress is not the awaited one");
      const to = { machine: "dataReplaced", awaited: undefined, slots: becomes("data") } as const;
      result.push({ to: { ...world, ...to }, ways: Math.min(used, world.allocated) });
    }
    return result;
  });
}

/** Any value but a programmed guest address: used data, high bits, zero, other. */
function ordinaryWrites(world: World, used: number): readonly Move[] {
  const ways = used + 3 + (world.programmed ? 0 : 1);
  return [{ to: { ...world, machine: passed(world) }, ways }];
}

function controls(world: World, allocations: readonly number[]): readonly Move[] {
  const { enabled, programmed, slots } = world;
  const interrupted = (phase: Phase): Phase => (isOpen(phase) ? "interrupted" : phase);
  const result: Move[] = [
    {
      to: { ...world, enabled: false, slots: [interrupted(slots[0]), interrupted(slots[1])] },
      ways: 1,
    },
    { to: { ...world, programmed: true }, ways: 1 },
  ];
  // Setting the bit again is allowed; enabling needs a pair and no slot that is still programmed.
  if (enabled || (programmed && !slots.includes("data"))) {
    result.push({ to: { ...world, enabled: true }, ways: 1 });
  }
  if (!enabled) {
    for (const allocated of allocations) result.push({ to: { ...world, allocated }, ways: 1 });
  }
  if (!slots.some(isOpen)) {
    const cleared: World = { ...world, slots: ["none", "none"] };
    result.push({ to: cleared, ways: 1 });
    result.push({
      to: { ...cleared, enabled: false, programmed: false, allocated: 1 },
      ways: 1,
    });
  }
  return result;
}

function nextPowerOfTwo(used: number): number {
  let power = 1;
  while (power < used) power *= 2;
  return power;
}
