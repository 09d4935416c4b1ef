import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'vernier-threaded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

/** A process with a study whose sampler has a thread; it says `asked` after each ask and never closes the study. */
function started(name: string, asks: number) {
  const script = join(folder, `${name}.ts`);
  writeFileSync(
    script,
    `import { gp } from ${source('samplers/gp/gp.ts')};
    import { float } from ${source('space/distribution.ts')};
    import { space } from ${source('space/space.ts')};
    import { createStudy } from ${source('study/opening/create.ts')};
    import { threadedAs } from ${source('node/threaded/threaded.ts')};
    export async function main() {
      const sampler = threadedAs(gp(), { waits: true });
      const study = await createStudy({ space: space({ x: float(0, 1) }), sampler, seed: 1 });
      for (let i = 0; i < ${asks}; i++) {
        const trial = await study.ask();
        console.log('asked');
        await study.tell(trial, trial.params.x);
      }
    }
    void main();`,
  );
  const child = spawn(process.execPath, [fileURLToPath(new URL('../entry/from-source.mjs', import.meta.url)), script]);
  const asked = new Promise((resolve) => child.stdout.once('data', resolve));
  const ended = new Promise<readonly [number | null, string | null]>((resolve) =>
    child.once('exit', (code, signal) => resolve([code, signal])),
  );
  return { child, asked, ended };
}

test('a thread with nothing to think of keeps no process alive, though its study is still open', async () => {
  const { child, ended } = started('open', 3);
  let output = '';
  child.stdout.on('data', (piece) => (output += piece));
  expect(await ended).toEqual([0, null]);
  expect(output).toBe('asked\n'.repeat(3));
}, 30_000);

test('Ctrl-C ends a process whose thread is thinking', async () => {
  const { child, asked, ended } = started('stopped', 1e6);
  await asked;
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
}, 30_000);
