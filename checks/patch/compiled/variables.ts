/**
 * The variables of the patch's C in one section of the module, so that the harness can look after all of
 * them (stand-in/kept.h).
 *
 * Source: LLVM's language reference, "Global Variables"; wasm-ld makes `__start_NAME` and `__stop_NAME` of a
 * section with such a name.
 */
import { PatchError } from "../source/errors.js";

const SECTION = "patch_state";

/** What the compiler adds (`@llvm.`, `@__sancov`) and what is declared only is no variable of the patch. */
const VARIABLE =
  /^@(?!llvm\.|__sancov)("?)([^"\s]+)\1 = (?!external |extern_weak )((?:(?!\bconstant\b|\bglobal\b)[^"\n])*)\bglobal ([^\n]*?)(?:, section "[^"]*")?((?:, comdat[^,\n]*)?, align \d+[^\n]*)$/gm;

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
  const variables: string[] = [];
  const gathered = ir.replace(VARIABLE, (_, quote, name, how, value, rest) => {
    if (how.includes("thread_local")) {
      throw new PatchError(`${name} is thread-local, and the stand-in has no threads`);
    }
    variables.push(name);
    return `@${quote}${name}${quote} = ${how}global ${value}, section "${SECTION}"${rest}`;
  });
  const places = [...variables.map((name) => `ptr @"${name}"`), "ptr null"];
  const table = `@quirk_variables = constant [${places.length} x ptr] [${places.join(", ")}]`;
  return { ir: `${gathered}\n${table}\n`, variables };
}
