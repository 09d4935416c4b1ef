import { expect, test } from 'vitest';
import { VernierError } from '../src/errors.ts';
import { float, int } from '../src/space/distribution.ts';
import { writeSpace } from '../src/space/file.ts';
import { space } from '../src/space/space.ts';
import { gp } from '../src/samplers/gp/gp.ts';
import { memory } from '../src/storage/memory.ts';
import { createStudy } from '../src/study/opening/create.ts';
import { replay } from '../src/study/replay/replay.ts';

const table = space({ x: int(0, 6), y: int(0, 6) });

interface Tried {
  readonly cell: string;
  readonly failed: boolean;
  readonly why: string;
}

/** What a search of the table tries; the best cell is (2, 3). @param fails by cell and how often it was tried before */
async function searched(trials: number, fails: (x: number, y: number, before: number) => boolean): Promise<Tried[]> {
  const storage = memory();
  const study = await createStudy({ name: 'table', space: table, sampler: gp(), seed: 5, storage });
  const tried: Tried[] = [];
  for (let i = 0; i < trials; i++) {
    const trial = await study.ask();
    const { x, y } = trial.params;
    const cell = `${x},${y}`;
    const failed = fails(x, y, tried.filter((other) => other.cell === cell).length);
    const record = await study.tell(
      trial,
      failed
        ? { state: 'failed', error: new VernierError('objective-failed', 'No memory left.') }
        : { state: 'complete', score: [(x - 2) ** 2 + (y - 3) ** 2] },
    );
    tried.push({ cell, failed, why: String(study.history.notes(record.number)!['why']) });
  }
  await storage.setStudyAttribute(1, 'system', 'vernier:space', writeSpace(table) as never);
  expect((await replay(storage, 'table')).disagreements).toEqual([]);
  return tried;
}

const repeatsIn = (tried: readonly Tried[]): Tried[] =>
  tried.filter(({ cell }, i) => tried.slice(0, i).some((other) => other.cell === cell));

test('the best configuration of a table is not lost to an accident', async () => {
  const tried = await searched(40, (x, y, before) => before === 0 && (x * 3 + y * 5) % 7 === 0); // (2, 3) among them
  expect(tried.filter(({ cell, failed }) => cell === '2,3' && !failed).length).toBe(1);
  for (const { cell, why } of repeatsIn(tried)) {
    expect(why).toMatch(/ tries once more what failed, by accident as it seems/);
    expect(tried.filter((other) => other.cell === cell).map(({ failed }) => failed)).toEqual([true, false]);
  }
});

test('what fails again is not tried a third time', async () => {
  const tried = await searched(40, (x, y) => (x * 3 + y * 5) % 7 === 0);
  for (const { cell } of tried) expect(tried.filter((other) => other.cell === cell).length).toBeLessThanOrEqual(2);
  expect(repeatsIn(tried).length).toBeGreaterThan(0);
});

test('where a region fails it is left alone', async () => {
  const tried = await searched(28, (x) => x > 2);
  expect(repeatsIn(tried)).toEqual([]);
});

test('where all is found that can be, the region that fails is not tried again and again', async () => {
  const study = await createStudy({ space: space({ x: float(0, 1), y: float(0, 1) }), sampler: gp(), seed: 1 });
  let lost = 0;
  for (let i = 0; i < 70; i++) {
    const trial = await study.ask();
    const { x, y } = trial.params;
    const failed = x > 0.6;
    if (failed && i >= 40) lost++;
    await study.tell(
      trial,
      failed
        ? { state: 'failed', error: new VernierError('objective-failed', 'No memory left.') }
        : (x - 0.5) ** 2 + (y - 0.5) ** 2,
    );
  }
  expect(lost).toBeLessThan(15);
  expect(study.best!.values![0]).toBeLessThan(1e-6);
});
