import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 600_000,
    // What was built runs as it is: test/run-here.ts.
    server: { deps: { external: [/\/dist\//] } },
    isolate: false,
  },
});
