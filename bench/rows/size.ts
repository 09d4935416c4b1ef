import type { Row } from '../measurement.ts';
import { browserBundle } from '../size.ts';

/** `vernier` with memory and TPE: what a page needs to tune something. */
export const sizeCore = size(
  'size-core',
  "everything of 'vernier', with memory and tpe (a run of TPE then loads Sobol's sequence in 64 dimensions and the WebAssembly kernels, 3 kB)",
  "export * from 'vernier'; export { tpe } from 'vernier/samplers'; export { memory } from 'vernier/storage';",
  30,
);
/** All samplers, Sobol's direction numbers among them. */
export const sizeSamplers = size(
  'size-samplers',
  "everything of 'vernier/samplers'",
  "export * from 'vernier/samplers';",
  40,
);
/** All pruners. */
export const sizePruners = size(
  'size-pruners',
  "everything of 'vernier/pruners'",
  "export * from 'vernier/pruners';",
  12,
);
/** The memory storage. */
export const sizeStorage = size(
  'size-storage',
  "everything of 'vernier/storage'",
  "export * from 'vernier/storage';",
  20,
);
/** Inline execution and the virtual clock. */
export const sizeExecution = size(
  'size-execution',
  "everything of 'vernier/execution'",
  "export * from 'vernier/execution';",
  12,
);

function size(id: string, what: string, code: string, atMost: number): Row {
  return {
    id,
    what: `${what}: minified and gzipped, for the browser, loaded at once`,
    unit: 'kB',
    limit: { atMost },
    async measure() {
      const made = await browserBundle(code, process.cwd());
      return {
        value: made.size / 1000,
        holds: made.imports.length === 0,
        detail: { laterKb: made.later / 1000, imports: made.imports },
      };
    },
  };
}
