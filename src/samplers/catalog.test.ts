import { expect, test } from 'vitest';
import { refusalOf } from '../../test/abilities.ts';
import { isVernierError } from '../errors.ts';
import { float } from '../space/distribution.ts';
import { branch, permutation, simplex } from '../space/shape.ts';
import { space } from '../space/space.ts';
import { catalog, samplerByName } from './catalog.ts';

const refusal = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    if (isVernierError(error)) return `${error.code}: ${error.message} ${error.hint}`;
    throw error;
  }
  return 'accepted';
};

const NAMES = [
  'auto',
  'tpe',
  'gp',
  'random',
  'quasiRandom',
  'grid',
  'cmaEs',
  'nsga2',
  'nsga3',
  'differentialEvolution',
  'smac',
  'pbt',
  'pb2',
];

test('every name makes the sampler of that name, with its defaults and what it says of itself', () => {
  expect(catalog.map(({ name }) => name)).toEqual(NAMES);
  for (const { name, options, describes, says } of catalog) {
    const made = samplerByName(name);
    expect(made.name).toBe(name);
    expect(says).toMatch(/\.$/);
    expect(Object.keys(describes)).toEqual(options.groups.map((group) => group.name));
    expect(samplerByName(name, made.options ?? {}).options).toEqual(made.options); // what a study stores makes it again
  }
});

test('options are given by name, and null is the default', () => {
  expect(samplerByName('grid', { points: 5 }).options).toEqual({ points: 5, shuffle: false });
  expect(samplerByName('grid', { points: null, shuffle: true }).options).toEqual({ points: null, shuffle: true });
});

test('wrong names and values are refused with the nearest right word', () => {
  expect(refusal(() => samplerByName('radnom'))).toBe(
    `config-invalid: There is no sampler "radnom". Did you mean "random"? Known: ${NAMES.join(', ')}.`,
  );
  expect(refusal(() => samplerByName('tpe', { candidate: 5 }))).toMatch(
    /^parameter-invalid: "candidate" .*Did you mean "candidates"/,
  );
  expect(refusal(() => samplerByName('tpe', { candidates: 0 }))).toMatch(/^parameter-invalid: candidates = 0/);
  expect(refusal(() => samplerByName('__proto__'))).toMatch(/^config-invalid/);
});

test('who refuses a space names all the samplers that can search any space, and no other', async () => {
  const searched = space({
    rate: float(0, 1),
    mix: simplex(['a', 'b']),
    order: permutation(['a', 'b', 'c']),
    kind: branch({ one: { x: float(0, 1) }, two: {} }),
  });
  const able: string[] = [];
  const hints: string[] = [];
  for (const name of NAMES) {
    const hint = await refusalOf({ name }, { space: searched });
    if (hint !== null) hints.push(hint);
    else if (!samplerByName(name).traits.judges) able.push(name); // nobody is sent to a population
  }
  expect(hints.length).toBe(2);
  for (const hint of hints)
    expect(NAMES.filter((name) => new RegExp(`\\b${name}\\b`).test(hint)).toSorted()).toEqual(able.toSorted());
});

test('what is no name, or no options, is refused in words', () => {
  expect(refusal(() => samplerByName(undefined as never))).toMatch(
    /^config-invalid: The name of a sampler is undefined; expected text\. Known: auto, tpe,/,
  );
  expect(refusal(() => samplerByName('tpe', [] as never))).toContain('options of the sampler tpe are a list');
  expect(refusal(() => samplerByName('tpe', null as never))).toContain('options of the sampler tpe are null');
});
