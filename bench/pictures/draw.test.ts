import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pictures } from './draw.ts';
import type { Recorded } from './recorded.ts';

// The searches behind the pictures are recorded, not run anew here: they take minutes, and whatever makes a sampler or pruner
// better changes them. `node scripts/pictures.mjs --record` runs them with the code of today.

const at = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const recorded = JSON.parse(at('./recorded.json')) as Recorded;
const drawn = pictures(recorded);

describe.each(Object.keys(drawn))('%s', (name) => {
  test('is what the record gives: node scripts/pictures.mjs', () => {
    expect(at(`../../docs/images/${name}`)).toBe(drawn[name]);
  });

  test('needs nothing from elsewhere, and every number in it is one', () => {
    expect(drawn[name]).not.toMatch(
      /https?:(?!\/\/www\.w3\.org\/2000\/svg")|@import|@font-face|NaN|Infinity|undefined/,
    );
    expect(drawn[name]).toContain('prefers-color-scheme: dark');
  });

  test('is shown on the page', () => {
    expect(at('../../docs/explain/spending.md')).toContain(`](../images/${name})`);
  });
});

describe('what the page says of them', () => {
  const page = at('../../docs/explain/spending.md').replace(/\s+/g, ' ');

  test('stopping', () => {
    const { trials, epochs } = recorded.stopping;
    const stopped = trials.filter(({ why }) => why !== null);
    const trained = trials.reduce((sum, { seen }) => sum + seen, 0);
    expect(page).toContain(`of ${trials.length} trainings ${stopped.length} were stopped`);
    expect(page).toContain(`${trained} of ${trials.length * epochs} epochs`);
    const best = Math.min(
      ...trials.filter(({ seen }) => seen === epochs).map(({ values }) => values.at(-1) ?? Number.NaN),
    );
    expect(stopped.filter(({ values }) => values.at(-1)! < best)).toHaveLength(0); // "none of them would have won"
  });

  test('saving', () => {
    const [none, asha, auto] = recorded.saving.lines.map(({ regrets }) => regrets);
    const reached = (regrets: readonly number[]) =>
      recorded.saving.budgets[regrets.findIndex((r) => r <= none!.at(-1)!)];
    expect(page).toContain(`\`asha\` after ${reached(asha!)}, \`auto\` after ${reached(auto!)}`);
  });
});
