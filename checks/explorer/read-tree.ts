/**
 * Remembers what a pure function answered by the values it looked at, not by all it was given.
 *
 * Most moves look at one or two values and are done (MSI is disabled: nothing happens); only some look at
 * all. The function itself tells: what it reads first is the same each time, and what it reads next
 * depends only on the values so far, so its reads are the paths of a tree.
 */

/** The value at a place, 0 or more. */
export type Read = (place: number) => number;

/** A place to look at next, or the answer. */
type Node<Answer> =
  | { readonly place: number; readonly children: (Node<Answer> | undefined)[] }
  | { readonly answer: Answer };

export class ReadTree<Answer> {
  private root: Node<Answer> | undefined;

  /** @param ask - pure: the same values read give the same answer, and are read in the same order. */
  constructor(private readonly ask: (read: Read) => Answer) {}

  /**
   * The answer for the values that `read` gives; asks only if none was given for those that matter.
   * @throws Error if the function looks at other places than it did with the same values
   */
  answerFor(read: Read): Answer {
    let node = this.root;
    while (node !== undefined && "place" in node) node = node.children[read(node.place)];
    return node === undefined ? this.learn(read) : node.answer;
  }

  private learn(read: Read): Answer {
    const places: number[] = [];
    const known: (number | undefined)[] = [];
    const answer = this.ask((place) => {
      const value = known[place] ?? read(place);
      if (known[place] === undefined) places.push(place);
      known[place] = value;
      return value;
    });
    this.insert(places, known, answer);
    return answer;
  }

  private insert(
    places: readonly number[],
    known: readonly (number | undefined)[],
    answer: Answer,
  ): void {
    let attach = (node: Node<Answer>) => {
      this.root = node;
    };
    let node = this.root;
    for (const place of places) {
      if (node === undefined) {
        node = { place, children: [] };
        attach(node);
      }
      if (!("place" in node) || node.place !== place) {
        throw new Error("a function of the model looked at other values than when asked before");
      }
      const { children } = node;
      const value = known[place] ?? 0;
      attach = (child) => {
        children[value] = child;
      };
      node = children[value];
    }
    attach({ answer });
  }
}
