/** What a function answered, by what it looked at: what it looks at first is the same each time. */
import type { Look, Place, Value } from "./arguments.js";

/** A place to look at next, or the answer. */
type Node<Answer> =
  | { readonly place: Place; readonly children: Map<Value, Node<Answer>> }
  | { readonly answer: Answer };

/** The answers of one function. */
export class Answers<Answer> {
  private root: Node<Answer> | undefined;

  /** The answer where `look` finds what it found for a question before; looks only at what that one did. */
  find(look: Look): { readonly answer: Answer } | undefined {
    let node = this.root;
    while (node !== undefined && "place" in node) node = node.children.get(look(node.place));
    return node;
  }

  /** Keeps an answer to a question that was not found. @param looks all that was looked at, in that order */
  add(looks: ReadonlyMap<Place, Value>, answer: Answer): void {
    let node = this.root;
    let attach = (made: Node<Answer>) => {
      this.root = made;
    };
    for (const [place, value] of looks) {
      if (node === undefined) {
        node = { place, children: new Map() };
        attach(node);
      }
      if (!("place" in node)) throw new Error(`there is an answer before ${place.text}`);
      const { children } = node;
      attach = (made) => {
        children.set(value, made);
      };
      node = children.get(value);
    }
    attach({ answer });
  }
}
