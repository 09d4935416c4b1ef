import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { jobOfCommandLine } from './run-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'vernier-price-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const YAML =
  'command: [sh]\nmetric: { name: loss }\nparameters: { x: { min: 0.0, max: 1.0 } }\ncost: { perHour: 2.4, currency: EUR }\n';
const SCRIPT = "export const objective = () => 1;\nexport const cost = { perHour: 2.4, currency: 'EUR' };\n";

test.each([
  ['tune.yaml', YAML],
  ['tune.mjs', SCRIPT],
])('a price on the command line replaces that of %s, but for what it does not say', async (name, text) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  const costOf = async (flags: object) =>
    (await jobOfCommandLine(file, null, { join: true, failures: '5', ...flags }))!.budget.cost;
  expect(await costOf({ maxCost: '1', costPerHour: '5' })).toEqual({ perHour: 5, currency: 'EUR' });
  expect(await costOf({ costMetric: 'usd', currency: 'USD' })).toEqual({ metric: 'usd', currency: 'USD' });
  expect(await costOf({ currency: 'USD' })).toEqual({ perHour: 2.4, currency: 'USD' });
});
