import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Json, TrialRecord } from '../../history/record.ts';
import { auto } from '../../samplers/auto/auto.ts';
import { cmaEs } from '../../samplers/evolution/cma-es.ts';
import { gp } from '../../samplers/gp/gp.ts';
import { grid } from '../../samplers/grid/grid.ts';
import { random } from '../../samplers/random.ts';
import type { Sampler } from '../../samplers/sampler.ts';
import { smac } from '../../samplers/smac/smac.ts';
import { tpe } from '../../samplers/tpe/tpe.ts';
import { categorical, float, int } from '../../space/distribution.ts';
import { branch } from '../../space/shape.ts';
import { type SearchSpace, space } from '../../space/space.ts';
import { createStudy } from '../../study/opening/create.ts';
import { replay } from '../../study/replay/replay.ts';
import type { Duplicates } from '../../study/propose.ts';
import type { AskedTrial } from '../../study/study.ts';
import { sqlite } from '../sqlite.ts';
import { threaded, threadedAs, threadedWherePays } from './threaded.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-threaded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NUMBERS = space({ x: float(0, 1), y: float(1e-4, 1, { log: true }), k: int(1, 9) });
const BRANCHES = space({
  x: float(0, 1),
  kind: branch({ flat: {}, deep: { depth: int(1, 8), rate: float(0.01, 1, { log: true }) } }),
});
const FINITE = space({ a: int(1, 4), b: categorical(['u', 'v', 'w']) });

/** Each proposal from the thread, none in place. */
const inThread = (sampler: Sampler): Sampler => threadedAs(sampler, { waits: true });

/** `auto` looks at the seconds that trials took: here all take none. */
const STILL = { instant: () => 0, elapsed: () => 0, after: () => () => undefined };

/** What was proposed, and what was said of it. */
const told = ({ params, state, systemAttributes }: TrialRecord): Json => ({
  state,
  params: Object.fromEntries(Object.entries(params).map(([name, { internal }]) => [name, internal])),
  notes: systemAttributes['vernier:notes'] ?? null,
  warning: systemAttributes['vernier:warning'] ?? null,
});

/**
 * A whole study by a fixed plan: up to three trials open, batches, reports and ends while a proposal is computed, failures,
 * wishes that bend a proposal, a removal, names that the space does not declare.
 */
async function whole(
  sampler: Sampler,
  searched: SearchSpace,
  rounds: number,
  removes: boolean,
  duplicates?: Duplicates,
) {
  const storage = sqlite(join(mkdtempSync(join(folder, 'study-')), 'study.db')); // it keeps the order of parameters
  const repeats = duplicates === undefined ? {} : { duplicates };
  const study = await createStudy({
    name: 'planned',
    space: searched,
    sampler,
    seed: 5,
    storage,
    clock: STILL,
    ...repeats,
  });
  const { id } = (await storage.findStudy('planned'))!;
  const open: AskedTrial[] = [];
  const end = async (trial: AskedTrial): Promise<void> => {
    const value = Object.values(trial.params).reduce<number>((sum, v, i) => sum + (Number(v) || i) ** 2, 0);
    if (trial.number % 7 === 3) await study.tell(trial, { state: 'failed', error: new Error('planned') as never });
    // Where repeats count, nothing may tell one trial from another.
    else await study.tell(trial, searched === FINITE ? value : value + trial.suggest('undeclared', float(0, 1)));
  };
  for (let round = 0; round < rounds; round++) {
    // Not before a batch, which would be asked for in two steps, the second after what happens meanwhile.
    if (round % 4 === 3 && searched === BRANCHES) await study.enqueue({ kind: 'deep' } as never);
    const asking = study.ask(round % 4 === 2 ? 3 : 1);
    for (let i = 0; i < 12; i++) await Promise.resolve(); // the ask is on its way
    const [oldest] = open;
    if (oldest !== undefined) {
      await oldest.report(round, 1 + round);
      await end(oldest);
      open.shift();
    }
    open.push(...(await asking));
    while (open.length > 2) await end(open.shift()!);
    if (round === 9 && removes) {
      await storage.write(id, [{ type: 'removed', id: study.history.record(4).id }]);
      await study.refresh();
    }
  }
  for (const trial of open) await end(trial);
  await study.close();
  const trials = Array.from({ length: study.history.size }, (_, row) => told(study.history.record(row)));
  const replayed = await replay(storage, 'planned');
  await storage.close();
  return { trials, replayed };
}

