/** Where this package lives: beside its sources under the tests, above dist/ when installed. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of quirkcheck's own package.json. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("quirkcheck's package.json is missing");
    folder = parent;
  }
  return folder;
}

/** The version of package.json. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The version and a digest of what runs of model/ and checks/: two checkouts of one version differ. */
export function codeVersion(): string {
  const code = dirname(dirname(fileURLToPath(import.meta.url)));
  const hash = createHash("sha256");
  for (const folder of ["model", "checks"]) {
    const names = readdirSync(join(code, folder), { recursive: true, encoding: "utf8" });
    for (const name of names.filter((each) => /\.[jt]s$/.test(each)).sort()) {
      hash.update(`${folder}/${name}\n`).update(readFileSync(join(code, folder, name)));
    }
  }
  return `${packageVersion()}+${hash.digest("hex").slice(0, 12)}`;
}
