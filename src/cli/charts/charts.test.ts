import { expect, test } from 'vitest';
import { random } from '../../samplers/random.ts';
import { categorical, float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { memory } from '../../storage/memory.ts';
import { createStudy } from '../../study/opening/create.ts';
import { plainData } from './tables.ts';
import { type ChartRequest, CHARTS } from './charts.ts';
import { csvLine } from '../../wire/csv-line.ts';

const made = { x: float(0, 1), kind: categorical(['=a', 'b']) };

async function study() {
  const storage = memory();
  const one = await createStudy({ storage, name: 'one', space: space(made), sampler: random(), pruner: null });
  const { id } = (await storage.findStudy('one'))!;
  await storage.createTrials(
    id,
    Array.from({ length: 8 }, (_, i) => ({
      state: i === 7 ? ('failed' as const) : ('complete' as const),
      params: { x: { distribution: made.x, internal: i / 8 }, kind: { distribution: made.kind, internal: i % 2 } },
      values: i === 7 ? null : [i],
      reports: [[1, [i + 1]]] as const,
      metrics: { 'system/cpu': [[1, 50]] as const },
      startedAt: 1000 * i,
      finishedAt: 1000 * i + 500,
    })),
  );
  await one.refresh();
  return one;
}

test.each(Object.keys(CHARTS))('%s: as many cells as the head in every row, and JSON without NaN', async (name) => {
  const request: ChartRequest = {
    studies: [await study()],
    params: ['x', 'kind'],
    trials: [2],
    price: { perHour: 1 },
    now: 9000,
  };
  const { data, table } = await CHARTS[name]!.of(request);
  const rows = [...table.rows];
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toHaveLength(table.head.length);
  expect([table.head, ...rows].map(csvLine).join('\n')).not.toMatch(/NaN|undefined|\[object/);
  const json = JSON.stringify(plainData(data));
  expect(json).not.toMatch(/NaN/);
  expect(JSON.parse(json)).toEqual(plainData(data));
});

test('tables tell settings, outcomes and instants as people read them', async () => {
  const request: ChartRequest = { studies: [await study()], price: null, now: 9000 };
  const lines = async (name: string) => {
    const { head, rows } = (await CHARTS[name]!.of(request)).table;
    return [head, ...rows].map(csvLine);
  };
  expect((await lines('history')).slice(-2)).toEqual(['one,6,6,feasible,0', 'one,7,,failed,0']);
  expect((await lines('slice')).find((line) => line.startsWith('kind,'))).toBe("kind,'=a,0,feasible,0");
  expect((await lines('timeline'))[1]).toBe('0,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.500Z,ran,0,,feasible');
  await expect(CHARTS['contour']!.of).toBeTypeOf('function');
  expect(() => CHARTS['contour']!.of(request)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  expect(() => CHARTS['resources']!.of(request)).toThrow(
    expect.objectContaining({ hint: 'Write --trial 12 for example.' }),
  );
});

test('an empty chart of reports says why it is empty', async () => {
  const note = async (own: Partial<ChartRequest>) =>
    (await CHARTS['intermediate']!.of({ studies: [await study()], price: null, now: 9000, ...own })).note;
  expect(await note({})).toBeNull();
  expect(await note({ metric: 'accuracy' })).toBe('None of these trials has logged "accuracy".');
  expect(await note({ trials: [99] })).toBe('None of these trials has reported anything.');
});
