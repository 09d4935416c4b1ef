import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

const found = spawnSync('python3', ['--version']);

/** Skips the running test, with a reason, where there is no Python at all. Any version 3 will do: no package is needed. */
export function needsPython(context: TestContext): void {
  if (found.status !== 0) context.skip('needs Python 3: there is no python3');
}
