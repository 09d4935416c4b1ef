import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { studyPath, TRIALS } from '../../node/executors/trial-folder.ts';
import { ask } from '../ask.ts';
import { inStorage, type PlaceOptions, print, printJson, findStudy, readStudy, withPlace } from '../place.ts';
import { count, safe } from '../text.ts';
import { typedTrial } from '../typed-trial.ts';

/** `vernier rm`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('rm')
      .description('remove a study, or some of its trials')
      .argument('<study>', 'its name')
      .argument('[trials...]', 'numbers of trials; without them the whole study'),
  )
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier rm digits\n  vernier rm digits 3 17      only these trials\n  vernier rm digits --yes',
    )
    .action(rm);
}

async function rm(
  name: string,
  numbers: readonly string[],
  options: PlaceOptions & { readonly yes?: boolean },
): Promise<void> {
  await inStorage(options.storage, 'write', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, name);
    const removed = numbers.map((number) => study.history.record(typedTrial(study, number)));
    const running = study.history.open.filter((row) => study.history.state(row) === 'running').length;
    const what =
      removed.length > 0
        ? count(removed.length, 'trial')
        : `the study with ${count(study.history.size, 'trial')}${running > 0 ? `, ${running} of them running` : ''}`;
    if (options.yes !== true && !(await confirmed(`Remove ${what} of ${safe(name)} for good?`)))
      return print(['Nothing was removed.']);
    if (removed.length > 0)
      await storage.write(
        record.id,
        removed.map(({ id }) => ({ type: 'removed', id })),
      );
    else await storage.deleteStudy(record.id);
    const files = removed.length > 0 ? null : filesOf(name, study.id);
    if (options.json === true)
      printJson({ removed: removed.length > 0 ? removed.map(({ number }) => number) : name, files });
    else
      print([
        `Removed ${what}.`,
        ...(files === null ? [] : [`What its trials left on the disk is still there: ${files}`]),
      ]);
  });
}

/** The folder that the trials of a study left here; null = none. It stays: another copy of the database may know it, too. */
function filesOf(study: string, studyId: string): string | null {
  const folder = studyPath(TRIALS, { study, studyId });
  return existsSync(folder) ? relative('', folder) : null;
}

async function confirmed(question: string): Promise<boolean> {
  if (process.stdin.isTTY !== true)
    throw new VernierError('config-invalid', 'There is nobody to ask here.', { hint: 'Say it with --yes.' });
  return /^y(es)?$/i.test(await ask(`${question} [y/N] `));
}
