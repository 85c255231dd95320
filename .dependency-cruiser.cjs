/** Imports run cli -> reports -> checks -> model, and model/ touches nothing outside itself. */
const NODE_BUILTIN = ["core"];

module.exports = {
  forbidden: [
    {
      name: "model-is-pure",
      comment:
        "no Node API in model/; the linter forbids the globals that are a clock or a source of randomness",
      severity: "error",
      from: { path: "^model/" },
      to: { dependencyTypes: NODE_BUILTIN },
    },
    {
      name: "model-imports-model-only",
      severity: "error",
      from: { path: "^model/" },
      to: { path: "^(checks|reports|cli|tools|test)/" },
    },
    {
      name: "model-uses-xstate-only",
      comment: "the one package the model is written in",
      severity: "error",
      from: { path: "^model/" },
      to: { path: "node_modules", pathNot: "node_modules/xstate/" },
    },
    {
      name: "interface-knows-no-quirk",
      comment: "what every quirk implements is said without one of them",
      severity: "error",
      from: { path: "^model/quirk\\.ts$" },
      to: { path: "^model/quirks/" },
    },
    {
      name: "checks-import-no-reports",
      severity: "error",
      from: { path: "^checks/" },
      to: { path: "^(reports|cli|tools|test)/" },
    },
    {
      name: "reports-import-no-cli",
      severity: "error",
      from: { path: "^reports/" },
      to: { path: "^(cli|tools|test)/" },
    },
    {
      name: "engine-by-its-door",
      comment: "checks/engine/index.ts says what the engine gives; its own tests look behind it",
      severity: "error",
      from: { pathNot: "^(checks/engine|test/checks/engine)/" },
      to: { path: "^checks/engine/", pathNot: "^checks/engine/index\\.ts$" },
    },
    {
      name: "engine-stands-alone",
      comment: "it knows no quirk: any finite model will do",
      severity: "error",
      from: { path: "^checks/engine/" },
      to: { pathNot: "^checks/engine/" },
    },
    {
      name: "no-tests-in-the-product",
      severity: "error",
      from: { path: "^(model|checks|reports|cli|tools)/" },
      to: { path: "^test/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
