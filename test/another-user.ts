import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

const HERE = fileURLToPath(import.meta.url);
const READ = 'require("node:fs").readFileSync(process.argv[1])';

/** The number by which most systems know the user "nobody". */
export const NOBODY = 65534;

/** Skips a test, with the reason, where it cannot run programs of this project as another user. */
export function needsAnotherUser(context: TestContext): void {
  if (process.getuid?.() !== 0)
    context.skip('only on a system where the test runs as root and can become another user');
  const user = { uid: NOBODY, gid: NOBODY, cwd: '/' };
  if (spawnSync(process.execPath, ['-e', READ, HERE], user).status !== 0)
    context.skip('only in a folder that other users may read');
}
