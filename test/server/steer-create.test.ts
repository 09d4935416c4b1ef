import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqlite } from '../../src/node/sqlite.ts';
import { openStudy } from '../../src/study/opening/create.ts';
import { jsonOf, type Served, serve } from './server.ts';

let served: Served;
beforeEach(async () => {
  served = await serve();
});
afterEach(async () => {
  await served.close();
  expect(served.failures).toEqual([]);
});

const send = (body: unknown, path = '', token?: string) =>
  served.ask(`/api/studies${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(token === undefined ? {} : { token }),
  });
const failure = async (sent: Promise<Response>) => {
  const answer = await sent;
  return [answer.status, (await jsonOf(answer)).error];
};

const YAML = `# what is tuned
name: digits
description: The first one.
program: train.py
metric: { name: loss, goal: minimize }
parameters:
  lr: { min: 0.0001, max: 0.1, distribution: log_uniform_values }
  layers: { values: [1, 2, 3] }
  model: { parameters: { act: { values: [relu, gelu] }, seed: { value: 3 } } }
sampler: random
seed: 7
start: { lr: 0.01, layers: 2, model: { act: relu } }
budget: { trials: 20 }
`;

test('a study is made of a YAML text, as vernier run would make it of a file', async () => {
  const answer = await send({ yaml: YAML });
  const made = await jsonOf(answer);
  expect([answer.status, made]).toMatchObject([200, { name: 'digits', warnings: [] }]);
  const detail = await served.json(`/api/studies/${made.id}`);
  expect(detail).toMatchObject({
    name: 'digits',
    objectives: [{ name: 'loss', direction: 'minimize' }],
    attributes: { description: 'The first one.' },
    setup: { seed: 7, sampler: { name: 'random' }, budget: 20, program: 'train.py', declared: true },
    summary: { trials: 1, states: { waiting: 1 } },
  });
  const storage = sqlite(served.file);
  const study = await openStudy('digits', { storage });
  expect((await study.ask()).params).toEqual({ lr: 0.01, layers: 2, 'model.act': 'relu' });
  const { systemAttributes } = (await storage.findStudy('digits'))!;
  expect(systemAttributes['vernier:config']).toMatchObject({ text: YAML });
  expect(JSON.stringify(systemAttributes['vernier:program-params'])).toContain('["model","seed"]');
  await storage.close();
  expect(await failure(send({ yaml: YAML }))).toMatchObject([409, { code: 'study-exists' }]);
});

test('or of a form, which says the same as JSON', async () => {
  const config = { name: 'form', parameters: { x: { min: 0.0, max: 1.5 } }, objectives: { gain: 'maximize' } };
  expect((await jsonOf(await send({ config }, '/check'))).parameters).toEqual(['x']);
  expect((await served.json('/api/studies')).studies).toEqual([]); // a check makes nothing
  const { id } = await jsonOf(await send({ config }));
  expect(await served.json(`/api/studies/${id}`)).toMatchObject({
    objectives: [{ name: 'gain', direction: 'maximize' }],
    setup: { program: null },
  });
});

test('errors have the line of the text; those of a form have none', async () => {
  const wrong = YAML.replace('sampler: random', 'sampler: rondom');
  const [status, error] = await failure(send({ yaml: wrong }));
  expect([status, error.code, error.details.line]).toEqual([422, 'config-invalid', 10]);
  expect(error.message).toMatch(/^study\.yaml:10: /);
  expect(error.hint).toContain('random');
  expect(await failure(send({ yaml: 'name: x\nparameters: {' }))).toMatchObject([422, { details: { line: 2 } }]);
  const form = await failure(send({ config: { name: 'x', parameters: {}, sampelr: 'tpe' } }));
  expect(form).toEqual([
    422,
    {
      code: 'config-invalid',
      message: '"sampelr" is no key of a config file.',
      hint: 'Did you mean "sampler"?',
      details: {},
    },
  ]);
  expect(await failure(send({ yaml: 'parameters: { x: { min: 0, max: 1 } }' }))).toMatchObject([
    422,
    { message: 'study.yaml:1: The study has no name.' },
  ]);
  expect((await send({ yaml: 'a', config: {} })).status).toBe(400);
  const { warnings } = await jsonOf(await send({ yaml: `${YAML}storage: sqlite:/etc/passwd\n` }, '/check'));
  expect(warnings).toEqual([{ line: 14, message: expect.stringContaining('storage has no meaning here') }]);
});

test('who may only read makes no study', async () => {
  const [status, error] = await failure(send({ yaml: YAML }, '', served.token(['read'])));
  expect([status, error.code]).toEqual([403, 'right-missing']);
  expect((await served.json('/api/studies')).studies).toEqual([]);
});
