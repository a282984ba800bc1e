import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Where `youjian serve` answers while the console is developed with `npm run dev`. */
const BUREAU = process.env.YOUJIAN_BUREAU ?? "http://127.0.0.1:8000";

/** Help texts by the first letter of their page: a file for each would be named in what the first page loads. */
const HELP = /\/src\/help\/([a-z])[^/]*\.tsx$/;
const helpChunk = (id: string): string => `help-${HELP.exec(id)?.[1] ?? ""}`;

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    manifest: true, target: "es2022", chunkSizeWarningLimit: 900, assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: helpChunk, test: HELP }] } } },
  },
  server: { proxy: { "/api": BUREAU } },
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 60_000 },
});
