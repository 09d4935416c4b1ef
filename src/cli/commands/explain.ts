import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { explainTrial } from '../../analysis/explain/explain.ts';
import { studyWords } from '../again.ts';
import { explanationLines } from '../explanation.ts';
import { inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { proseColumns } from '../text.ts';

/** `vernier explain`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('explain')
      .description('explain a trial: why it was tried, what was expected and what came')
      .argument('<study>', 'its name')
      .argument('<trial>', 'the number of the trial'),
  )
    .addHelpText('after', '\nExamples:\n  vernier explain digits 12\n  vernier explain digits 12 --json')
    .action(explain);
}

async function explain(name: string, number: string, options: PlaceOptions): Promise<void> {
  await inStorage(options.storage, 'read', async (storage) => {
    const study = await readStudy(storage, name);
    const row = Number(number.replace(/^#/, ''));
    if (!Number.isInteger(row) || row < 0 || row >= study.history.size || study.history.state(row) === 'removed')
      throw new VernierError('trial-missing', `Study ${JSON.stringify(study.name)} has no trial ${number}.`, {
        hint: `See them all: vernier trials ${studyWords(study.name)}`,
      });
    const explanation = explainTrial(study.history, row, { space: study.space });
    if (options.json === true) return printJson({ study: study.name, ...explanation });
    print(explanationLines(study, explanation, proseColumns()));
  });
}
