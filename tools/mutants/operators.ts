/**
 * Operators of our own, beside StrykerJS's: what the patch's code is made of and StrykerJS leaves alone.
 *
 * StrykerJS 9 has no interface for operators; its list is an array, and they are added to it. Nodes are
 * Babel's, described here as far as they are used, so that Babel stays a dependency of StrykerJS alone.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** A node of Babel's syntax tree. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface NodePath {
  readonly node: Node;
  readonly parent: Node | null;
  readonly parentPath: NodePath | null;
}

/** As StrykerJS has them: every replacement of a node is one mutant. */
interface Operator {
  readonly name: string;
  readonly mutate: (path: NodePath) => Iterable<Node>;
}

/** A number or bigint literal one more and one less. */
const constantOffByOne: Operator = {
  name: "ConstantOffByOne",
  *mutate({ node, parent }) {
    if (isKey(node, parent)) return;
    for (const by of [1, -1]) {
      if (node.type === "NumericLiteral") {
        yield { type: "NumericLiteral", value: Number(node.value) + by };
      } else if (node.type === "BigIntLiteral") {
        yield { type: "BigIntLiteral", value: String(BigInt(String(node.value)) + BigInt(by)) };
      }
    }
  },
};

const MASKS: Readonly<Record<string, readonly string[]>> = {
  "&": ["|"],
  "|": ["&"],
  "^": ["&"],
  "<<": [">>"],
  ">>": ["<<"],
  ">>>": [">>"],
};

/** A mask or shift: the other operator, or left out. */
const wrongMask: Operator = {
  name: "WrongMask",
  *mutate({ node }) {
    if (node.type !== "BinaryExpression") return;
    const others = MASKS[String(node.operator)];
    if (others === undefined) return;
    for (const operator of others) yield { ...bare(node), operator };
    yield bare(node.left as Node);
  },
};

/** Two branches, or two tests that follow each other, change places. */
const branchOrder: Operator = {
  name: "BranchOrder",
  *mutate({ node }) {
    if (node.type === "ConditionalExpression" || node.type === "IfStatement") {
      const { consequent, alternate } = node;
      if (alternate !== null && alternate !== undefined) {
        yield { ...bare(node), consequent: alternate, alternate: consequent };
      }
    } else if (node.type === "BlockStatement") {
      yield* swapped(node, "body", ({ type }) => type === "IfStatement");
    } else if (node.type === "ArrayExpression") {
      yield* swapped(node, "elements", isTransition);
    }
  },
};

/** A transition of a machine taken out: its event falls to the next one, or nothing happens. */
const transitionDropped: Operator = {
  name: "TransitionDropped",
  *mutate({ node, parent }) {
    if (node.type === "ArrayExpression") yield* without(node, isTransition);
    else if (isTransition(node) && parent?.type === "ObjectProperty") {
      yield { type: "ObjectExpression", properties: [] };
    }
  },
};

/** One of a transition's actions taken out. */
const actionDropped: Operator = {
  name: "ActionDropped",
  *mutate({ node, parent }) {
    if (node.type === "ArrayExpression" && keyOf(parent) === "actions") {
      yield* without(node, () => true);
    }
  },
};

/** A transition leads to another state; one that stays leads somewhere. */
const targetChanged: Operator = {
  name: "TargetChanged",
  *mutate(path) {
    if (!isTransition(path.node)) return;
    const properties = path.node.properties as readonly Node[];
    const kept = properties.filter((property) => keyOf(property) !== "target");
    const target = properties.find((property) => keyOf(property) === "target")?.value as
      | Node
      | undefined;
    for (const state of statesAround(path)) {
      if (state === (target?.value ?? stateOf(path))) continue;
      const changed = property("target", { type: "StringLiteral", value: state });
      yield { ...bare(path.node), properties: [changed, ...kept] };
    }
  },
};

