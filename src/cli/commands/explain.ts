import type { Command } from 'commander';
import { explainTrial } from '../../analysis/explain/explain.ts';
import { explanationLines } from '../explanation.ts';
import { inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { proseColumns } from '../text.ts';
import { typedTrial } from '../typed-trial.ts';

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
    const row = typedTrial(study, number);
    const explanation = explainTrial(study.history, row, { space: study.space });
    if (options.json === true) return printJson({ study: study.name, ...explanation });
    print(explanationLines(study, explanation, proseColumns()));
  });
}
