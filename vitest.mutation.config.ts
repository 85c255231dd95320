import { defineConfig } from "vitest/config";

/**
 * What `verify` and `compare` say, on few vectors, as mutants have to get past it (tools/mutants/suites.ts).
 * To be run by hand where one of these claims is to be looked at: `npx vitest run --config` with this file.
 */
export default defineConfig({
  test: { include: ["test/mutation/**/*.mutation.ts"], testTimeout: 600_000 },
});
