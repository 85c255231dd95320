/**
 * A test runner for StrykerJS that keeps the modules loaded from one mutant to the next, and loads them anew
 * only for a mutant that is met while they load.
 *
 * Tests may therefore keep nothing of the model between them but what they say by `perMutant`.
 */
import { readdirSync } from "node:fs";
import { register } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type CollectedTest, takeCollected } from "./stand-in.js";

/** The name that StrykerJS's option `testRunner` gives it. */
export const RUNNER = "quirkcheck-suite";

/** What StrykerJS's instrumented code and its test runners tell each other by. */
interface Stryker {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { readonly perTest: Record<string, unknown> };
}

interface MutantRun {
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly activeMutant: { readonly id: string };
  /** `static`: the mutant is met while modules load. */
  readonly mutantActivation: "runtime" | "static";
  /** All tests are run, also after one that failed. */
  readonly disableBail: boolean;
}

interface Options {
  /** Test files, from the package's root. */
  readonly quirkcheckSuite: {
    readonly tests: readonly string[];
    /** For what passes those. */
    readonly slower: readonly string[];
  };
}

interface SuiteTest extends CollectedTest {
  readonly id: string;
  readonly fileName: string;
  /** Run only if nothing failed before. */
  readonly isLast: boolean;
}

const stryker = globalState();

class SuiteRunner {
  static readonly inject = ["options"] as const;
  private tests: readonly SuiteTest[] | undefined;
  private loads = 0;

  constructor(private readonly options: Options) {}

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    register(new URL("./hooks.js", import.meta.url).href);
  }

  async dryRun() {
    const tests = await this.load();
    this.tests = tests;
    const results = [];
    for (const test of tests) {
      stryker.currentTestId = test.id;
      results.push(await tried(test));
    }
    stryker.currentTestId = undefined;
    return { status: "complete", tests: results, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun(run: MutantRun) {
    const { testFilter, hitLimit, activeMutant, mutantActivation, disableBail } = run;
    // Made without a mutant, for this one and those to come.
    this.tests ??= await this.load();
    Object.assign(stryker, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    try {
      const tests = mutantActivation === "static" ? await this.load() : this.tests;
      const chosen = tests.filter(({ id }) => testFilter?.includes(id) ?? true);
      return await outcomeOf(chosen, disableBail);
    } catch (error) {
      return { status: "error", errorMessage: String(error) };
    } finally {
      Object.assign(stryker, { activeMutant: undefined, hitCount: undefined });
    }
  }

  /** Loads the model and the test files, and all they import, as if for the first time. */
  private async load(): Promise<readonly SuiteTest[]> {
    this.loads += 1;
    const query = `?load=${this.loads}`;
    const importAnew = (file: string) => import(`${pathToFileURL(resolve(file)).href}${query}`);
    for (const file of modelFiles()) await importAnew(file);
    takeCollected();
    const tests: SuiteTest[] = [];
    // What a test file works out of the model while it loads is input of its tests, and no part of the model.
    stryker.currentTestId = LOADING;
    const { tests: first, slower } = this.options.quirkcheckSuite;
    for (const file of [...first, ...slower]) {
      await importAnew(file);
      const of = { fileName: resolve(file), isLast: slower.includes(file) };
      tests.push(...takeCollected().map((test) => ({ ...test, ...of, id: idOf(file, test) })));
    }
    stryker.currentTestId = undefined;
    delete stryker.mutantCoverage?.perTest[LOADING];
    return tests;
  }
}

/** What some tests make of the mutant that is active. */
async function outcomeOf(tests: readonly SuiteTest[], all: boolean) {
  const failed: Tried[] = [];
  for (const test of tests) {
    if (failed.length > 0 && (test.isLast || !all)) break;
    const result = await tried(test);
    if (isOverLimit()) return { status: "timeout", reason: "hit limit" };
    if (result.status === FAILED) failed.push(result);
  }
  const [first] = failed;
  if (first === undefined) return { status: "survived", nrOfTests: tests.length };
  return {
    status: "killed",
    killedBy: failed.map(({ id }) => id),
    failureMessage: first.failureMessage ?? "",
    nrOfTests: tests.length,
  };
}

/** In the place of a test's id. */
const LOADING = "while loading";

const PASSED = 0;
const FAILED = 1;

/** As StrykerJS wants to have it. */
interface Tried {
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly timeSpentMs: number;
  readonly status: typeof PASSED | typeof FAILED;
  readonly failureMessage?: string;
}

async function tried({ id, name, fileName, run }: SuiteTest): Promise<Tried> {
  const start = performance.now();
  const told = () => ({ id, name, fileName, timeSpentMs: performance.now() - start });
  try {
    await run();
    return { ...told(), status: PASSED };
  } catch (error) {
    return { ...told(), status: FAILED, failureMessage: String(error) };
  }
}

function modelFiles(): readonly string[] {
  const files = readdirSync("model", { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ts")).map((file) => join("model", file));
}

function idOf(file: string, { name }: CollectedTest): string {
  return `${file}#${name}`;
}

function isOverLimit(): boolean {
  return (stryker.hitCount ?? 0) > (stryker.hitLimit ?? Number.POSITIVE_INFINITY);
}

function globalState(): Stryker {
  const globals = globalThis as { __stryker__?: Stryker };
  globals.__stryker__ ??= {};
  return globals.__stryker__;
}

/** What StrykerJS looks for in a plugin. */
export const strykerPlugins = [{ kind: "TestRunner", name: RUNNER, injectableClass: SuiteRunner }];
