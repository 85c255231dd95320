/**
 * The improvements that the thread, its facts and a reader of the code propose, each a switch; a design is a
 * set of them. With none of them the composed quirk is the patch (a test compares every call).
 */

/** The features that are on or off. */
export const SWITCHES = [
  /** One cookie for each address instead of one. */
  "cookiePerAddress",
  /** The register that slides the window is trapped too, so an offset is known with its position. */
  "followsWindow",
  /** Data is read where the layout has it, and the upper half of the address is replaced as well. */
  "handles64Bit",
  /** Words as hardware and host have them: low bits replaced, offsets by subtraction, host byte order. */
  "exactWords",
  /** Reading the physical registers is checked. */
  "checksRead",
  /** The vector offset is checked against the host's grant. */
  "checksGrant",
  /** A machine reset clears what is remembered. */
  "clearsAtReset",
  /** Disabling MSI clears the cookie. */
  "clearsAtDisable",
  /** A read of a register whose value was replaced gives the guest's value. */
  "readsBack",
  /** The trapped range is that of the device. */
  "rightWindow",
  /** Every access size that the region takes is taken, and passed on whole. */
  "everySize",
] as const;

type Switches = Readonly<Record<(typeof SWITCHES)[number], boolean>>;

export interface Features extends Switches {
  /** What is taken for a slot: a register whose value matches, or one that a static table names. */
  readonly finds: "values" | "locations";
  /** Whose pair a slot gets: the capability's, or one that is asked for its source. */
  readonly pairs: "capability" | "asked by QEMU" | "asked by a driver";
  /** What happens to a write that a check refuses: the guest's value passes, or nothing is written. */
  readonly refusal: "pass" | "drop";
}

/** The patch: no improvement. */
export const NO_FEATURES: Features = {
  ...(Object.fromEntries(SWITCHES.map((name) => [name, false])) as Switches),
  finds: "values",
  pairs: "capability",
  refusal: "pass",
};

/** A static table brings its window with it, and means nothing where the window is not followed. */
export function withImplied(features: Partial<Features>): Features {
  const all = { ...NO_FEATURES, ...features };
  if (all.pairs !== "capability") all.finds = "locations";
  return all.finds === "values" ? all : { ...all, followsWindow: true, rightWindow: true };
}

/** The improvements by name, `patch` for none. */
export function nameOf(features: Features): string {
  const on: string[] = SWITCHES.filter((name) => features[name]);
  if (features.finds === "locations") on.unshift("locations");
  if (features.pairs !== "capability") on.unshift(features.pairs);
  if (features.refusal === "drop") on.push("drops");
  return on.length === 0 ? "patch" : on.join(" + ");
}
