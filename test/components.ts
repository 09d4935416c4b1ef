import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

/** What some tests need beside Node and its packages. `npm test` installs all of them. */
export type Component = 'optuna5' | 'optuna49' | 'chromium';

const FOLDERS: Readonly<Record<PythonComponent, string>> = { optuna5: '.venv', optuna49: '.venv49' };

type PythonComponent = Exclude<Component, 'chromium'>;

/** The Python interpreter that has the component; null where it could not be had. */
export function pythonWith(component: PythonComponent): string | null {
  const inside = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  const python = fileURLToPath(new URL(`../${FOLDERS[component]}/${inside}`, import.meta.url));
  return component in missing() || !existsSync(python) ? null : python;
}

/** Skips the running test with a reason that `npm test` prints; with CI=true such a skip is a failure. */
export function needs(component: PythonComponent, context: TestContext): string {
  const python = pythonWith(component);
  if (python === null)
    context.skip(`needs ${component}: ${missing()[component] ?? 'run `npm test`, which installs it'}`);
  return python!;
}

/** The browser, as a path; skips the running test with a reason where there is none. */
export function needsChromium(context: TestContext): string {
  const { CHROMIUM = '/usr/bin/chromium' } = process.env;
  if (!('chromium' in missing()) && existsSync(CHROMIUM)) return CHROMIUM;
  return context.skip(`needs chromium: ${missing().chromium ?? 'run `npm test`, which installs it'}`);
}

/** Proofs that take long run under `npm run test:full` only; elsewhere they are skipped by name. */
export function slow(context: TestContext): void {
  if (process.env.VERNIER_FULL !== '1') context.skip('slow: runs under `npm run test:full`');
}

function missing(): Partial<Record<Component, string>> {
  return JSON.parse(process.env.VERNIER_MISSING ?? '{}') as Partial<Record<Component, string>>;
}
