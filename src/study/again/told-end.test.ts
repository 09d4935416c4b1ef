import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PRUNED } from '../../history/attribute-names.ts';
import { sqlite } from '../../node/sqlite.ts';
import { asha } from '../../pruners/halving/asha.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy, openStudy } from '../opening/create.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-told-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['stop', 'pruned', 4], // three go on to begin with
  ['promote', 'paused', 3],
] as const)(
  'asha, mode %s: a trial that was told to end, and whose process dies before it has, is %s by that; nothing of it runs again',
  async (mode, state, trials) => {
    const dead = new Set<number>();
    const setup = {
      space: space({ x: float(0, 1) }),
      sampler: random(),
      seed: 1,
      pruner: asha({ mode, minResource: 3 }),
      fidelity: { name: 'epoch', max: 27 },
    };
    const storageOf = (pid: number) =>
      sqlite(join(folder, `${mode}.db`), {
        host: { self: { host: 'h', pid, startedAt: pid }, alive: (owner) => !dead.has(owner.pid) },
      });
    const study = await createStudy({ ...setup, name: 's', storage: storageOf(1) });
    const told: boolean[] = [];
    for (let number = 0; number < trials; number++) {
      const trial = await study.ask();
      for (let epoch = 1; epoch <= 3 && !trial.shouldPrune(); epoch++) {
        trial.setCheckpoint(`epoch ${epoch}`, epoch);
        await trial.report(number, epoch);
      }
      told.push(trial.shouldPrune());
      if (number < trials - 1) await study.tell(trial, trial.shouldPrune() ? { state: 'pruned' } : number);
    }
    expect(told.at(-1)).toBe(true);
    dead.add(1);
    const other = await openStudy('s', { ...setup, storage: storageOf(2) });
    await other.ask();
    expect(other.history.state(trials - 1)).toBe(state);
    expect(other.history.attribute(trials - 1, 'system', PRUNED)).toMatchObject({ by: 'asha', step: 3 });
    expect(other.history.record(trials - 1).reports).toHaveLength(3);
    expect(other.history.size).toBe(mode === 'stop' ? trials + 1 : trials); // a new trial, or the best of those that wait
  },
);
