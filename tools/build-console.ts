/**
 * Builds the console into apps/console/dist, as a part of `npm install`. An install without
 * development dependencies has no Vite: then the console is not built, and that is no failure.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const vite = `${root}/node_modules/vite/bin/vite.js`;

if (existsSync(vite)) {
  const { status } = spawnSync(process.execPath, [vite, "build", "--logLevel", "info"], {
    cwd: `${root}/apps/console`,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} else {
  console.log("the console is not built: vite, a development dependency, is not installed");
}
