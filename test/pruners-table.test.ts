import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isVernierError } from '../src/errors.ts';
import { catalog, prunerByName } from '../src/pruners/catalog.ts';
import * as pruners from '../src/pruners/index.ts';
import { isComposite, type ParamGroup } from '../src/space/space.ts';
import { readPage } from './code-blocks.ts';

// The tables of docs/reference/pruners.md are made here; `npx vitest run test/pruners-table.test.ts -u` writes them anew.

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGE = 'docs/reference/pruners.md';

test('the tables of pruners say what pruners do', async () => {
  const page = withTable(withTable(readPage(ROOT, PAGE), 'pruners', prunerLines()), 'options', optionLines());
  await expect(page).toMatchFileSnapshot(`${ROOT}${PAGE}`);
});

test('every exported pruner has a row, and the guide names it', () => {
  const { catalog: _, prunerByName: __, ...exported } = pruners;
  expect(Object.keys(exported).toSorted()).toEqual(catalog.map(({ name }) => name).toSorted());
  const page = readPage(ROOT, PAGE);
  const guide = page.slice(page.indexOf('## Which one'), page.indexOf('## All of them'));
  for (const { name } of catalog) expect(guide).toContain(`\`${name}`);
});

test('the page of config files names every pruner and its options', () => {
  const page = readPage(ROOT, 'docs/reference/config-file.md');
  for (const { name, options } of catalog) {
    expect(page).toContain(`\`${name}\``);
    if (name !== 'patient') for (const group of options.groups) expect(page).toContain(`\`${group.name}\``);
  }
});

/** The page with the table between the marks of its title made anew. */
function withTable(page: string, title: string, lines: readonly (readonly string[])[]): string {
  const [begin, end] = [`<!-- table: ${title} -->\n`, '<!-- end -->'];
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${PAGE} has no place for the table "${title}": ${begin}${end}`);
  const [head, ...rows] = lines;
  const table = [head!, head!.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${page.slice(0, from + begin.length)}\n${table}\n\n${page.slice(to)}`;
}

function prunerLines(): string[][] {
  const rows = catalog.map(({ name, says, source }) => [`\`${name}\``, says, judges(name), deeds(name), source ?? '']);
  return [['pruner', 'what it does', 'judges by', 'a trial', 'source'], ...rows];
}

/** Found out by starting it on a study of two objectives. */
function judges(name: string): string {
  const objectives = ['loss', 'size'].map((one) => ({ name: one, direction: 'minimize' as const }));
  const judgeBy = { kind: 'all' } as const;
  try {
    prunerByName(name).start({ space: null, objectives, judgeBy, budget: null, fidelity: null, seed: 1 });
    return 'one series, or several';
  } catch (error) {
    if (!isVernierError(error)) throw error;
    return 'one series';
  }
}

function deeds(name: string): string {
  const mode = catalog.find((entry) => entry.name === name)!.options.groups.find((group) => group.name === 'mode');
  if (name === 'freezeThaw') return 'pauses';
  if (mode === undefined && name !== 'auto') return name === 'patient' ? 'as the pruner it wraps' : 'stops';
  return 'stops or pauses';
}

function optionLines(): string[][] {
  const rows = catalog.flatMap(({ name, options, defaults, describes }) =>
    options.groups
      .filter((group) => !group.name.includes('.')) // options of a wrapped pruner
      .map((group) => [
        `\`${name}\``,
        `\`${group.name}\``,
        values(group),
        String((defaults as Readonly<Record<string, unknown>>)[group.name]),
        (describes as Readonly<Record<string, string>>)[group.name]!,
      ]),
  );
  return [['pruner', 'option', 'values', 'default', 'meaning'], ...rows];
}

/** What an option may be, in words; bounds that nobody meets are left out. */
function values({ parameter }: ParamGroup): string {
  if (isComposite(parameter)) return parameter.kind;
  if (parameter.kind === 'categorical') return parameter.choices.map((choice) => String(choice)).join(', ');
  const { kind, low, high } = parameter;
  const noun = kind === 'int' ? 'whole number' : 'number';
  if (high < FAR) return `${noun} from ${low} to ${high}`;
  return low > -FAR ? `${noun} from ${low}` : noun;
}

const FAR = 1_000_000;
