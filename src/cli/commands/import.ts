import { basename, extname } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import type { Direction } from '../../history/record.ts';
import { openStorage } from '../../node/open-storage.ts';
import { readSpace } from '../../space/file.ts';
import { treeOf } from '../../space/file-tree.ts';
import { createStudy } from '../../study/opening/create.ts';
import { typable } from '../again.ts';
import { ask } from '../ask.ts';
import { parseCsv } from '../csv.ts';
import { type Guess, guessStudy } from '../guess.ts';
import { type PlaceOptions, print, printJson, withPlace } from '../place.ts';
import { count, safe } from '../text.ts';
import { yamlLines } from '../yaml-text.ts';

/** `vernier import`. */
export function define(program: Command): void {
  const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  withPlace(
    program
      .command('import')
      .description('make a study of a table of results (CSV); its space is guessed, and you confirm it')
      .argument('<file>', 'a CSV file with a header'),
  )
    .option('--name <name>', 'name of the study; default: that of the file')
    .option('--minimize <column>', 'a column to be made small; may be repeated', list)
    .option('--maximize <column>', 'a column to be made large; may be repeated', list)
    .option('--ignore <column>', 'a column that is neither; may be repeated', list)
    .option('-y, --yes', 'take the guess as it is')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier import results.csv\n  vernier import results.csv --name digits --maximize accuracy --yes\n\nCorrect a guess by writing the printed parameters into a config file of the same name\nand running it with --accept-changes.',
    )
    .action(importFile);
}

interface Options extends PlaceOptions {
  readonly name?: string;
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
  readonly ignore?: readonly string[];
  readonly yes?: boolean;
}

async function importFile(file: string, options: Options): Promise<void> {
  const wanted: Record<string, Direction> = {};
  for (const name of options.minimize ?? []) wanted[name] = 'minimize';
  for (const name of options.maximize ?? []) wanted[name] = 'maximize';
  const guess = guessStudy(parseCsv(await readText(file)), wanted, options.ignore);
  const name = options.name ?? basename(file, extname(file));
  const { space } = readSpace(treeOf(guess.parameters));
  if (options.yes !== true) {
    process.stderr.write(
      guessLines(file, name, guess)
        .map((line) => `${line}\n`)
        .join(''),
    );
    if (process.stdin.isTTY !== true)
      throw new VernierError('config-invalid', 'There is nobody to confirm this guess.', {
        hint: 'Say it with --yes.',
      });
    if (/^n/i.test(await ask('Is that right? [Y/n] ')))
      return print([
        'Nothing was imported. Name the objectives with --minimize or --maximize, leave columns out with --ignore.',
      ]);
  }
  const storage = openStorage(options.storage);
  try {
    if ((await storage.findStudy(name)) !== null)
      throw new VernierError('study-exists', `There is a study ${JSON.stringify(name)} already.`, {
        hint: 'Choose another name: --name NAME. Or remove it first: vernier rm',
      });
    const study = await createStudy({ name, storage, space, objectives: guess.objectives });
    await study.addTrials(guess.trials.map(({ params, score }) => ({ params, ...(score === null ? {} : { score }) })));
    const failed = guess.trials.filter(({ score }) => score === null).length;
    if (options.json === true)
      return printJson({
        study: name,
        trials: guess.trials.length,
        failed,
        objectives: guess.objectives,
        parameters: guess.parameters,
      });
    print([
      `Imported ${count(guess.trials.length, 'trial')} as study ${safe(name)}${failed > 0 ? `; ${failed} without a result count as failed` : ''}.`,
      `See it: ${typable('vernier show')} ${safe(name)}`,
    ]);
  } finally {
    await storage.close();
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new VernierError('config-invalid', `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, {
      hint: 'Check the name.',
    });
  }
}

function guessLines(file: string, name: string, guess: Guess): readonly string[] {
  const left = Object.entries(guess.left);
  return [
    `${safe(file)} has ${count(guess.trials.length, 'trial')}. As study ${safe(name)}:`,
    ...yamlLines({ objectives: guess.objectives, parameters: guess.parameters }).map((line) => `  ${line}`),
    ...(left.length === 0
      ? []
      : [`Left aside: ${left.map(([column, why]) => `${safe(column)} (${safe(why)})`).join(', ')}`]),
  ];
}
