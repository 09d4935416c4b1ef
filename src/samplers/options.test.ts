import { expect, test } from 'vitest';
import { problem } from '../../test/problem.ts';
import { isVernierError } from '../errors.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
import * as samplers from './index.ts';
import type { Sampler } from './sampler.ts';

type Create = (options?: unknown) => Sampler;
const FACTORIES = Object.fromEntries(samplers.catalog.map(({ name }) => [name, Reflect.get(samplers, name) as Create]));

/** What a study says to a sampler made with these options: nothing, or the words of the refusal. */
async function refusal(name: string, options: unknown): Promise<string | null> {
  try {
    await FACTORIES[name]!(options).start(problem(space({ x: float(0, 1, { step: 0.5 }) }), 1));
    return null;
  } catch (error) {
    return isVernierError(error) ? `${error.code}: ${error.message} ${error.hint}` : String(error);
  }
}

test.each(Object.keys(FACTORIES))('%s: an option that does not exist is refused by name', async (name) => {
  expect(await refusal(name, { populatoin: 8 })).toContain(`parameter-invalid: ${name} has no option "populatoin".`);
  expect(await refusal(name, { toString: 8 })).toContain('"toString"');
  expect(await refusal(name, {})).toBeNull();
});

test.each(Object.keys(FACTORIES))('%s: options that are none are refused', async (name) => {
  expect(await refusal(name, [])).toContain(`parameter-invalid: ${name}: its options are a list; expected an object.`);
  expect(await refusal(name, null)).toContain(`parameter-invalid: ${name}: its options are null; expected an object.`);
});

test.each([
  ['gp', { startup: 0 }],
  ['gp', { candidates: 15 }],
  ['gp', { candidates: 1e12 }],
  ['tpe', { startup: -1 }],
  ['tpe', { candidates: 2.5 }],
  ['smac', { trees: 1e9 }],
  ['smac', { startup: '10' }],
  ['cmaEs', { population: 2 }],
  ['cmaEs', { sigma: Number.NaN }],
  ['cmaEs', { restarts: 'bip' }],
  ['cmaEs', { adaptRates: 'yes' }],
  ['nsga2', { population: 3 }],
  ['nsga3', { population: Number.POSITIVE_INFINITY }],
  ['differentialEvolution', { population: 4 }],
  ['differentialEvolution', { strategy: 'best' }],
  ['grid', { points: 0 }],
  ['grid', { shuffle: 1 }],
])('%s %j is refused: what was found, what was expected', async (name, options) => {
  const [[option]] = Object.entries(options) as [[string, unknown]];
  expect(await refusal(name, options)).toMatch(
    new RegExp(`^parameter-invalid: ${name}: ${option} is .*; expected .+\\.`),
  );
});

test('undefined is the default, and null where it means one', async () => {
  expect(await refusal('gp', { startup: undefined })).toBeNull();
  expect(await refusal('tpe', { startup: undefined, candidates: undefined })).toBeNull();
  expect(await refusal('cmaEs', { population: null })).toBeNull();
  expect(await refusal('grid', { points: null })).toBeNull();
  expect(await refusal('gp', 5)).toContain('expected an object');
});

test('a factory takes what the catalog takes, and tells of it', () => {
  for (const { name, defaults } of samplers.catalog) {
    const { options } = samplers.samplerByName(name);
    expect(Object.keys(options ?? {}).sort(), name).toEqual(Object.keys(defaults).sort());
  }
});
