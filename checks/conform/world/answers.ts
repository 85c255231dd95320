/**
 * Answers of a function that looks at one thing after the other: remembered by what it looked at and found
 * there. What it looks at next depends on what it found so far, so its looks are the paths of a tree.
 */

/** What is there, by what is looked at. */
export type Look = (at: number) => number;

type Node<Answer> =
  | { readonly at: number; readonly children: Map<number, Node<Answer>> }
  | { readonly answer: Answer };

export class Answers<Answer> {
  #root: Node<Answer> | undefined;

  /** The answer for what is there; looks at nothing that the function would not look at. */
  answer(look: Look, ask: (look: Look) => Answer): Answer {
    const found = new Map<number, number>();
    let attach = (to: Node<Answer>) => {
      this.#root = to;
    };
    let node = this.#root;
    const goOn = (children: Map<number, Node<Answer>>, at: number) => {
      const value = look(at);
      found.set(at, value);
      node = children.get(value);
      attach = (to) => {
        children.set(value, to);
      };
      return value;
    };
    while (node !== undefined && "at" in node) goOn(node.children, node.at);
    if (node !== undefined) return node.answer;
    const answer = ask((at) => {
      const known = found.get(at);
      if (known !== undefined) return known;
      const children = new Map<number, Node<Answer>>();
      attach({ at, children });
      return goOn(children, at);
    });
    attach({ answer });
    return answer;
  }
}
