// How the player page's files are built: one classic script with everything in it, and one style sheet, under fixed names.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const NOTICE = `/*! The player of a page by HLS Studio.
 * Contains hls.js, copyright Dailymotion and others, under the Apache License 2.0 (https://github.com/video-dev/hls.js),
 * and parts of Svelte, copyright its contributors, under the MIT License (https://github.com/sveltejs/svelte). */`;

export default defineConfig({
  base: "./",
  clearScreen: false,
  publicDir: false,
  plugins: [svelte()],
  build: {
    // Below the app's own files: built after these.
    outDir: "dist/player",
    emptyOutDir: true,
    target: ["es2022", "safari15"],
    sourcemap: false,
    chunkSizeWarningLimit: 900,
    // As a library it gets no help with loading chunks, which a classic script has none of.
    lib: { entry: "src/page/main.ts", formats: ["iife"], name: "player", fileName: () => "player.js", cssFileName: "player" },
    rolldownOptions: { output: { codeSplitting: false, postBanner: NOTICE } },
  },
});
