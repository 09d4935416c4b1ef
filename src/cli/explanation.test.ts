import { describe, expect, test } from 'vitest';
import { explainTrial } from '../analysis/explain/explain.ts';
import { History } from '../history/history.ts';
import { type Change, recordOf, type TrialDraft } from '../history/record.ts';
import { float, int } from '../space/distribution.ts';
import { explanationLines } from './explanation.ts';

const OBJECTIVES = [{ name: 'error', direction: 'minimize' }] as const;
const lr = float(1e-4, 1, { log: true });
const depth = int(1, 9);

function told(drafts: readonly Partial<TrialDraft>[]) {
  const history = new History(OBJECTIVES);
  history.apply(
    drafts.map((draft, i): Change => ({ type: 'trial', trial: recordOf({ state: 'complete', ...draft }, i, i) })),
  );
  return { name: 'digits', history, objectives: OBJECTIVES };
}

const at = (rate: number, layers: number, value: number, system: TrialDraft['systemAttributes'] = {}) => ({
  params: { lr: { distribution: lr, internal: rate }, depth: { distribution: depth, internal: layers } },
  values: [value],
  systemAttributes: system,
});

const words = (study: ReturnType<typeof told>, trial: number, columns = 400) =>
  explanationLines(study, explainTrial(study.history, trial), columns);

describe('an explanation in words', () => {
  test('a result, with all there is to say', () => {
    const line = Array.from({ length: 12 }, (_, i) => at(10 ** (-4 + i / 3), 5, 1 + i / 10));
    const lines = words(told([...line, at(0.01, 5, 9, { 'vernier:notes': { why: 'Near the best.' } })]), 12);
    expect(lines.slice(0, 7)).toEqual([
      'Trial 12 of digits: complete, error 9. Place 13 of 13.',
      '',
      'Why it was tried',
      '  Near the best.',
      '',
      'What was expected, and what came',
      expect.stringMatching(
        /^ {2}error: 1\.\d+ was to be expected by a model of 12 results before it \(80 %: 1\.\d+ to 1\.\d+\)\. It came to 9\. That is a surprise: worse by .* standard deviations\.$/,
      ),
    ]);
    expect(lines.slice(7, 12)).toEqual([
      '',
      'Against the best by then, trial 0, error 1',
      '  parameter  here  there   apart',
      '  lr         0.01  0.0001   50 %',
      '',
    ]);
    expect(lines[13]).toBe('  trial 6    0 % away  complete  error 1.6  the same parameters');
    expect(lines.at(-1)).toMatch(/^All that is stored of it: (npx )?vernier show digits 12$/);
  });

  test('one that was stopped, one that failed, one that has only begun', () => {
    const study = told([
      {
        ...at(0.01, 2, 0.5),
        state: 'pruned',
        systemAttributes: { 'vernier:pruned': { by: 'asha', step: 3, why: null } },
      },
      { state: 'failed', systemAttributes: { 'vernier:error': { message: 'out of \u001b[31mmemory' } } },
      { state: 'running', startedAt: 1 },
      {
        ...at(0.02, 2, 0.5),
        state: 'pruned',
        systemAttributes: { 'vernier:pruned': { by: 'objective', step: 3, why: 'Diverged.' } },
      },
    ]);
    expect(words(study, 3)).toEqual(expect.arrayContaining(['Why it was stopped', '  Diverged.']));
    expect(words(study, 0)).toEqual(expect.arrayContaining(['Why it was stopped', '  asha stopped it at step 3.']));
    expect(words(study, 0).join()).toContain('It had come to 0.5 when it was stopped.');
    expect(words(study, 1)).toEqual(
      expect.arrayContaining(['Trial 1 of digits: failed.', 'Why it failed', '  out of memory']),
    );
    expect(words(study, 2)[0]).toBe('Trial 2 of digits: running. It has not ended.');
    expect(words(study, 2)).toContain('  Its sampler has said nothing.');
  });

  test('values that look the same are written in full', () => {
    const lines = words(told([at(0.010008, 5, 1), at(0.0100081, 5, 2)]), 1);
    expect(lines).toContain('  lr         0.0100081  0.010008  <0.1 %');
  });

  test('shares are whole, small ones to a tenth; a reason that nobody stored is said to be none', () => {
    const lines = words(told([at(0.01, 5, 1), at(0.0106, 5, 2), at(0.02, 5, 3), { state: 'failed' }]), 1);
    expect(lines).toContain('  lr         0.0106  0.01   0.6 %');
    expect(lines).toContain('  trial 2  4.9 % away  complete  error 3  other lr');
    expect(words(told([{ state: 'failed' }]), 0)).toContain('  No reason was stored.');
  });

  test('long names are cut', () => {
    const long = 'n'.repeat(300);
    const named = (rate: number) => ({ values: [rate], params: { [long]: { distribution: lr, internal: rate } } });
    for (const text of words(told([named(0.1), named(0.2)]), 1)) expect(text.length).toBeLessThan(100);
  });

  test('of many differences the largest are shown, and the rest counted', () => {
    const many = (internal: number, count: number) => ({
      values: [internal],
      params: Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, { distribution: lr, internal }])),
    });
    expect(words(told([many(0.1, 9), many(0.2, 9)]), 1)).toContain('  and 1 more that differs less');
    expect(words(told([many(0.1, 10), many(0.2, 10)]), 1)).toContain('  and 2 more that differ less');
  });

  test('sentences keep within the columns that there are', () => {
    const why = 'It lies near the best one. '.repeat(12);
    const line = Array.from({ length: 12 }, (_, i) => at(10 ** (-4 + i / 3), 5, 1 + i / 10));
    const study = told([...line, at(0.01, 5, 9, { 'vernier:notes': { why } })]);
    for (const text of words(study, 12, 80)) expect(text.length).toBeLessThanOrEqual(80);
    expect(words(study, 12, 80).join(' ').replaceAll(/\s+/g, ' ')).toContain(why.trim());
  });
});
