/**
 * The variables of the patch's C in one section of the module, so that the harness can look after all of
 * them (stand-in/kept.h).
 *
 * Source: LLVM's language reference, "Global Variables"; wasm-ld makes `__start_NAME` and `__stop_NAME` of a
 * section with such a name.
 */
import { PatchError } from "../source/errors.js";

const SECTION = "patch_state";

/** What the compiler adds (`@llvm.`, `@__sancov`) is no variable of the patch. */
const VARIABLE = /^@(?!llvm\.|__sancov)("[^"]+"|\S+) = ((?:[\w()]+ )*?)global (.*)$/;
const VALUE = /^(.*?)(?:, section "[^"]*")?((?:, comdat.*?)?, align \d+.*)$/;

/**
 * @param ir the module's text
 * @returns it with each variable in that section, and a table `quirk_variables` of where each begins, 0 at
 *   its end; and their names in the table's order, of a static one in a function as `function.name`
 * @throws PatchError for a thread-local variable: the section would not hold it
 */
export function gatherVariables(ir: string): {
  readonly ir: string;
  readonly variables: readonly string[];
} {
  const names: string[] = [];
  const lines = ir.split("\n").map((line) => {
    const [, name = "", how = "", tail = ""] = VARIABLE.exec(line) ?? [];
    if (name === "" || how.includes("extern")) return line;
    if (how.includes("thread_local")) {
      throw new PatchError(`${name} is thread-local, and the stand-in has no threads`);
    }
    const [, value, rest] = VALUE.exec(tail) ?? [];
    if (value === undefined) throw new PatchError(`${name} has a form that is not known: ${tail}`);
    names.push(name);
    return `@${name} = ${how}global ${value}, section "${SECTION}"${rest}`;
  });
  const places = [...names.map((name) => `ptr @${name}`), "ptr null"];
  const table = `@quirk_variables = constant [${places.length} x ptr] [${places.join(", ")}]`;
  return { ir: [...lines, table, ""].join("\n"), variables: names };
}
