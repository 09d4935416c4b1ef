import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { catalog } from '../src/samplers/catalog.ts';
import * as samplers from '../src/samplers/index.ts';
import { type Named, NEEDS, outcomesOf, priorsOf, refusalOf, type Verdict, verdictOn } from './abilities.ts';
import { readPage } from './code-blocks.ts';

// The tables of docs/reference/samplers.md are made here; `npx vitest run test/samplers-table.test.ts -u` writes them anew.

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGE = 'docs/reference/samplers.md';

type Ability = keyof typeof NEEDS | 'outcome constraints' | 'priors';

const TABLES: Readonly<Record<string, readonly Ability[]>> = {
  parameters: ['float', 'int', 'categorical', 'ordinal', 'branch', 'permutation', 'subset', 'simplex'],
  studies: ['input constraints', 'several objectives', 'outcome constraints', 'priors', 'define-by-run', 'transfer'],
};

/** Every sampler as it comes, and the one whose options change what it can. */
const ROWS: readonly (Named & { readonly title: string })[] = catalog.flatMap(({ name }) => [
  { name, title: `\`${name}\`` },
  ...(name === 'grid' ? [{ name, title: '`grid({ points: 5 })`', options: { points: 5 } }] : []),
]);

test('the tables of samplers say what samplers do', async () => {
  let page = readPage(ROOT, PAGE);
  for (const [title, abilities] of Object.entries(TABLES)) page = await withTable(page, title, abilities);
  await expect(page).toMatchFileSnapshot(`${ROOT}${PAGE}`);
});

test('every exported sampler has a row', () => {
  const others = ['catalog', 'samplerByName', 'lineageOf', 'scheduleOf', 'stretchAt'];
  const exported = Object.keys(samplers).filter((name) => !others.includes(name));
  expect(exported.toSorted()).toEqual(catalog.map(({ name }) => name).toSorted());
});

test('the pages of config files and of the command line name every sampler, the first with all options', () => {
  const config = readPage(ROOT, 'docs/reference/config-file.md');
  const line = /^\| `--sampler NAME` .*$/m.exec(readPage(ROOT, 'docs/reference/cli.md'))![0];
  for (const { name, options } of catalog) {
    for (const text of [config, line]) expect(text).toContain(`\`${name}\``);
    for (const group of options.groups) expect(config).toContain(`\`${group.name}\``);
  }
});

describe.each(Object.entries(NEEDS))('%s', (_, need) => {
  test('who refuses names some of those that can, and no other', async () => {
    for (const { name } of catalog) {
      const hint = await refusalOf({ name }, await need());
      if (hint === null) continue;
      const others = catalog.map((entry) => entry.name).filter((other) => other !== name && mentions(hint, other));
      expect(others, hint).not.toEqual([]);
      for (const other of others) expect(await refusalOf({ name: other }, await need()), `${hint} ${other}`).toBe(null);
    }
  });
});

const mentions = (hint: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(hint);

/** The page with the table between the marks of its title made anew. */
async function withTable(page: string, title: string, abilities: readonly Ability[]): Promise<string> {
  const [begin, end] = [`<!-- table: ${title} -->\n`, '<!-- end -->'];
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${PAGE} has no place for the table "${title}": ${begin}${end}`);
  return page.slice(0, from + begin.length) + (await tableOf(abilities)) + page.slice(to);
}

async function tableOf(abilities: readonly Ability[]): Promise<string> {
  const lines = [['sampler', ...abilities], ['', ...abilities].map(() => '---')];
  for (const row of ROWS) {
    const verdicts: Verdict[] = [];
    for (const ability of abilities) verdicts.push(await verdict(row, ability));
    lines.push([row.title, ...verdicts]);
  }
  return `\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n`;
}

function verdict(sampler: Named, ability: Ability): Promise<Verdict> | Verdict {
  if (ability === 'outcome constraints') return outcomesOf(sampler);
  return ability === 'priors' ? priorsOf(sampler) : verdictOn(sampler, ability);
}
