import { defineConfig } from "vitest/config";
import quick from "./vitest.config.js";

/** The comparisons that show the world's reductions exact: minutes, not seconds. */
export default defineConfig({
  test: { ...quick.test, include: ["test/**/*.slow.ts"], testTimeout: 1_200_000 },
});
