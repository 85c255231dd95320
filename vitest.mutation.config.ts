import { defineConfig } from "vitest/config";

/**
 * What a mutant of the model has to get past: what `verify` says, on few vectors, and the quick tests of
 * the model. Run by `npm run mutants`, once for each mutant.
 */
export default defineConfig({
  test: {
    include: [
      "test/mutation/**/*.test.ts",
      "test/model/{bits,probe,quirk,handler,handler-pass,guests,invariants}.test.ts",
      "test/model/{machine-slots,machine-symbols,msi-capability,memory-core}.test.ts",
    ],
    setupFiles: ["test/mutation/setup.ts"],
    isolate: false,
  },
});
