import { expect, test } from 'vitest';
import type { Sampler } from '../samplers/sampler.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import { memory } from '../storage/memory.ts';
import { createStudy, openStudy } from './opening/create.ts';

const line = space({ x: float(0, 1) });

/** Fails, or warns, at every ask. */
const odd = (warning: string | null): Sampler => ({
  name: 'random',
  traits: { objectives: 'many', constraints: false, conditional: true, joint: true },
  start: () => ({
    observe() {},
    propose(trials) {
      if (warning === null) throw new Error('singular matrix');
      return trials.map((trial) => ({ params: new Map([['x', trial / 100]]), warning }));
    },
    suggest: () => 0.5,
  }),
});

test('a sampler that fails at every ask is told of once, and its trials say how they were chosen', async () => {
  const storage = memory();
  const study = await createStudy({ name: 'odd', storage, space: line, sampler: odd(null) });
  await study.optimize(({ x }) => x, { trials: 3 });
  const warnings = ['The sampler failed: Error: singular matrix'];
  expect(study.warnings).toEqual(warnings);
  expect(study.history.notes(2)).toEqual({ why: 'Drawn at random, for the sampler failed.' });
  expect((await openStudy('odd', { storage })).warnings).toEqual(warnings);
});

test('what a sampler warns of is stored, and another process that looks on hears of it', async () => {
  const storage = memory();
  const study = await createStudy({ name: 'odd', storage, space: line, sampler: odd('All results are equal.') });
  const other = await openStudy('odd', { storage });
  expect(other.warnings).toEqual([]);
  await study.optimize(({ x }) => x, { trials: 3 });
  await other.refresh();
  expect(study.history.attribute(1, 'system', 'vernier:warning')).toBe('All results are equal.');
  expect([study.warnings, other.warnings]).toEqual([['All results are equal.'], ['All results are equal.']]);
});
