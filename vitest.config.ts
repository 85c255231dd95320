import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 600_000,
    // Modules are loaded once for all test files of a worker: nothing of them may be left changed.
    isolate: false,
    maxWorkers: "100%",
    // What was built runs as it is, untransformed: test/run-here.ts.
    server: { deps: { external: [/\/dist\//] } },
  },
});
