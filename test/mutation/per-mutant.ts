/** What StrykerJS says of the mutant under test; absent outside a run of mutants. */
interface Stryker {
  readonly activeMutant?: string;
  readonly currentTestId?: string;
}

/**
 * Worked out once and shared by the tests, but anew for each mutant; and for each test in the run without a
 * mutant, which finds out what each covers.
 */
export function perMutant<Result>(make: () => Result): () => Result {
  let made: { readonly of: string; readonly result: Result } | undefined;
  return () => {
    const { __stryker__: stryker = {} } = globalThis as { readonly __stryker__?: Stryker };
    const of = `${stryker.activeMutant} ${stryker.currentTestId}`;
    if (made?.of !== of) made = { of, result: make() };
    return made.result;
  };
}
