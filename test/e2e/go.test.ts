import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { command } from '../../src/node/executors/command.ts';
import { trialPath } from '../../src/node/executors/trial-folder.ts';
import { slow } from '../components.ts';
import { recordingPort, taskWith } from '../programs/port.ts';

const root = new URL('../../', import.meta.url);

test('a program in Go, written from the protocol page, holds the conversation that the page shows', async (context) => {
  slow(context);
  const folder = mkdtempSync(join(tmpdir(), 'vernier-go-'));
  const program = join(folder, 'descent');
  const cwd = fileURLToPath(new URL('test/programs/go', root));
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd, encoding: 'utf8' });
  if (built.error !== undefined) context.skip(`needs Go: ${built.error.message}`);
  expect(built.stderr).toBe('');

  const task = taskWith({ lr: 0.04 }, { study: 'descent', number: 3, until: 4 });
  const port = recordingPort((step) => (step >= 4 ? 'stop' : 'continue'), 4);
  const executor = command([program], { folder, env: { SHOW: '1' } });
  expect(await executor.run(task, port, new AbortController().signal)).toEqual({ state: 'pruned' });
  expect(JSON.parse(readFileSync(port.checkpoint!, 'utf8'))).toHaveLength(2);

  const page = readFileSync(new URL('docs/reference/trial-protocol.md', root), 'utf8');
  const shown = /```text\n(> [^]*?)```/
    .exec(page)![1]!
    .replace(/"checkpoint": ".*"/, `"checkpoint": "${port.checkpoint}"`);
  expect(readFileSync(join(trialPath(folder, task), 'output.log'), 'utf8')).toBe(shown);
  await executor.close();
  rmSync(folder, { recursive: true });
}, 120_000);