describe('laws', () => {
  type Case = readonly [name: string, Sampler, SearchSpace, rounds: number, removes: boolean, Duplicates | undefined];
  const CASES: readonly Case[] = [
    ['gp on numbers', gp(), NUMBERS, 16, true, undefined],
    ['gp in branches', gp(), BRANCHES, 16, false, undefined],
    ['gp until a finite space is used up', gp(), FINITE, 12, false, undefined],
    ['gp where repeats are taken from before', gp(), FINITE, 16, false, 'reuse'],
    ['smac where repeats are allowed', smac(), FINITE, 16, false, 'allow'],
    ['tpe in branches', tpe(), BRANCHES, 24, true, undefined],
    ['tpe until a finite space is used up', tpe(), FINITE, 12, false, undefined],
    ['smac in branches', smac(), BRANCHES, 16, false, undefined],
    ['cmaEs on numbers', cmaEs(), NUMBERS, 24, true, undefined],
    ['auto on numbers', auto(), NUMBERS, 14, false, undefined],
    ['auto in branches', auto(), BRANCHES, 14, true, undefined],
  ];
  test.each(CASES)('%s: a thread and a run in place make the same study, and it replays', async (_, ...given) => {
    const [sampler, searched, rounds, removes, duplicates] = given;
    const here = await whole(sampler, searched, rounds, removes, duplicates);
    const there = await whole(inThread(sampler), searched, rounds, removes, duplicates);
    expect(there.trials).toEqual(here.trials);
    expect(there.replayed).toEqual(here.replayed);
    // What saw a trial that has been removed since cannot be computed again.
    if (!removes) expect(there.replayed.disagreements).toEqual([]);
    expect(there.replayed.checked).toBeGreaterThan(rounds / 2);
  });
});

describe('where it runs', () => {
  /** Like `gp`, but its proposals in place cannot be had. */
  const notHere: Sampler = {
    ...gp(),
    async start(problem) {
      const run = await gp().start(problem);
      return {
        observe: (history, delta) => run.observe(history, delta),
        propose: () => {
          throw new Error('proposed in place');
        },
        suggest: (...given) => run.suggest(...given),
      };
    },
  };
  const params = async (sampler: Sampler, count: number) => {
    const study = await createStudy({ space: NUMBERS, sampler, seed: 3 });
    await study.optimize(({ x, y }) => x + y, { trials: count });
    await study.close();
    return study;
  };

  test('proposals come from the thread, before and after a pause', async () => {
    const study = await createStudy({ space: NUMBERS, sampler: inThread(notHere), seed: 3 });
    await study.optimize(({ x, y }) => x + y, { trials: 8 });
    await study.close();
    await study.optimize(({ x, y }) => x + y, { trials: 12 });
    await study.close();
    const here = await createStudy({ space: NUMBERS, sampler: gp(), seed: 3 });
    await here.optimize(({ x, y }) => x + y, { trials: 8 });
    await here.optimize(({ x, y }) => x + y, { trials: 12 });
    for (let row = 0; row < 12; row++) expect(told(study.history.record(row))).toEqual(told(here.history.record(row)));
  });

  test('until the thread is ready they come from here', async () => {
    const study = await params(threaded(gp()), 8);
    const here = await params(gp(), 8);
    for (let row = 0; row < 8; row++) expect(told(study.history.record(row))).toEqual(told(here.history.record(row)));
  });

  test('a thread that dies is said once, and the run goes on in place', async () => {
    // The thread makes what the catalog calls `grid`, which refuses a space of floats: it dies at its start.
    const dying: Sampler = { ...random(), name: 'grid', options: grid().options!, start: (p) => random().start(p) };
    const study = await params(inThread(dying), 5);
    const here = await params(random(), 5);
    const all = Array.from({ length: 5 }, (_, row) => study.history.record(row));
    expect(all.map(({ params: own }) => own)).toEqual([0, 1, 2, 3, 4].map((row) => here.history.record(row).params));
    const warned = all.filter(({ systemAttributes }) => systemAttributes['vernier:warning'] !== undefined);
    expect(warned.map(({ number }) => number)).toEqual([0]);
    expect(warned[0]!.systemAttributes['vernier:warning']).toMatch(
      /^The sampler's thread ended \(.*grid.*\); from here/,
    );
  });

  test('samplers that the catalog does not make stay here', async () => {
    const own: Sampler = { ...gp(), name: 'mine' };
    const odd: Sampler = { ...gp(), options: { startup: 5, more: 1 } };
    const problem = { space: NUMBERS, objectives: [{ name: 'v', direction: 'minimize' as const }], seed: 1 };
    const full = { ...problem, judgeBy: { kind: 'all' as const }, budget: null, fidelity: null };
    for (const sampler of [own, odd]) expect(await threaded(sampler).start(full)).not.toHaveProperty('assign');
    expect(await threaded(gp({ startup: 7 })).start(full)).toHaveProperty('assign');
  });

  test('quick samplers are left as they are', () => {
    const [quick, slow] = [tpe(), gp()];
    expect(threadedWherePays(quick)).toBe(quick);
    expect(threadedWherePays(slow)).not.toBe(slow);
    expect(threadedWherePays(auto()).name).toBe('auto');
  });
});
