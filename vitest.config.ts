import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['vernier-source'] },
  ssr: {
    resolve: {
      conditions: ['vernier-source', 'node', 'import', 'default'],
      externalConditions: ['vernier-source', 'node', 'import', 'default'],
    },
  },
  test: {
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      'examples/**/*.test.ts',
      'dashboard/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    setupFiles: ['test/set-up.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
