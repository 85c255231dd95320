/** The form of a catalogue entry. */

/** Where an assumption comes from. */
export interface AssumptionSource {
  /** Said in the thread (the patch's comments included), seen in its C, or in a public source. */
  readonly kind: "thread" | "code" | "source";
  /** Thread: quoted words, who and when. Code: function of the patch. Source: file and function. */
  readonly cite: string;
}

/** `Id` is any text while the list is written, and the union of all ids once it is read. */
export interface AssumptionEntry<Id extends string> {
  readonly id: Id;
  /**
   * Who would have to keep the promise. "driver" is the guest's, its operating system and whoever
   * resets the guest included; "kernel" is the host's; "administrator" sets the host up; "author" is
   * who writes the design's tables.
   */
  readonly keeper:
    | "driver"
    | "device"
    | "driver and device"
    | "kernel"
    | "administrator"
    | "author";
  readonly part: "guest driver" | "device" | "host";
  /** What must hold. */
  readonly claim: string;
  /** The moves or initial choices that exist only when it is dropped. */
  readonly dropped: string;
  readonly from: AssumptionSource;
  /** This one can only matter in a set with that one. */
  readonly impliedBy?: Id;
  /** What is particular on x86. */
  readonly onX86?: string;
  /**
   * "can be kept": the keeper is able to, given that it wants to (a hostile guest keeps nothing).
   * "nobody can promise": even a keeper of good will may break it, by chance or from outside, or
   * what it mainly guards is guarded against its own keeper.
   */
  readonly kept: "can be kept" | "nobody can promise";
}
