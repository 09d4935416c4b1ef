// Compares settings of TPE on the development seeds (1001 …), which no reported figure uses.
//   node scripts/… is not needed: bundle with esbuild, then  node tpe-dev.mjs VARIANT… [--seeds N] [--tasks NAME,…] [--against FILE]
import { readFileSync, writeFileSync } from 'node:fs';
import { settings } from '../../src/samplers/tpe/options.ts';
import { tpeOf } from '../../src/samplers/tpe/tpe.ts';
import { categorical, float, int } from '../../src/space/distribution.ts';
import { spaceOf } from '../../src/space/space.ts';
import { search } from './search.ts';
import { regretsAt, TASK_NAMES, type Task, task } from './tasks.ts';
import { VARIANTS } from './tpe-variants.ts';

const BUDGETS = [25, 50, 100, 200];
const FIRST_SEED = 1001;

const argument = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1]!;
};
const seeds = Number(argument('seeds', '5'));
const names = argument('tasks', '') === '' ? TASK_NAMES : argument('tasks', '').split(',');
const asked = process.argv.slice(2).filter((word, i, all) => !word.startsWith('--') && !all[i - 1]?.startsWith('--'));
const against = argument('against', '');
const base: Record<string, number[]> | null = against === '' ? null : JSON.parse(readFileSync(against, 'utf8'));

function spaceOfTask(made: Task) {
  return spaceOf(
    made.params.map((param) => ({
      name: param.name,
      parameter:
        param.kind === 'float'
          ? float(0, 1)
          : param.kind === 'ordinal'
            ? int(0, param.size - 1)
            : categorical(Array.from({ length: param.size }, (_, i) => i)),
      when: [],
    })),
    [],
  );
}

const geometric = (rows: readonly (readonly number[])[]): number[] =>
  BUDGETS.map((_, b) => Math.exp(rows.reduce((sum, row) => sum + Math.log(Math.max(1e-4, row[b]!)), 0) / rows.length));
const shown = (numbers: readonly number[]): string => numbers.map((x) => x.toExponential(1)).join(' ');

for (const variant of asked) {
  const sampler = tpeOf({ ...settings({}), ...VARIANTS[variant]! });
  const perTask: Record<string, number[]> = {};
  const began = performance.now();
  for (const name of names) {
    const rows: number[][] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      const made = task(name, seed);
      rows.push(
        regretsAt(
          await search(sampler, spaceOfTask(made), seed, 200, (values) => made.value(Array.from(values))),
          BUDGETS,
          made,
        ),
      );
    }
    perTask[name] = geometric(rows);
  }
  const all = geometric(Object.values(perTask));
  const ratios =
    base === null
      ? null
      : geometric(
          Object.keys(perTask)
            .map((name) => perTask[name]!.map((x, b) => x / base[name]![b]!))
            .map((row) => row.map((x) => Math.max(x, 1e-4))),
        );
  if (process.argv.includes('--each'))
    for (const name of names)
      console.log(
        name.padEnd(34),
        shown(perTask[name]!),
        '|',
        base === null ? '' : perTask[name]!.map((x, b) => (x / base[name]![b]!).toFixed(2)).join(' '),
      );
  const part = (tables: boolean) =>
    base === null
      ? ''
      : BUDGETS.map((_, b) => {
          const chosen = names.filter((name) => /_|nbm/.test(name) === tables);
          return Math.exp(
            chosen.reduce((sum, name) => sum + Math.log(perTask[name]![b]! / base[name]![b]!), 0) / chosen.length,
          ).toFixed(2);
        }).join(' ');
  const wins = base === null ? 0 : names.filter((name) => perTask[name]![3]! < base[name]![3]!).length;
  console.log(
    variant.padEnd(28),
    shown(all),
    ratios === null
      ? ''
      : `ratio ${ratios.map((x) => x.toFixed(2)).join(' ')} wins ${wins} tables ${part(true)} functions ${part(false)}`,
    `${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  writeFileSync(`/tmp/tpe-${variant}.json`, JSON.stringify(perTask));
}
