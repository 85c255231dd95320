/**
 * Remembers what a pure function of the state answered by the components it looked at, not by all of them.
 *
 * Most moves look at one or two components and are done (MSI is disabled: nothing happens); only some look
 * at many. What a function looks at first is the same each time, and what it looks at next depends only on
 * what it found so far, so its looks are the paths of a tree.
 */
import { COMPONENTS, type ComponentName, type WorldState } from "./state.js";

/** A component to look at next, or the answer. */
type Node<Answer> =
  | { readonly name: ComponentName; readonly children: Map<string, Node<Answer>> }
  | { readonly answer: Answer };

/**
 * The same function, which is asked only when it has not seen the values that matter.
 *
 * @param ask - pure: the same values give the same answer, and are looked at in the same order.
 * @returns a function that throws an `Error` if `ask` turns out not to be pure.
 */
export function remember<Answer>(
  ask: (state: WorldState) => Answer,
): (state: WorldState) => Answer {
  const tree: { root?: Node<Answer> } = {};
  return (state) => {
    let node = tree.root;
    while (node !== undefined && "name" in node) node = node.children.get(state[node.name]);
    return node === undefined ? learn(tree, ask, state) : node.answer;
  };
}

function learn<Answer>(
  tree: { root?: Node<Answer> },
  ask: (state: WorldState) => Answer,
  state: WorldState,
): Answer {
  const looks = new Map<ComponentName, string>();
  const answer = ask(watchedState(state, looks));
  let attach = (node: Node<Answer>) => {
    tree.root = node;
  };
  let node = tree.root;
  for (const [name, value] of looks) {
    if (node === undefined) {
      node = { name, children: new Map() };
      attach(node);
    }
    if (!("name" in node) || node.name !== name) {
      throw new Error("a function of the world looked at other values than when asked before");
    }
    const { children } = node;
    attach = (child) => {
      children.set(value, child);
    };
    node = children.get(value);
  }
  attach({ answer });
  return answer;
}

/** A state whose components are looked up when they are read, and noted the first time. */
class WatchedState {
  constructor(
    readonly source: WorldState,
    readonly looks: Map<ComponentName, string>,
  ) {}
}

for (const name of COMPONENTS) {
  Object.defineProperty(WatchedState.prototype, name, {
    get(this: WatchedState) {
      const known = this.looks.get(name);
      if (known !== undefined) return known;
      const value = this.source[name];
      this.looks.set(name, value);
      return value;
    },
  });
}

function watchedState(state: WorldState, looks: Map<ComponentName, string>): WorldState {
  return new WatchedState(state, looks) as unknown as WorldState;
}
