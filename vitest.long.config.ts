import { defineConfig } from "vitest/config";
import quick from "./vitest.config.js";

/** What is too long for the gate: `npm run ci:long` runs it. */
export default defineConfig({
  test: { ...quick.test, include: ["test/**/*.long.ts"], testTimeout: 3_600_000 },
});
