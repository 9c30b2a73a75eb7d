/**
 * Holds the documentation to the code: links and named paths exist, docs/ERRORS.md is the error
 * catalogue, docs/DEPENDENCIES.md is the dependencies, and no tracked file names this machine or
 * the registry its packages came from.
 */
import { dependencyProblems } from "./docs/dependencies.ts";
import { errorCatalogueProblems } from "./docs/error-catalogue.ts";
import { machineTraceProblems } from "./docs/machine-traces.ts";
import { pathProblems } from "./docs/paths.ts";
import { report } from "./source-files.ts";

report("docs", [
  ...pathProblems(),
  ...dependencyProblems(),
  ...errorCatalogueProblems(),
  ...machineTraceProblems(),
]);
