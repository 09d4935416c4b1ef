import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { lineageOf, scheduleOf } from '../../history/lineage.ts';
import type { Data } from '../../space/file-tree.ts';
import { programParams } from '../../space/file-program.ts';
import { nothingYet } from '../ending.ts';
import { leavesOf } from '../../study/opening/program-leaves.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { yamlLines } from '../yaml-text.ts';

/** `vernier schedule`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('schedule')
      .description('write with which parameters a trial was trained, from which step on')
      .argument('[study]', 'its name; without it the only study')
      .argument('[trial]', 'the number of a trial; without it the winner'),
  )
    .option('--yaml', 'as YAML; default: JSON')
    .addHelpText(
      'after',
      '\n"after" is how many steps were done when the parameters were set.\n\nExamples:\n  vernier schedule digits > schedule.json\n  vernier schedule digits 12 --yaml',
    )
    .action(schedule);
}

async function schedule(
  name: string | undefined,
  trial: string | undefined,
  options: PlaceOptions & { readonly yaml?: boolean },
): Promise<void> {
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, record.name);
    const number = trial === undefined ? study.best?.number : Number(trial);
    if (number === undefined)
      throw new VernierError('trial-missing', nothingYet(study), {
        hint: 'Name a trial: vernier schedule STUDY TRIAL',
      });
    if (
      !Number.isInteger(number) ||
      number < 0 ||
      number >= study.history.size ||
      study.history.state(number) === 'removed'
    )
      throw new VernierError('trial-missing', `Study "${record.name}" has no trial ${trial}.`, {
        hint: 'See them: vernier trials',
      });
    const stretches = scheduleOf(
      study.history,
      number,
      (of) => programParams(leavesOf(record), study.paramsOf(of)) as never,
    );
    const known = stretches[0]!.after;
    if (known > 0)
      throw new VernierError(
        'trial-missing',
        `The schedule of trial ${number} of "${record.name}" is not known up to step ${known}: a trial that trained these steps was removed (${lineageOf(study.history, number)[0]}).`,
        { hint: 'What is left of its line: vernier lineage' },
      );
    const values = study.history.record(number).values;
    const answer = {
      study: record.name,
      trial: number,
      values: Object.fromEntries(study.objectives.map((objective, i) => [objective.name, values?.[i] ?? null])),
      schedule: stretches.map(({ after, params }) => ({ after, params })),
    };
    if (options.yaml === true) print(yamlLines(answer as unknown as { readonly [key: string]: Data }));
    else printJson(answer);
  });
}
