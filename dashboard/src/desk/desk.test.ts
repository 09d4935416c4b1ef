import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFrozenStudy } from 'vernier/client';
import { History } from '../../../src/history/history.ts';
import { recordOf, type TrialDraft } from '../../../src/history/record.ts';
import { snapshotOf } from '../../../src/history/snapshot-writer.ts';
import { categorical, float } from '../../../src/space/distribution.ts';
import type { DeskLink } from './link.ts';
import type { StudySummary } from './messages.ts';
import { deskOnPage } from './page-desk.ts';

const LR = float(1e-5, 1, { log: true });
const OPT = categorical(['adam', '=1+1', null]);

/** A desk in front of some trials, once it has looked at them. */
async function desk(
  drafts: readonly TrialDraft[],
  direction: 'minimize' | 'maximize' = 'minimize',
): Promise<{ readonly link: DeskLink; readonly summary: StudySummary }> {
  const history = new History([{ name: 'loss', direction }]);
  history.apply(
    drafts.map((draft, number) => ({ type: 'trial' as const, trial: recordOf(draft, number + 7, number) })),
  );
  const link = deskOnPage(openFrozenStudy(snapshotOf(history).bytes, 5000), { name: 's' });
  const summary = await new Promise<StudySummary>((resolve) => {
    const look = () => link.summary.get() !== null && resolve(link.summary.get()!);
    link.summary.subscribe(look);
    look();
  });
  return { link, summary };
}

const trial = (loss: number, i: number, more: Partial<TrialDraft> = {}): TrialDraft => ({
  state: 'complete',
  values: [loss],
  params: { lr: { distribution: LR, internal: 10 ** -(1 + (i % 3)) }, opt: { distribution: OPT, internal: i % 3 } },
  startedAt: 1000 * i,
  finishedAt: 1000 * i + 500,
  ...more,
});

test('the study at a glance', async () => {
  const { summary } = await desk([
    trial(0.5, 0),
    trial(0.25, 1),
    { state: 'running', startedAt: 3000 },
    { state: 'removed' },
  ]);
  expect(summary).toMatchObject({
    trials: 3,
    states: { complete: 2, running: 1, waiting: 0 },
    best: { trial: 1, text: '0.25' },
    front: null,
    isForeseen: false,
    startedAt: 0,
    lastAt: 1500,
    charts: ['history', 'slice', 'parallel', 'contour', 'rank', 'edf', 'timeline', 'cost'],
  });
  expect(summary.columns.map(({ key }) => key).slice(0, 5)).toEqual(['number', 'state', 'loss', 'lr', 'opt']);
});

test('what more trials would bring is foreseen from five results on', async () => {
  const five = [0, 1, 2, 3, 4].map((place) => trial(0.5, place));
  expect((await desk(five)).summary.isForeseen).toBe(true);
  expect((await desk(five.slice(1))).summary.isForeseen).toBe(false);
});

test('of what is maximised the highest is best, and an empty study has none', async () => {
  expect((await desk([trial(0.5, 0), trial(0.25, 1)], 'maximize')).summary.best?.trial).toBe(0);
  const { link, summary } = await desk([]);
  expect([summary.trials, summary.best, summary.charts]).toEqual([0, null, ['history', 'edf']]);
  expect(await link.ask('rows', { filter: '', sort: '', from: 0, to: 9, columns: ['loss'] })).toEqual({
    matched: 0,
    total: 0,
    from: 0,
    rows: [],
  });
});

test('a trial that was run again has the score of its repeats, not the first one', async () => {
  const repeats = [0.4, 0.44].map((value, i) =>
    trial(value, 2 + i, { systemAttributes: { 'vernier:confirms': { trial: 1, repeat: 1 + i } } }),
  );
  const { summary } = await desk([trial(0.5, 0), trial(0.25, 1), ...repeats]);
  expect(summary.best).toMatchObject({ trial: 1, text: '0.420 ± 0.020' });
});

test('how many repeats of the best trials are missing', async () => {
  const repeat = (repeat: number, more: Partial<TrialDraft>): TrialDraft =>
    trial(0.3, 2 + repeat, { systemAttributes: { 'vernier:confirms': { trial: 1, repeat } }, ...more });
  const search = [trial(0.5, 0), trial(0.25, 1)];
  expect((await desk(search)).summary.missing).toBeNull();
  const waiting = { state: 'waiting', values: null, startedAt: null, finishedAt: null } as const;
  expect((await desk([...search, repeat(1, {}), repeat(2, waiting)])).summary.missing).toBe(
    'Not finished: 1 run left. The same vernier run as before, with its --confirm, makes it.',
  );
});

test('the trial to take meanwhile, where it is not complete', async () => {
  const curve = (end: number, steps: number) =>
    Array.from({ length: steps }, (_, i) => [i + 1, [end + 1 / (i + 1)]] as const);
  const { link } = await desk([
    trial(0.6, 0, { reports: curve(0.5, 10) }),
    { state: 'running', startedAt: 3000, reports: curve(0.2, 6) },
  ]);
  await expect
    .poll(() => link.favourite.get(), { timeout: 10_000 })
    .toEqual({
      trial: 1,
      text: expect.stringMatching(/^Trial 1, running at step 6, is expected to end better, at about 0\.\d+\.$/),
    });
});

