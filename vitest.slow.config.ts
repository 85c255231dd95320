import { defineConfig } from "vitest/config";

/** The comparisons that show the world's reductions exact: minutes, not seconds. */
export default defineConfig({
  test: {
    include: ["test/**/*.slow.ts"],
    testTimeout: 1_200_000,
  },
});
