/** States as numbers: mixed radix, the last component the lowest digit. */
import type { Component } from "./model.js";

export interface Numbering {
  /** How many combinations of values there are; below 2^53. */
  readonly size: number;
  /** By component: how many values it has. */
  readonly radices: readonly number[];
  /** By component: what one more of its value adds to the number. */
  readonly strides: readonly number[];
}

/** Numbers all combinations of values of the components. */
export function numberStates(components: readonly Component[]): Numbering {
  const radices = components.map(({ values }) => values.length);
  return { size: radices.reduce((a, b) => a * b, 1), radices, strides: stridesOf(radices) };
}

/** What each digit of a mixed-radix number counts for, the last 1. */
export function stridesOf(radices: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const radix of radices.toReversed()) {
    strides.push(stride);
    stride *= radix;
  }
  return strides.reverse();
}

/** The number of a combination: a value for each component. */
export function encode({ strides }: Numbering, values: readonly number[]): number {
  return values.reduce((sum, value, component) => sum + value * (strides[component] ?? 0), 0);
}

/** The combination with that number. */
export function decode({ radices }: Numbering, state: number): number[] {
  return digitsOf(radices, state);
}

/** The digits of a mixed-radix number, the highest first. Exact below 2^53. */
export function digitsOf(radices: readonly number[], number: number): number[] {
  const digits: number[] = [];
  let rest = number;
  for (const radix of radices.toReversed()) {
    digits.push(rest % radix);
    rest = Math.floor(rest / radix);
  }
  return digits.reverse();
}

/** Neighbouring components, whose part of a state's number is a number of its own. */
export interface Chunk {
  /** What one more of the chunk's value adds to the number of the state. */
  readonly stride: number;
  /** The first component, and how many. */
  readonly first: number;
  readonly width: number;
  /** How many values it has. */
  readonly size: number;
}

/** All components in chunks of at most so many values, or one component each: the largest stride first. */
export function chunksOf({ radices, strides }: Numbering, most: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let first = 0; first < radices.length; ) {
    let end = first + 1;
    let size = radices[first] ?? 1;
    while (end < radices.length && size * (radices[end] ?? 1) <= most) size *= radices[end++] ?? 1;
    chunks.push({ stride: strides[end - 1] ?? 1, first, width: end - first, size });
    first = end;
  }
  return chunks;
}
