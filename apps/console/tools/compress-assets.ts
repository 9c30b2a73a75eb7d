import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** A smaller file fits into one packet either way. */
const leastBytes = 1_024;
const compressible = /\.(js|css|svg|json|txt)$/;

/** Puts `.br` and `.gz` beside each file, so that the server compresses nothing while it serves. */
export function compressAssets(): Plugin {
  let directory = "";
  return {
    name: "compress-assets",
    apply: "build",
    configResolved({ root, build }) {
      directory = join(root, build.outDir);
    },
    closeBundle() {
      const files = readdirSync(directory, { recursive: true, encoding: "utf8" });
      for (const file of files.filter((each) => compressible.test(each))) {
        const path = join(directory, file);
        const content = readFileSync(path);
        if (content.length < leastBytes) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(content, brotliOptions(content.length)));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

function brotliOptions(size: number) {
  return {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: size,
    },
  };
}
