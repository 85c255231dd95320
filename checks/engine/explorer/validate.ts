/** What a model must obey for the tables to mean what it says. */
import type { Component, FiniteModel, InitialState, Judgement, Outcome } from "./model.js";

/** A model that breaks a rule of model.ts; the message names the part and the rule. */
export class InvalidModelError extends Error {
  override readonly name = "InvalidModelError";
}

/** Its states cannot be numbered. */
export class TooManyStatesError extends InvalidModelError {}

/** Assumption sets are kept in two 32-bit words, invariant sets in one. */
const MOST_ASSUMPTIONS = 64;
const MOST_INVARIANTS = 32;

/**
 * Checks everything but what the moves' and observations' functions will answer, which is checked when
 * they answer.
 *
 * @throws InvalidModelError at the first rule broken.
 */
export function validateModel(model: FiniteModel): void {
  validateComponents(model.components);
  requireDistinct("assumption", model.assumptions);
  requireDistinct("invariant", model.invariants);
  requireDistinct("move", namesOf(model.moves));
  requireDistinct("observation", namesOf(model.observations));
  requireAtMost("assumptions", model.assumptions.length, MOST_ASSUMPTIONS);
  requireAtMost("invariants", model.invariants.length, MOST_INVARIANTS);
  if (model.initial.length === 0) throw new InvalidModelError("no initial state");
  for (const [i, start] of model.initial.entries()) validateInitial(model, start, i);
  for (const { name, reads } of [...model.moves, ...model.observations]) {
    requirePositions(`${name}: reads component`, reads, model.components.length);
  }
}

/**
 * Checks what a move may do.
 *
 * @param where - the move and the values it looked at, for the message.
 * @throws InvalidModelError at the first rule broken.
 */
export function validateOutcome(model: FiniteModel, where: string, outcome: Outcome): void {
  const { action, changes, needs } = outcome;
  const place = `${where}, outcome ${JSON.stringify(action)}`;
  const changed = changes.map(([component]) => component);
  requirePositions(`${place}: changes component`, changed, model.components.length);
  for (const [component, value] of changes) {
    requireValue(place, model.components[component], value);
  }
  requirePositions(`${place}: needs assumption`, needs, model.assumptions.length);
  validateJudgement(model, place, outcome);
}

/**
 * Checks what is said about the invariants.
 *
 * @param where - who says it, for the message.
 * @throws InvalidModelError for an invariant there is not, or named twice.
 */
export function validateJudgement(model: FiniteModel, where: string, said: Judgement): void {
  const count = model.invariants.length;
  requirePositions(`${where}: violates invariant`, said.violates, count);
  requirePositions(`${where}: concerns invariant`, said.concerns, count);
}

function validateComponents(components: readonly Component[]): void {
  requireDistinct("component", namesOf(components));
  let size = 1;
  for (const { name, values } of components) {
    if (values.length === 0) throw new InvalidModelError(`component ${name} has no values`);
    requireDistinct(`component ${name}: value`, values);
    size *= values.length;
  }
  // Exact up to here: below 2^53 each product is a whole number, from there on it only grows.
  if (size > Number.MAX_SAFE_INTEGER) {
    throw new TooManyStatesError(`${size} combinations of values: 2^53 or more cannot be numbered`);
  }
}

function validateInitial(model: FiniteModel, { values, needs }: InitialState, i: number): void {
  const where = `initial state ${i}`;
  const { components, assumptions } = model;
  if (values.length !== components.length) {
    throw new InvalidModelError(
      `${where}: ${values.length} values for ${components.length} components`,
    );
  }
  for (const [component, value] of values.entries()) {
    requireValue(where, components[component], value);
  }
  requirePositions(`${where}: needs assumption`, needs, assumptions.length);
}

function requireValue(where: string, component: Component | undefined, value: number): void {
  if (component === undefined) throw new InvalidModelError(`${where}: unknown component`);
  if (isPosition(value, component.values.length)) return;
  throw new InvalidModelError(
    `${where}: component ${component.name} has no value ${value} (0 to ${component.values.length - 1})`,
  );
}

/** Every position below `count`, none twice. */
function requirePositions(what: string, positions: readonly number[], count: number): void {
  const seen = new Set<number>();
  for (const position of positions) {
    if (!isPosition(position, count)) {
      throw new InvalidModelError(`${what} ${position}, and there are ${count}`);
    }
    if (seen.has(position)) throw new InvalidModelError(`${what} ${position} twice`);
    seen.add(position);
  }
}

function isPosition(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

function requireDistinct(what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === "") throw new InvalidModelError(`${what} without a name`);
    if (seen.has(name)) throw new InvalidModelError(`${what} ${name} twice`);
    seen.add(name);
  }
}

function requireAtMost(what: string, count: number, most: number): void {
  if (count > most)
    throw new InvalidModelError(`${count} ${what}, and at most ${most} can be kept`);
}

function namesOf(named: readonly { readonly name: string }[]): readonly string[] {
  return named.map(({ name }) => name);
}