test('a trial: its values beside those of the best, and its neighbours by number', async () => {
  const { link } = await desk([
    trial(0.5, 0, {
      reports: [
        [1, [0.9]],
        [2, [0.5]],
      ],
      userAttributes: { note: 'hello' },
    }),
    { state: 'removed' },
    trial(0.1, 2),
  ]);
  expect(await link.ask('trial', { trial: 0 })).toMatchObject({
    number: 0,
    id: 7,
    isBest: false,
    values: [{ name: 'loss', text: '0.5' }],
    params: [
      { name: 'lr', value: 0.1, best: '0.001' },
      { name: 'opt', value: 'adam', best: 'null' },
    ],
    userAttributes: [{ name: 'note', value: 'hello' }],
    reports: [{ name: 'loss', steps: Int32Array.from([1, 2]), values: Float64Array.from([0.9, 0.5]) }],
    best: 2,
    previous: null,
    next: 2,
    seconds: 0.5,
  });
  expect(await link.ask('trial', { trial: 1 })).toBe(null);
  expect(await link.ask('trial', { trial: 77 })).toBe(null);
});

test('selected trials are those of the table, and of the file, which no spreadsheet takes for formulas', async () => {
  const { link } = await desk([trial(0.5, 0), trial(0.25, 1), trial(0.75, 2)]);
  link.order({ type: 'select', trials: '1-2', mode: 'replace' });
  expect(link.selection.get()).toEqual({ count: 2, ranges: '1-2' });
  link.order({ type: 'select-filtered', filter: 'loss > 0.3', mode: 'remove' });
  expect(link.selection.get().ranges).toBe('1');
  link.order({ type: 'select-filtered', filter: 'loss >', mode: 'replace' }); // nonsense changes nothing
  const { rows } = await link.ask('rows', { filter: '', sort: '-loss', from: 0, to: 9, columns: ['loss', 'opt'] });
  expect(rows.map(({ trial: number, isSelected, isBest, cells }) => [number, isSelected, isBest, ...cells])).toEqual([
    [2, false, false, '0.75', 'null'],
    [0, false, false, '0.5', 'adam'],
    [1, true, true, '0.25', '=1+1'],
  ]);
  const csv = (which: 'selected' | 'filtered') =>
    link.ask('csv', { which, filter: 'loss < 0.7', sort: 'loss', columns: ['number', 'opt', 'nonsense'] });
  expect(await csv('selected')).toBe("number,opt\r\n1,'=1+1\r\n");
  expect(await csv('filtered')).toBe("number,opt\r\n1,'=1+1\r\n0,adam\r\n");
});

test('a question that cannot be answered is refused in words, with the place', async () => {
  const { link } = await desk([trial(0.5, 0)]);
  const rows = (filter: string, sort: string) => link.ask('rows', { filter, sort, from: 0, to: 9, columns: [] });
  await expect(rows('los < 1', '')).rejects.toMatchObject({ at: 0, hint: 'Did you mean "loss"?' });
  await expect(rows('', 'nonsense')).rejects.toMatchObject({ message: 'There is no column "nonsense" to sort by.' });
  await expect(link.ask('importance', { objective: 'x' })).rejects.toMatchObject({
    at: null,
    hint: 'Objectives: loss.',
  });
});

test('charts as SVG, health and importance', async () => {
  const { link } = await desk(Array.from({ length: 12 }, (_, i) => trial(1 / (1 + i), i)));
  const view = { options: {}, width: 500, height: null, ratio: 1, theme: 'dark' } as const;
  const text = await link.ask('svg', { ...view, name: 'history' });
  expect(text).toContain('<svg');
  await expect(link.ask('svg', { ...view, name: 'resources' })).rejects.toMatchObject({
    message: 'Which trial? Choose one.',
  });
  expect((await link.ask('health', {})).trials).toBe(12);
  expect((await link.ask('importance', {})).trials).toBe(12);
});

describe('laws', () => {
  const loss = fc.oneof(fc.constantFrom(0.5, Number.NaN, Number.POSITIVE_INFINITY), fc.double({ noNaN: true }));

  test('pieces of the table make the whole, which is sorted, with what has no value last', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(loss, { maxLength: 30 }),
        fc.constantFrom('loss', '-loss', 'opt', '-lr', ''),
        fc.integer({ min: 1, max: 7 }),
        async (losses, sort, piece) => {
          const { link } = await desk(losses.map((value, i) => trial(value, i)));
          const found: number[] = [];
          for (let from = 0; from < losses.length; from += piece) {
            const { rows } = await link.ask('rows', { filter: '', sort, from, to: from + piece, columns: [] });
            found.push(...rows.map((row) => row.trial));
          }
          expect(found.toSorted((a, b) => a - b)).toEqual(losses.map((_, i) => i));
          const way = sort.startsWith('-') ? -1 : 1;
          const keys = found.map((i) =>
            sort.endsWith('loss')
              ? losses[i]! + 0
              : sort.endsWith('lr')
                ? 10 ** -(1 + (i % 3))
                : sort === 'opt'
                  ? ['=1+1', 'adam', 'null'].indexOf(['adam', '=1+1', 'null'][i % 3]!)
                  : i,
          );
          for (let i = 1; i < keys.length; i++) {
            const [a, b] = [way * keys[i - 1]!, way * keys[i]!];
            if (Number.isNaN(a)) expect(b).toBeNaN();
            else expect(a < b || (a === b && found[i - 1]! < found[i]!) || Number.isNaN(b)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
