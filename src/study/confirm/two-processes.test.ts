import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { confirmsOf } from '../../history/repeats.ts';
import { sqlite } from '../../node/sqlite.ts';
import { random } from '../../samplers/random.ts';
import { memory } from '../../storage/memory.ts';
import type { Host } from '../../storage/storage.ts';
import { openStudy } from '../opening/create.ts';
import type { Trial } from '../trial.ts';
import { made, noisy, searched } from './noisy.test-support.ts';

describe('two processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vernier-confirm-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The study as each of two processes of one host has it; those in `dead` have ended. */
  async function twoProcesses(name: string) {
    const dead = new Set<number>();
    const hostOf = (pid: number): Host => ({
      self: { host: 'h', pid, startedAt: pid },
      alive: (owner) => !dead.has(owner.pid),
    });
    const [first, second] = [1, 2].map((pid) => sqlite(join(folder, 'v.db'), { host: hostOf(pid) }));
    const one = await made({ name, storage: first! });
    const other = await openStudy(name, { storage: second!, space: searched, sampler: random() });
    return { one, other, dead };
  }
  const moments = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

  test('who ends first waits for what the other runs: none is confirmed that it beats', async () => {
    const { one, other } = await twoProcesses('waits');
    const limits = { trials: 6, confirm: { top: 1, repeats: 2 } } as const;
    const again: number[] = [];
    let isBegun = (): void => undefined;
    const begun = new Promise<void>((resolve) => (isBegun = resolve));
    const isSearched = async (): Promise<void> => {
      while (one.history.size < 6 || one.history.open.length > 1) await moments(10);
    };
    const slow = other.optimize(async (params, trial) => {
      isBegun();
      if (trial.repeat > 0) again.push(trial.number);
      else await isSearched().then(() => moments(300)); // in which the other one could confirm
      return noisy(params, trial) - 100;
    }, limits);
    await begun;
    const quick = await one.optimize((params, trial) => {
      if (trial.repeat > 0) again.push(trial.number);
      return noisy(params, trial) - (trial.repeat > 0 ? 100 : 0);
    }, limits);
    const { confirmation } = await slow;
    expect(again).toHaveLength(2);
    expect(again.map((row) => confirmsOf(one.history, row)!.trial)).toEqual([0, 0]);
    expect(quick.confirmation!.result).toEqual(confirmation!.result);
    expect(one.best!.number).toBe(0);
  });

  test('a trial whose process dies is run by who waits for it; not waited for is one that this process asked for itself', async () => {
    const { one, other, dead } = await twoProcesses('dies');
    await other.ask();
    await one.ask();
    let isConfirmed = false;
    const run = one.optimize(
      (params, trial) => {
        isConfirmed ||= trial.repeat > 0;
        return noisy(params, trial);
      },
      { trials: 6, confirm: { top: 1, repeats: 2 } },
    );
    while (one.history.size < 6) await moments(10);
    await moments(400);
    expect(isConfirmed).toBe(false);
    dead.add(2);
    const { complete, confirmation } = await run;
    expect(confirmation).toMatchObject({ runs: 2, missing: 0 });
    expect(complete).toBe(5); // four of its own, and the one whose process died
    const { history } = one;
    expect(history.state(0)).toBe('failed');
    expect(history.attribute(6, 'system', 'vernier:retry-of')).toBe(0);
    expect(history.record(6)).toMatchObject({ state: 'complete', params: history.record(0).params });
    expect(history.open.some((row) => history.state(row) === 'waiting')).toBe(false);
  });

  test('the wait ends with the time', async () => {
    const { one, other } = await twoProcesses('time');
    await other.ask();
    const { confirmation } = await one.optimize(noisy, { trials: 6, seconds: 1, confirm: { top: 1, repeats: 2 } });
    expect(confirmation).toEqual({ result: null, runs: 0, missing: 2, stoppedBy: 'seconds' });
  });
});

test('two studies on one storage share the repeats: none is run twice', async () => {
  const storage = memory();
  const one = await made({ name: 's', storage });
  await one.optimize(noisy, { trials: 10 });
  const other = await openStudy('s', { storage, space: searched, sampler: random() });
  const runs: string[] = [];
  const slow = async (params: { readonly x: number }, trial: Trial): Promise<number> => {
    if (trial.repeat > 0) runs.push(`${params.x} ${trial.repeat}`);
    await new Promise((wake) => setTimeout(wake, 5));
    return noisy(params, trial);
  };
  const limits = { trials: 10, confirm: 3, concurrency: 2 } as const;
  const [a, b] = await Promise.all([one.optimize(slow, limits), other.optimize(slow, limits)]);
  expect(runs).toHaveLength(9);
  expect(new Set(runs).size).toBe(9);
  expect(a.confirmation!.runs + b.confirmation!.runs).toBe(9);
  expect(a.confirmation!.missing + b.confirmation!.missing).toBe(0);
  expect(a.confirmation!.result).toEqual(b.confirmation!.result);
  expect(one.best!.number).toBe(other.best!.number);
});
