import type { Command } from 'commander';
import { missingWords } from '../../analysis/summary/missing.ts';
import { VernierError } from '../../errors.ts';
import { programParams } from '../../space/file-program.ts';
import { confirmationOf } from '../../history/confirmation.ts';
import { bestScore, confirmationWords } from '../confirmed.ts';
import { nothingYet } from '../ending.ts';
import { storedSetup } from '../../study/opening/stored.ts';
import { leavesOf } from '../../study/opening/program-leaves.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { promised } from '../promised.ts';
import { scheduleLine } from '../schedule-line.ts';
import { pad, safe, short, valueText } from '../text.ts';
import { trialJson } from '../trial-json.ts';

/** `vernier best`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('best')
      .description('show the winner; with several objectives the front')
      .argument('[study]', 'its name; without it the only study'),
  )
    .option('--params', 'only the parameters, as the program got them: JSON on one line')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier best digits\n  vernier best digits --json\n  python train.py --config <(vernier best digits --params)',
    )
    .action(best);
}

async function best(name: string | undefined, options: PlaceOptions & { readonly params?: boolean }): Promise<void> {
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, record.name);
    const winners = study.objectives.length === 1 ? (study.best === null ? [] : [study.best]) : study.paretoFront;
    const promise = (): readonly string[] => [promised(study, storedSetup(record)) ?? []].flat();
    if (winners.length === 0)
      throw new VernierError('trial-missing', [nothingYet(study), ...promise()].join(' '), {
        hint: 'See what became of them: vernier trials',
      });
    if (options.params === true)
      return print(winners.map((winner) => JSON.stringify(programParams(leavesOf(record), study.paramsOf(winner)))));
    if (options.json === true)
      return printJson(
        study.objectives.length === 1
          ? { ...trialJson(study, winners[0]!), confirmation: confirmationOf(study.history) }
          : winners.map((winner) => trialJson(study, winner)),
      );
    const score = study.objectives.length === 1 ? bestScore(study) : null;
    for (const winner of winners) {
      const values = study.objectives
        .map((objective, i) => `${safe(objective.name)} ${score?.words ?? short(winner.values![i]!)}`)
        .join('  ');
      const params = Object.entries(study.paramsOf(winner));
      const widest = Math.max(0, ...params.map(([key]) => safe(key).length));
      print([
        `${values}  (trial ${winner.number})`,
        ...params.map(([key, value]) => `  ${pad(safe(key), widest)}  ${valueText(value)}`),
        ...[scheduleLine(study, winner.number) ?? []].flat(),
      ]);
    }
    if ((score?.confirmation ?? null) !== null)
      print([confirmationWords(study.history, study.objectives[0]!.name, score!.confirmation!)]);
    const missing = missingWords(study.history);
    print([...(missing === null ? [] : [missing]), ...promise()]);
  });
}
