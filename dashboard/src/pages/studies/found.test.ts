import { expect, test } from 'vitest';
import type { StudyItem } from 'vernier/client';
import { found, orderOf, sortText, tagsOf } from './found.ts';
import { studyRow } from './study-row.ts';

const NONE = { waiting: 0, running: 0, paused: 0, complete: 0, pruned: 0, failed: 0 };

const item = (name: string, states: Partial<typeof NONE> | null, more: object = {}): StudyItem =>
  ({
    id: name,
    name,
    objectives: [{ name: 'loss', direction: 'minimize' }],
    attributes: {},
    tags: [],
    planned: null,
    limits: null,
    paused: null,
    summary:
      states === null
        ? null
        : {
            trials: Object.values({ ...NONE, ...states }).reduce((sum, count) => sum + count, 0),
            states: { ...NONE, ...states },
            best: null,
            at: 0,
            ...('lastChange' in more ? { lastChange: more.lastChange } : {}),
          },
    ...more,
  }) as StudyItem;

const rows = [
  item('digits 2', { complete: 3 }, { tags: ['vision'], lastChange: 5 }),
  item('digits 10', { running: 1 }, { tags: ['vision', 'baseline'], lastChange: 9 }),
  item('Letters', null),
  item('poems', { complete: 1 }, { paused: { by: 'ann', why: null, at: 0 }, lastChange: 7 }),
  item('news', {}, { planned: 10 }),
].map(studyRow);

const names = (view: Parameters<typeof found>[1]) => found(rows, view).map((row) => row.name);

test('the newest change first; what is not known comes last', () => {
  expect(names({})).toEqual(['digits 10', 'poems', 'digits 2', 'Letters', 'news']);
  expect(names({ sort: 'changed' })).toEqual(['digits 2', 'poems', 'digits 10', 'Letters', 'news']);
});

test('names are sorted as people count', () => {
  expect(names({ sort: 'name' })).toEqual(['digits 2', 'digits 10', 'Letters', 'news', 'poems']);
});

test('each word of a search must be there, in the name, a tag or an objective', () => {
  expect(names({ search: 'DIGITS base' })).toEqual(['digits 10']);
  expect(names({ search: 'loss' })).toHaveLength(5);
  expect(names({ search: 'nothing' })).toEqual([]);
});

test('tags and states', () => {
  expect(names({ tag: 'vision', sort: 'name' })).toEqual(['digits 2', 'digits 10']);
  expect(names({ state: 'running' })).toEqual(['digits 10']);
  expect(names({ state: 'paused' })).toEqual(['poems']);
  expect(names({ state: 'finished' })).toEqual(['digits 2']);
  expect(names({ state: 'waiting' })).toEqual(['news']);
  expect(tagsOf(rows)).toEqual(['baseline', 'vision']);
});

test('an order goes through the address', () => {
  for (const sort of ['name', '-name', 'trials', '-progress']) expect(sortText(orderOf(sort))).toBe(sort);
  expect(orderOf('-nonsense')).toEqual(orderOf(undefined));
});
