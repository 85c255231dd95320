/** Calls made in a device of their own, which may come to its end. */
import { FollowedQuirk } from "../compiled/followed-quirk.js";
import { OUT_OF_MEMORY } from "../compiled/trap.js";
import { writeCallInput } from "./call.js";
import type { Stepper } from "./endless.js";
import type { PrivateWords } from "./private-state.js";
import type { FollowedDevice } from "./step.js";

/** @param words those that are state; calls may show that others are */
export function stepperFor(
  { quirk: first, call: device }: FollowedDevice,
  words: PrivateWords,
): Stepper {
  const quirk = new FollowedQuirk(first.patch);
  quirk.attach(device);
  words.followIn(quirk);
  const more = new Set<number>();
  const step: Stepper["step"] = (call, from) => {
    writeCallInput(quirk.inputs, call);
    const written = quirk.step({
      word: (word) => from.get(word) ?? quirk.firstValue(word),
      register: (register) => call.registers.get(register) ?? 0,
    });
    if ("what" in written) return written.what === OUT_OF_MEMORY ? "full" : "stopped";
    if (!("unfollowed" in written)) return written;
    for (const word of written.unfollowed) {
      more.add(word);
      quirk.follow(word);
    }
    return step(call, from);
  };
  return { step, isState: (word) => words.isPart(word) || more.has(word) };
}
