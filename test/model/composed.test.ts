import { describe, expect, it } from "vitest";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { composeQuirk } from "../../model/quirks/composed/compose.js";
import { DOMAINS, USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { concrete, type GuestValue, VIEW_READS, viewOf } from "../../model/world/values.js";

/** Every state over what the handler's view is made of. */
function views(): readonly WorldState[] {
  let states: readonly WorldState[] = [USUAL_STATE];
  for (const name of VIEW_READS) {
    states = states.flatMap((state) => DOMAINS[name].map((value) => ({ ...state, [name]: value })));
  }
  return states;
}

const VALUES: readonly GuestValue[] = ["address", "data+0", "data+1", "data+2", "zero", "other"];
const COOKIES = ["none", "2", "5", "8"];

/** Each view, value, cookie and offset. */
function* calls() {
  for (const state of views()) {
    const view = viewOf(state, 2, false);
    for (const value of VALUES) {
      const written = concrete(value, state);
      for (const cookie of COOKIES) {
        for (const offset of [0, 8, 12, 20]) {
          yield {
            view,
            own: { "own.cookie": cookie },
            access: { offset, size: 4, value: written },
          };
        }
      }
    }
  }
}

describe("a quirk composed of no improvement", () => {
  it("is the patch in every call: each view, cookie, offset and value", () => {
    const composed = composeQuirk("none", {});
    expect(composed.parts).toEqual(AS_POSTED.parts);
    let count = 0;
    const differ: string[] = [];
    for (const { view, own, access } of calls()) {
      const posted = show(AS_POSTED.write(view, own, access));
      const effects = composed.write(view, own, access);
      if (show({ ...effects, own: { ...own, ...effects.own } }) !== posted) differ.push(posted);
      count += 1;
    }
    expect(differ).toEqual([]);
    expect(count).toBe(views().length * VALUES.length * COOKIES.length * 4);
  });
});

function show({
  branch,
  value,
  replaced,
  own,
  cookie,
}: ReturnType<typeof AS_POSTED.write>): string {
  return [branch, value, replaced, own["own.cookie"], cookie?.before, cookie?.after].join(" ");
}