/** A transition is taken where its guard refuses. */
const guardNegated: Operator = {
  name: "GuardNegated",
  *mutate({ node, parent }) {
    if (node.type !== "StringLiteral" || keyOf(parent) !== "guard") return;
    // XState's own `not`, which the model does not import: a guard that has a `check` is asked with it.
    const source = "snapshot.machine.implementations.guards";
    yield {
      type: "Identifier",
      name: `Object.assign(() => false, { check: (snapshot, step) => !${source}.${String(node.value)}(step) })`,
    };
  },
};

/** All of them, in the order of the report. */
export const OPERATORS: readonly Operator[] = [
  guardNegated,
  transitionDropped,
  targetChanged,
  actionDropped,
  branchOrder,
  constantOffByOne,
  wrongMask,
];

/** Adds the operators to StrykerJS's, in this process. Done twice it does nothing more. */
export async function addOperators(): Promise<void> {
  // The instrumenter that StrykerJS itself gets.
  const { resolve } = createRequire(import.meta.resolve("@stryker-mutator/core"));
  const main = resolve("@stryker-mutator/instrumenter");
  const file = pathToFileURL(join(dirname(main), "mutators/mutate.js")).href;
  const { allMutators } = (await import(file)) as { readonly allMutators: Operator[] };
  for (const operator of OPERATORS) {
    if (!allMutators.some(({ name }) => name === operator.name)) allMutators.push(operator);
  }
}

/** A node without where it stood: it is printed anew. */
function bare(node: Node): Node {
  const { extra: _, ...rest } = node;
  return rest as Node;
}

function property(name: string, value: Node): Node {
  const key = { type: "Identifier", name };
  return { type: "ObjectProperty", key, value, computed: false, shorthand: false };
}

/** The name of an object's property; undefined for anything else. */
function keyOf(node: Node | null): string | undefined {
  if (node?.type !== "ObjectProperty") return undefined;
  const key = node.key as Node;
  return key.type === "Identifier" ? String(key.name) : String(key.value);
}

function isKey(node: Node, parent: Node | null): boolean {
  return parent?.type === "ObjectProperty" && parent.key === node;
}

/** A transition of an XState config: what has a list of actions. */
function isTransition(node: Node): boolean {
  return (
    node.type === "ObjectExpression" &&
    (node.properties as readonly Node[]).some(
      (entry) =>
        keyOf(entry) === "actions" && (entry.value as Node | undefined)?.type === "ArrayExpression",
    )
  );
}

/** The states of the config around a transition; none for the machine's own. */
function statesAround(path: NodePath): readonly string[] {
  for (let at: NodePath | null = path; at !== null; at = at.parentPath) {
    if (keyOf(at.node) !== "states") continue;
    const { properties } = at.node.value as { readonly properties: readonly Node[] };
    return properties.map((state) => String(keyOf(state)));
  }
  return [];
}

/** The state that a transition leaves. */
function stateOf(path: NodePath): string | undefined {
  for (let at: NodePath | null = path; at !== null; at = at.parentPath) {
    if (keyOf(at.parentPath?.parentPath?.node ?? null) === "states") return keyOf(at.node);
  }
  return undefined;
}

/** The list, each of the chosen elements taken out in turn. */
function* without(list: Node, chosen: (element: Node) => boolean): Iterable<Node> {
  const elements = list.elements as readonly Node[];
  for (const [at, element] of elements.entries()) {
    if (chosen(element)) yield { ...bare(list), elements: elements.filter((_, i) => i !== at) };
  }
}

/** The list, two chosen neighbours changed over, each pair in turn. */
function* swapped(
  node: Node,
  field: "body" | "elements",
  chosen: (element: Node) => boolean,
): Iterable<Node> {
  const list = node[field] as readonly Node[];
  for (const [at, second] of list.entries()) {
    const first = list[at - 1];
    if (first === undefined || !chosen(first) || !chosen(second)) continue;
    const changed = [...list.slice(0, at - 1), second, first, ...list.slice(at + 1)];
    yield { ...bare(node), [field]: changed };
  }
}
