import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressAssets } from "./tools/compress-assets.ts";

/** Where the development server sends what is not a file of the console. */
const server = process.env["WAYBILL_URL"] ?? "http://127.0.0.1:4000";

export default defineConfig({
  base: "/",
  plugins: [react(), compressAssets()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: false,
    // The policy of the server allows no data: addresses, and no script but from files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 900,
  },
  server: {
    port: 4100,
    proxy: { "^/(v1|health|metrics|docs|openapi.json|asyncapi.json)(/|$|\\?)": { target: server } },
  },
});
