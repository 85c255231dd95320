import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PatchError } from "../../../checks/conform/source/errors.js";
import { items } from "../../../checks/conform/source/items.js";
import { addedLines } from "../../../checks/conform/source/lines.js";
import { unitOf } from "../../../checks/conform/source/unit.js";
import { packageRoot } from "../../../cli/package-root.js";
import { FIXTURE, FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";

const header = readFileSync(join(packageRoot(), "checks/conform/stand-in/qemu.h"), "utf8");
const code = readFileSync(FIXTURE, "utf8");
const lines = code.trimEnd().split("\n");

const DIFF = [
  "diff --git a/hw/vfio/pci-quirks.c b/hw/vfio/pci-quirks.c",
  "index 1111111..2222222 100644",
  "--- a/hw/vfio/pci-quirks.c",
  "+++ b/hw/vfio/pci-quirks.c",
  `@@ -10,3 +10,${lines.length + 3} @@ static void before(void)`,
  " }",
  ...lines.map((line) => `+${line}`),
  " ",
  "@@ -900,2 +1100,3 @@ void vfio_bar_quirk_setup(VFIOPCIDevice *vdev, int nr)",
  "     if (nr) {",
  "+    radio_probe(vdev, nr);",
  " }",
  "diff --git a/hw/vfio/trace-events b/hw/vfio/trace-events",
  "--- a/hw/vfio/trace-events",
  "+++ b/hw/vfio/trace-events",
  "@@ -82,3 +82,6 @@ before(void)",
  ' before(const char *name) "%s"',
  '+radio_probe(const char *name) "%s"',
  '+radio_address(const char *name, uint64_t addr, uint64_t data, uint32_t phys) "%s 0x%"PRIx64',
  '+radio_data(const char *name, uint64_t addr, uint64_t data, uint32_t phys) "%s 0x%"PRIx64',
  "-- ",
  "2.45.2",
].join("\n");

const MAIL = `From 1234 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] radio\n\nA line + another.\n---\n${DIFF}\n\nOn some day, somebody wrote: > + a quoted word; > more\n`;

/** The functions' bodies without the compiler's line marks. */
function textOf(patch: string): string {
  const unit = unitOf(patch, FIXTURE_NAMES, header);
  return squeezed(unit.code.replace(/^#line.*$/gm, ""));
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function quotedPrintable(text: string): string {
  const encoded = text.replace(/=/g, "=3D").replace(/^(.{60})(.+)$/gm, "$1=\n$2");
  return `From: a\nContent-Transfer-Encoding: quoted-printable\n\n${encoded}`;
}

function webPage(text: string): string {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return `<!DOCTYPE html><html><head><title>@@</title></head><body><pre>${escaped.replace(/"/g, "&quot;")}</pre></body></html>`;
}

const FORMS: readonly (readonly [string, string])[] = [
  ["a mail", MAIL],
  ["a mail with carriage returns", MAIL.replace(/\n/g, "\r\n")],
  ["a mail in quoted-printable", quotedPrintable(MAIL.replace(/^From .*\n/, ""))],
  [
    "a mail in base64",
    `Content-Type: multipart/mixed; boundary="part"\n\n--part\nContent-Transfer-Encoding: base64\n\n${Buffer.from(MAIL).toString("base64")}\n--part--\n`,
  ],
  ["a reply that quotes it", MAIL.replace(/^/gm, "> ")],
  ["a web page", webPage(MAIL)],
  [
    "text with its indentation and empty lines lost",
    MAIL.replace(/^([+ ]?)[ \t]+/gm, "$1").replace(/\n\n+/g, "\n"),
  ],
];

describe("the quirk taken out of a patch", () => {
  it.each(FORMS)("is the same from %s as from the diff", (_, text) => {
    expect(textOf(text)).toBe(textOf(DIFF));
  });

  it("names the lines of a patch that change QEMU beside the quirk: added, removed, in other files", () => {
    const place = (patch: string) => unitOf(patch, FIXTURE_NAMES, header).elsewhere;
    expect(place(DIFF)).toEqual([]);
    expect(place(code)).toEqual([]);
    const other = [
      "--- a/hw/vfio/pci.c",
      "+++ b/hw/vfio/pci.c",
      "@@ -1200,4 +1200,6 @@ static void vfio_pci_write_config(PCIDevice *pdev)",
      " {",
      "+    /* Announced alone does nothing. */",
      "+void vfio_other(VFIOPCIDevice *vdev);",
      "+    vdev->elsewhere = 0;",
      "-    return;",
      " }",
    ];
    const harmless = [
      "--- a/docs/system/vfio.rst",
      "+++ b/docs/system/vfio.rst",
      "@@ -1,2 +1,3 @@",
      "+Some words on one card.",
      "--- a/include/radio.h",
      "+++ b/include/radio.h",
      "@@ -1,2 +1,3 @@",
      "+struct radio_feature { unsigned flags; };",
      "+typedef struct Radio Radio;",
    ];
    expect(place([DIFF, ...harmless].join("\n"))).toEqual([]);
    const before = DIFF.split("\n").length;
    expect(place([DIFF, ...other].join("\n"))).toEqual([before + 7, before + 8]);
  });

  it("is the same from a C file, but for the types of what is traced", () => {
    const unit = unitOf(code, FIXTURE_NAMES, header);
    const fromDiff = unitOf(DIFF, FIXTURE_NAMES, header);
    expect(unit.form).toBe("C file");
    expect(unit.functions).toEqual(fromDiff.functions);
    expect([...unit.tracePoints].sort()).toEqual([...fromDiff.tracePoints].sort());
  });

  it("holds no call that the patch adds to a function of old", () => {
    expect(textOf(DIFF)).not.toContain("radio_probe(vdev, nr); #");
    expect(unitOf(DIFF, FIXTURE_NAMES, header).code.match(/^radio_probe\(/m)).toBeNull();
  });

  it("names each item's line in the file given, so that messages of the compiler do", () => {
    const unit = unitOf(DIFF, FIXTURE_NAMES, header);
    const marks = [...unit.code.matchAll(/^#line (\d+) "patch"\n(.*)$/gm)];
    expect(marks.length).toBeGreaterThan(10);
    for (const [, line, text] of marks) expect(DIFF.split("\n")[Number(line) - 1]).toBe(`+${text}`);
  });

  it("leaves out what the stand-in defines, and what the quirk does not need", () => {
    const more =
      "\nVFIOQuirk *vfio_quirk_alloc(int n)\n{\n return 0;\n}\nint other(void)\n{\n return 1;\n}\n";
    expect(unitOf(code + more, FIXTURE_NAMES, header).functions).toEqual(
      unitOf(code, FIXTURE_NAMES, header).functions,
    );
  });

  it("has the functions that are called before anything else, named or not", () => {
    const more = "\nstatic __attribute__((constructor)) void first(void)\n{\n}\n";
    expect(unitOf(code + more, FIXTURE_NAMES, header).functions).toContain("first");
  });

  it("is refused, with the line, where it uses a name of the compiler's coverage", () => {
    const own = code.replace("    uint32_t found = 0;", "    uint32_t found = __sancov_x;");
    expect(() => unitOf(own, FIXTURE_NAMES, header)).toThrow("uses __sancov_x, a name");
  });

  it.each([
    ["nothing at all", "", "no patch"],
    ["prose", "A mail about a patch.\nWithout one.\n", "no patch"],
    [
      "a diff without the quirk",
      DIFF.replace(/radio_write/g, "wireless_write"),
      "no radio_write is added: --write",
    ],
  ])("is refused in one line where there is %s", (_, text, message) => {
    expect(() => unitOf(text, FIXTURE_NAMES, header)).toThrow(message);
  });

  const thrownBy = (run: () => unknown): unknown => {
    try {
      run();
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it("never throws but PatchError, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...`+-@ #"'/*{}();=\n`, "int ", "radio_ops")),
        (parts) => {
          const text = `@@ -1 +1 @@\n${parts.join("")}`;
          expect(items(addedLines(text).code.flat()).every(({ line }) => line > 0)).toBe(true);
          for (const whole of [text, parts.join(""), `${code}\n${parts.join("")}`]) {
            expect(thrownBy(() => unitOf(whole, FIXTURE_NAMES, header))).toSatisfy(
              (error) => error === undefined || error instanceof PatchError,
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("top-level items", () => {
  const of = (text: string) =>
    items(text.split("\n").map((line, i) => ({ text: line, line: i + 1 })));

  it.each([
    "__attribute__((x(y))) static void f(void) { }",
    "static __attribute__((x(y), z)) void f(void) { }",
    "static void __attribute__((x(y))) f(void) { }",
  ])("are functions by their names, not by their attributes: %s", (text) => {
    const [item] = items([{ text, line: 1 }]);
    expect(item).toMatchObject({ kind: "function", defines: ["f"] });
  });

  it.each([
    ["static int *f(int a)\n{\n  if (a) { return 0; }\n}", "function", ["f"]],
    ["typedef struct A { int b; } C;", "declaration", ["A", "C"]],
    ["enum e { ONE, TWO = 2 };", "declaration", ["e", "ONE", "TWO"]],
    ["static const struct A table[] = { { .f = 1 } };", "declaration", ["table"]],
    ["#define MAX(a) \\\n  (a)", "directive", ["MAX"]],
    ["f(1, 2);", "declaration", []],
    ['char *s = "};//{"; // }', "declaration", ["s"]],
  ])("of %j are found with the names they define", (text, kind, names) => {
    expect(of(text).map((item) => [item.kind, item.defines])).toEqual([[kind, names]]);
  });
});
