import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The script and the style of reports: one file each, which `vernier report` writes into every report. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  resolve: { conditions: ['vernier-source', 'module', 'browser', 'import', 'default'] },
  build: {
    outDir: fileURLToPath(new URL('../../dist/report', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000, // nothing is loaded later: a report asks nothing of anywhere
    rollupOptions: {
      input: fileURLToPath(new URL('./main.tsx', import.meta.url)),
      output: { codeSplitting: false, entryFileNames: 'report.js', assetFileNames: 'report[extname]' },
    },
  },
});
