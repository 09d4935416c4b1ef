import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { secondsRun } from '../../history/applied.ts';
import { confirmsOf } from '../../history/repeats.ts';
import type { TrialRecord } from '../../history/record.ts';
import { STATES } from '../../history/view.ts';
import type { Study } from '../../study/study.ts';
import { inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { type Stopped, stoppedOf, stoppedWords } from '../../analysis/explain/stopped.ts';
import { duration, fit, pad, safe, short, valueText } from '../text.ts';
import { trialJson } from '../trial-json.ts';
import { failureReason } from '../live/watch.ts';

/** `vernier trials`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('trials')
      .description('list the trials of a study')
      .argument('[study]', 'its name; without it the only study'),
  )
    .option('--state <state>', 'only those in this state: complete, pruned, failed, running, waiting, paused')
    .option('--sort <order>', 'by number, or by value: the best first', 'number')
    .option('-n, --limit <count>', 'at most so many')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier trials digits\n  vernier trials digits --sort value --limit 10\n  vernier trials --state failed\n  vernier trials digits --json',
    )
    .action(trials);
}

interface Options extends PlaceOptions {
  readonly state?: string;
  readonly sort: string;
  readonly limit?: string;
}

async function trials(name: string | undefined, options: Options): Promise<void> {
  const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : Number(options.limit);
  check('--state', options.state ?? 'complete', STATES);
  check('--sort', options.sort, ['number', 'value']);
  if (!(limit >= 1))
    throw new VernierError('config-invalid', `--limit is "${options.limit}"; expected a whole number of at least 1.`);
  await inStorage(options.storage, 'read', async (storage) => {
    const study = await readStudy(storage, name);
    const records = chosen(study, options).slice(0, limit);
    if (options.json === true) return printJson(records.map((record) => trialJson(study, record)));
    if (records.length === 0) return print(['No such trials.']);
    print(lines(study, records, process.stdout.columns ?? 200));
  });
}

function check(option: string, given: string, known: readonly string[]): void {
  if (!known.includes(given))
    throw new VernierError('config-invalid', `${option} is "${given}"; expected one of ${known.join(', ')}.`);
}

function chosen(study: Study, { state, sort }: Options): readonly TrialRecord[] {
  const { history } = study;
  const rows = Array.from({ length: history.size }, (_, row) => row).filter(
    (row) => history.state(row) !== 'removed' && (state === undefined || history.state(row) === state),
  );
  if (sort === 'value') {
    const loss = (row: number): number => history.losses[row * history.objectives.length]!;
    const ranked = (row: number): number => (Number.isNaN(loss(row)) ? Number.POSITIVE_INFINITY : loss(row));
    rows.sort((a, b) => (ranked(a) === ranked(b) ? a - b : ranked(a) - ranked(b)));
  }
  return rows.map((row) => history.record(row));
}

/** Who stopped a trial; an objective function that ended itself tells why. */
const stoppedText = ({ by, step, why }: Stopped): string =>
  by === 'objective' ? stoppedWords({ by, step, why }) : `${by}, step ${step}`;

function lines(study: Study, records: readonly TrialRecord[], columns: number): readonly string[] {
  return records.map((record) => {
    const values = study.objectives
      .map(({ name }, i) => (record.values === null ? '' : `${safe(name)} ${short(record.values[i]!)}`))
      .join('  ');
    const took =
      record.startedAt === null || record.finishedAt === null
        ? ''
        : duration(secondsRun(record.systemAttributes, record.startedAt, record.finishedAt));
    const params = Object.entries(study.paramsOf(record))
      .map(([key, value]) => `${safe(key)}=${valueText(value)}`)
      .join(' ');
    const stopped = stoppedOf(study.history, record.number);
    const at = stopped === null || stopped.by === 'limit' ? '' : `${safe(stoppedText(stopped))}  `;
    const confirms = confirmsOf(study.history, record.number);
    const again = confirms === null ? '' : `#${confirms.trial} once more  `;
    const why = record.state === 'failed' ? `${safe(failureReason(study.history, record.number))}  ` : at;
    return fit(
      `${pad(`#${record.number}`, 6)} ${pad(record.state, 9)} ${pad(values, 18)} ${pad(took, 9)} ${again}${why}${params}`.trimEnd(),
      columns,
    );
  });
}
