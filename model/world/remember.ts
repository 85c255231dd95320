/**
 * Remembers what a pure function of the state answered by the components it looked at, not by all of them.
 *
 * Most moves look at one or two components and are done (MSI is disabled: nothing happens); only some look
 * at many. What a function looks at first is the same each time, and what it looks at next depends only on
 * what it found so far, so its looks are the paths of a tree.
 */
import type { ComponentName, WorldComponent, WorldState } from "./state.js";

/** A component to look at next, or the answer. */
type Node<Answer> =
  | { readonly name: ComponentName; readonly children: Map<string | undefined, Node<Answer>> }
  | { readonly answer: Answer };

type Tree<Answer> = { root?: Node<Answer> };
type Ask<Answer> = (state: WorldState) => Answer;

/**
 * For states of those components: takes a function of a state and makes of it the same function, which is
 * asked only when it has not seen the values that matter.
 *
 * The function must be pure: the same values give the same answer, and are looked at in the same order.
 * What is made of it throws an `Error` if that turns out not to be so.
 */
export function rememberOver(
  components: readonly WorldComponent[],
): <Answer>(ask: Ask<Answer>) => Ask<Answer> {
  const WatchedState = watchedStates(components);
  return (ask) => {
    const tree: Tree<ReturnType<typeof ask>> = {};
    return (state) => {
      let node = tree.root;
      while (node !== undefined && "name" in node) node = node.children.get(state[node.name]);
      if (node !== undefined) return node.answer;
      const looks: Looks = new Map();
      const answer = ask(new WatchedState({ state, looks }));
      keep(tree, looks, answer);
      return answer;
    };
  };
}

/** The components looked at, in their order, and what they were. */
type Looks = Map<ComponentName, string | undefined>;

function keep<Answer>(tree: Tree<Answer>, looks: Looks, answer: Answer): void {
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
}

/**
 * States whose components are looked up when they are read.
 * @param find the value of a component, which is at that place in the list
 */
export function lazyStates<Source>(
  components: readonly WorldComponent[],
  find: (source: Source, component: WorldComponent, place: number) => string | undefined,
): new (
  source: Source,
) => WorldState {
  class LazyState {
    constructor(readonly source: Source) {}
  }
  for (const [place, component] of components.entries()) {
    Object.defineProperty(LazyState.prototype, component.name, {
      get(this: LazyState) {
        return find(this.source, component, place);
      },
    });
  }
  return LazyState as unknown as new (
    source: Source,
  ) => WorldState;
}

/** States that note what is looked at first. */
function watchedStates(components: readonly WorldComponent[]) {
  return lazyStates(components, ({ state, looks }: Watched, { name }) => {
    const known = looks.get(name);
    if (known !== undefined) return known;
    const value = state[name];
    looks.set(name, value);
    return value;
  });
}

interface Watched {
  readonly state: WorldState;
  readonly looks: Looks;
}

/** The same function, asked once for each object: for answers that come again as the same object. */
export function rememberEach<Question extends object, Answer>(
  ask: (question: Question) => Answer,
): (question: Question) => Answer {
  const known = new WeakMap<Question, { readonly answer: Answer }>();
  return (question) => {
    const found = known.get(question) ?? { answer: ask(question) };
    known.set(question, found);
    return found.answer;
  };
}
