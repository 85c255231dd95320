/** Tests that compile C need the package of tools/clang; where it is not installed they are skipped. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../cli/package-root.js";

export const HAS_COMPILER = existsSync(
  join(packageRoot(), "tools/clang/node_modules/@yowasp/clang"),
);

/** For the title of what is skipped without it. */
export const NEEDS_COMPILER = HAS_COMPILER ? "" : " (skipped: npm ci --prefix tools/clang)";
