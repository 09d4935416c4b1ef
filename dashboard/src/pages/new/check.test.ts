import { expect, test } from 'vitest';
import { readStudyFile } from '../../../../src/node/study-file.ts';
import { checked } from './check.ts';
import { chosenOf, putChosen } from './chosen.ts';
import { edited, yamlOf } from './document.ts';
import { type Draft, keepDraft, keptDraft } from './draft.ts';
import { objectiveRows, putObjectives } from './objectives.ts';
import { TEMPLATES } from './templates.ts';

test.each(TEMPLATES.filter(({ key }) => key !== 'blank'))(
  'the template $key is what the server takes',
  async ({ text }) => {
    const file = await readStudyFile(text);
    expect(checked(text)).toEqual({
      wrong: null,
      parameters: file.search.space!.groups.length,
      warnings: file.warnings,
    });
  },
);

test('the blank template wants a name, and nothing else', () => {
  const { text } = TEMPLATES.find(({ key }) => key === 'blank')!;
  expect(checked(text).wrong).toMatchObject({ path: ['name'], line: 1 });
  expect(checked(text.replace('""', 'x')).wrong).toBeNull();
});

const GOOD = TEMPLATES[0]!.text;

test.each([
  ['a bound', GOOD.replace('max: 4', 'max: 0'), ['parameters', 'layers']],
  ['a condition', GOOD.replace('optimizer: sgd', 'optimizer: rmsprop'), ['parameters', 'momentum']],
  ['a sampler', `${GOOD}sampler: { name: tpe, startup: 0 }\n`, ['sampler']],
  ['a pruner', `${GOOD}pruner:\n  name: asha\n  eta: x\n`, ['pruner', 'eta']],
  ['a limit', GOOD.replace('trials: 100', 'trials: -1'), ['budget', 'trials']],
  ['a key', `${GOOD}trails: 3\n`, ['trails']],
])('%s that will not do is told at its place, as the server tells it', async (_, text, path) => {
  const { wrong } = checked(text);
  expect(wrong).toMatchObject({ path });
  await expect(readStudyFile(text)).rejects.toThrow(wrong!.message);
});

test('what is no YAML is told, too', () => {
  expect(checked('name: x\nparameters: {').wrong).toMatchObject({ line: 2 });
  expect(checked('').wrong).not.toBeNull();
});

test('objectives are edited by the key that is there; a target stays', () => {
  const text = 'metric: { name: loss, goal: minimize, target: 0.1 }\n';
  const one = edited(text, (yaml) => putObjectives(yaml, [{ name: 'gain', direction: 'maximize' }]));
  expect(one).toBe('metric: { name: gain, goal: maximize, target: 0.1 }\n');
  const rows = [
    { name: 'a', direction: 'minimize' },
    { name: 'b', direction: 'maximize' },
  ] as const;
  for (const from of [text, 'metrics: [{ name: x }]\n', 'objectives: { x: minimize }\n'])
    expect(objectiveRows(yamlOf(edited(from, (yaml) => putObjectives(yaml, rows))))).toEqual(rows);
});

test('a sampler is chosen, with options only where they are said', () => {
  const text = edited('method: bayes\n', (yaml) =>
    putChosen(yaml, 'sampler', { name: 'tpe', options: { startup: '' } }),
  );
  expect(text).toBe('sampler: tpe\n');
  const more = edited(text, (yaml) => putChosen(yaml, 'sampler', { name: 'tpe', options: { startup: '20' } }));
  expect(more).toBe('sampler: { name: tpe, startup: 20 }\n');
  expect(chosenOf(yamlOf(more), 'sampler')).toEqual({ name: 'tpe', options: { startup: '20' } });
  expect(chosenOf(yamlOf('method: bayes\n'), 'sampler').name).toBe('auto');
});

test('a draft is kept, and what is no draft is none', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
  const draft: Draft = { text: 'name: x', view: 'yaml' };
  expect(keptDraft(storage).text).toBe(GOOD);
  expect(keepDraft(draft, storage)).toBe(true);
  expect(keptDraft(storage)).toEqual(draft);
  kept.set('vernier:new-study', '{"text": 3}');
  expect(keptDraft(storage).text).toBe(GOOD);
  const full = {
    ...storage,
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(keepDraft(draft, full)).toBe(false);
});
