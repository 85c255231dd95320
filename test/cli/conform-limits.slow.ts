/** C that does not end, is too large or reaches into the harness: one line, or a finding; never a defect of ours. */
import { describe, expect, it } from "vitest";
import type { ConformReport } from "../../reports/conform-report.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "../checks/conform/compiler.js";
import { type Edit, edited, FIXTURE_NAMES } from "../fixtures/seeded-bugs.js";
import { runHere } from "../run-here.js";

const { read, write, ops, probe, state, cookie, traceAddress, traceData, traceProbe } =
  FIXTURE_NAMES;
const NAMES = [
  ...["--read", read, "--write", write, "--ops", ops, "--probe", probe],
  ...["--cookie", `${state}.${cookie}`, "--trace-probe", traceProbe],
  ...["--trace-address", traceAddress, "--trace-data", traceData],
];
const ARGUMENTS = ["conform", "-", ...NAMES, "--vectors", "1", "--runs", "10"];
const conform = (edits: readonly Edit[], more: readonly string[] = []) =>
  runHere("cli/main.js", [...ARGUMENTS, ...more], { input: edited(edits) });

const FIRST = "static const uint8_t *radio_guest";
const HANDLER = "    if (value == pci_get_long";
const before = (code: string): Edit => [FIRST, `${code}\n${FIRST}`];
const inHandler = (code: string): Edit => [HANDLER, `    ${code}\n${HANDLER}`];
const UNCOUNTED = 'no_sanitize("coverage")';

const REFUSED: readonly (readonly [string, readonly Edit[], string])[] = [
  [
    "a constructor that loops",
    [
      before(
        "static __attribute__((constructor)) void spin(void) { volatile int i = 1; while (i) { } }",
      ),
    ],
    "before anything is called, a constructor does not end: more than 20,000 edges in one call",
  ],
  [
    "a constructor that loops uncounted",
    [
      before(
        `static __attribute__((constructor, ${UNCOUNTED})) void spin(void) { volatile int i = 1; while (i) { } }`,
      ),
    ],
    "a constructor does not end: more than 10 seconds",
  ],
  [
    "memory growth in the probe",
    [["    radio = g_new0", "    __builtin_wasm_memory_grow(0, 1);\n    radio = g_new0"]],
    "uses WebAssembly's memory.grow",
  ],
  [
    "memory growth in the handler",
    [inHandler("__builtin_wasm_memory_grow(0, 0);")],
    "uses WebAssembly's memory.grow",
  ],
  [
    "an import of its own",
    [
      before(
        '__attribute__((import_module("quirkcheck"), import_name("other"))) void other(void);',
      ),
      inHandler("other();"),
    ],
    "has an import_name or import_module attribute",
  ],
  [
    "a definition of the harness's stop",
    [before("void stop(int why) { }"), inHandler("if (value == 1) stop(1);")],
    "defines stop, a name of the harness",
  ],
  [
    "a call into the harness",
    [before("uint32_t *get_outputs(void);"), inHandler("get_outputs()[0] = 1;")],
    "calls get_outputs, which is the harness's",
  ],
  [
    "coverage counted by hand",
    [
      before("void __sanitizer_cov_trace_pc_guard(uint32_t *guard);"),
      inHandler("uint32_t g = 1; __sanitizer_cov_trace_pc_guard(&g);"),
    ],
    "uses __sanitizer_cov_trace_pc_guard, a name of the compiler's",
  ],
  [
    "an array of 2 GiB",
    [before("static char huge[2147483647];"), inHandler("huge[value & 1] = 1;")],
    "huge has more than 64 KiB",
  ],
  [
    "5,000 branches",
    [
      inHandler(
        Array.from({ length: 5000 }, (_, i) => `if (value == ${1e6 + i}) { value++; }`).join("\n"),
      ),
    ],
    "edges in its control flow, more than 4,095",
  ],
  [
    "macros that double thirty times",
    [
      before(
        [
          "#define B0 x = x + 1;",
          ...Array.from({ length: 30 }, (_, i) => `#define B${i + 1} B${i} B${i}`),
          "static int bomb(int x) { B30 return x; }",
        ].join("\n"),
      ),
      inHandler("bomb(1);"),
    ],
    "to compile",
  ],
];

describe.skipIf(!HAS_COMPILER)(`conform${NEEDS_COMPILER}`, () => {
  it.each(REFUSED)("refuses %s in one line with exit code 2", async (_, edits, message) => {
    const { status, stdout, stderr } = await conform(edits);
    expect(stderr).toMatch(/^quirkcheck: -(?::\d+)?: .*\n$/);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });

  it.each<[string, readonly Edit[]]>([
    [
      "handler",
      [
        before(
          `static __attribute__((${UNCOUNTED})) void spin(uint64_t v) { while (v == 0x5a5a5a5a) { } }`,
        ),
        inHandler("spin(value);"),
      ],
    ],
    [
      "read callback",
      [
        before(`static __attribute__((${UNCOUNTED})) void spin(hwaddr at) { while (at == 8) { } }`),
        ["    return vfio_region_read", "    spin(at);\n    return vfio_region_read"],
      ],
    ],
    [
      "probe",
      [
        before(
          `static __attribute__((${UNCOUNTED})) void spin(uint32_t id) { while (id == 0x1103) { } }`,
        ),
        [
          "    if (bar || card->vendor_id",
          "    spin(card->device_id);\n    if (bar || card->vendor_id",
        ],
      ],
    ],
  ])(
    "says of a loop in the %s that uses no fuel with which input, exit code 1",
    async (_, edits) => {
      const { status, stdout, stderr } = await conform(edits, ["--json", "-"]);
      expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
      const report = JSON.parse(stdout) as ConformReport;
      expect(report.verdict).toBe("differs");
      const ends = report.differences.flatMap(({ c, input }) =>
        c.includes("does not end") ? [input] : [],
      );
      expect(ends).toHaveLength(1);
      expect(ends[0]).toMatch(/0x5a5a5a5a|at 0x8|deviceId 0x1103/);
      expect(report.notCompared).toContainEqual({ kind: "rest" });
    },
  );

  it("verify --patch ends with one line where a call does not, exit code 2", async () => {
    const input = edited([
      before(
        `static __attribute__((${UNCOUNTED})) void spin(uint64_t v) { volatile int i = 1; while (v == 0 && i) { } }`,
      ),
      inHandler("spin(value);"),
    ]);
    const args = ["verify", "--patch", "-", ...NAMES];
    const { status, stdout, stderr } = await runHere("cli/main.js", args, { input });
    expect(stderr).toMatch(/^quirkcheck: -: a call does not end: more than 10 seconds; .*\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});
