import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { verifyWorld } from "../../checks/verify/verify.js";
import { SLICES } from "../../checks/world/slices.js";
import { findDesign } from "../../cli/designs.js";
import { packageRoot } from "../../cli/package-root.js";

const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), "quirkcheck-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The patch with a change, as a user's file: lines at its head, and fields of its quirk. */
function file(name: string, head: string, fields: string): string {
  const path = join(folder, name);
  const text = `
    import { writeHandler } from "${root}/model/quirks/as-posted/handler.js";
    import { cookieQuirk } from "${root}/model/quirks/as-posted/quirk.js";
    const posted = cookieQuirk("posted", writeHandler);
    const lost = ({ value }) => ({ branch: "lost", value, own: {} });
    ${head}
    export const quirk = { ...posted, ${fields} };`;
  writeFileSync(path, text);
  return path;
}

const COUNTING = file(
  "counting.ts",
  "let calls = 0;",
  "write: (...of) => (++calls % 5 === 0 ? lost(of[2]) : posted.write(...of))",
);

/** Writes and reads, in the smallest world that has them. */
const SCOPE = {
  allocations: [1],
  order: 1,
  slices: SLICES.filter(({ name }) => name === "steps" || name === "faithful"),
};

describe("verify --quirk of a file that is not pure", () => {
  it.each([
    ["--order 1 --vectors 1"],
    ["--drop full-grant --vectors 1"],
    ["--guest linux-1"],
    ["--order 1 --vectors 1 --shard 1/2 --json part.json"],
    ["--guest own-domain --drop full-grant --shard 1/2 --json part.json"],
  ])("says so in one line, with exit code 2 and no report: %s", (options) => {
    const command = [join(root, "dist/cli/main.js"), "verify", "--quirk", COUNTING];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...command, ...options.split(" ")],
      { cwd: folder, encoding: "utf8" },
    );
    expect(stderr).toMatch(
      /^quirkcheck: --quirk: \S+counting\.ts: 'write' is not a pure function of what it reads: asked about \(.*access\.size=0x4.*\) it said \{.*\}, and then (?:\{.*\}|looked at \S+); it may depend on a clock, on randomness or on what it was asked before\n$/,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(existsSync(join(folder, "part.json"))).toBe(false);
  });

  const again = async (path: string) => {
    const { quirk, terms, askAgain } = await findDesign(path);
    verifyWorld({ ...SCOPE, quirk, terms });
    return askAgain();
  };

  it.each([
    [
      "a module variable beside the private state",
      "let last = 0;",
      "write: (view, own, access) => { const was = last; last = access.offset; return was + 8 === access.offset ? posted.write(view, own, access) : lost(access); }",
      "'write' is not",
    ],
    [
      "a variable that all copies share",
      "globalThis.asked = 0;",
      "read: () => (globalThis.asked++ % 2 === 0 ? 'device' : 'memory')",
      "'read' is not",
    ],
    [
      "the first value of all, kept where all copies share it",
      "",
      "write: (...of) => ((globalThis.latch ??= of[2].value) === of[2].value ? lost(of[2]) : posted.write(...of))",
      "they change globalThis.latch",
    ],
    [
      "one kept in a prototype, where nobody lists it",
      "const kept = Map.prototype;",
      "write: (...of) => { if (!('latch' in kept)) Object.defineProperty(kept, 'latch', { value: of[2].value, configurable: true }); return kept.latch === of[2].value ? lost(of[2]) : posted.write(...of); }",
      "they change Map.prototype.latch",
    ],
    [
      "one kept in the environment",
      "",
      "write: (...of) => ((process.env.QUIRK_LATCH ??= String(of[2].value)) === String(of[2].value) ? lost(of[2]) : posted.write(...of))",
      "they change environment.QUIRK_LATCH",
    ],
    [
      "dice that fall so once in a thousand times",
      "",
      "write: (...of) => (Math.random() < 0.001 ? lost(of[2]) : posted.write(...of))",
      "'write' is not",
    ],
    [
      "the time of day",
      "",
      "write: (...of) => (new Date().getHours() < 12 ? lost(of[2]) : posted.write(...of))",
      "'write' is not",
    ],
    [
      "a time-out, though nothing is slow here",
      "let last = Date.now();",
      "write: (...of) => { const late = Date.now() - last > 60000; last = Date.now(); return late ? lost(of[2]) : posted.write(...of); }",
      "'write' is not",
    ],
    [
      "dice thrown when it is loaded",
      "const branch = String(Math.random());",
      "write: (...of) => ({ ...posted.write(...of), branch })",
      "'write' is not",
    ],
    [
      "parts that are others each time",
      "const values = ['none', String(Math.random())];",
      "parts: { ...posted.parts, 'own.dice': values }",
      "its data or terms are others when it is loaded again",
    ],
    [
      "private state changed in place",
      "",
      "write: (view, own, access) => { own['own.cookie'] = 'none'; return posted.write(view, own, access); }",
      "'write' changes own.cookie of its arguments, expected it in the answer",
    ],
    [
      "private state of another call",
      "let kept;",
      "write: (view, own, access) => { kept ??= own; return posted.write(view, kept, access); }",
      "'write' looks at own.cookie in arguments of an earlier 'write'",
    ],
  ])("is told of %s", async (name, head, fields, message) => {
    const path = file(`${name.replaceAll(/\W/g, "-")}.ts`, head, fields);
    await expect(again(path)).rejects.toThrow(message);
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, "latch");
    Reflect.deleteProperty(Map.prototype, "latch");
    Reflect.deleteProperty(process.env, "QUIRK_LATCH");
  });

  it("takes a cache, which changes no answer", async () => {
    const path = file(
      "cache.ts",
      "const known = new Map();",
      `write: (view, own, access) => {
        const text = (_, value) => (typeof value === "bigint" ? String(value) : value);
        const key = JSON.stringify([{ ...view, ...view.physical }, { ...own }, { ...access }], text);
        if (!known.has(key)) known.set(key, posted.write(view, own, access));
        return known.get(key);
      }`,
    );
    await expect(again(path)).resolves.toBeUndefined();
  });

  it("finds of a pure file what it finds of the same quirk by name", async () => {
    const { quirk, askAgain } = await findDesign(file("pure.ts", "", ""));
    const found = verifyWorld({ ...SCOPE, quirk });
    await askAgain();
    const { quirk: named } = await findDesign("as-posted");
    expect(found).toEqual(verifyWorld({ ...SCOPE, quirk: named }));
  });
});
