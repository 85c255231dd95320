/** TypeScript files of a user's, compiled as they are loaded. */

/**
 * Imports a file, each time anew with all that it imports.
 *
 * The compiler is loaded only here: no other command needs it. Its cache would be a folder in the shared
 * temporary one, of whoever made it first; it asks once, when it is loaded, whether it may have one.
 * @param onImport is told each file that is imported, as a URL
 */
export async function importTypeScript(
  url: string,
  onImport: (url: string) => void = () => undefined,
): Promise<unknown> {
  process.env.TSX_DISABLE_CACHE = "1";
  const { tsImport } = await import("tsx/esm/api");
  return tsImport(url, { parentURL: import.meta.url, onImport });
}
