import type { Command } from 'commander';
import type { Finding, HealthKind } from '../../analysis/health/finding.ts';
import { type Health, health } from '../../analysis/health/health.ts';
import type { Json } from '../../history/record.ts';
import { type HistoryView, STATE_CODE } from '../../history/view.ts';
import type { Setup } from '../../study/opening/setup.ts';
import { storedSetup } from '../../study/opening/stored.ts';
import type { Study } from '../../study/study.ts';
import { typable } from '../again.ts';
import { changeLines } from '../change-lines.ts';
import { errorRateOf } from '../error-rate.ts';
import { EXIT } from '../failure.ts';
import { forecastOptions, searcherOf } from '../live/outlook.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { styleFor } from '../style.ts';
import { count, pad, proseColumns, proseLines, safe } from '../text.ts';

/** The options of `vernier doctor`, as typed. */
interface DoctorFlags extends PlaceOptions {
  readonly exitCode?: boolean;
}

/** What each look is called in the list. */
const NAMES: Readonly<Record<HealthKind, string>> = {
  failingRegion: 'failures',
  tooNoisy: 'noise',
  boundHit: 'ranges',
  prunerTooEager: 'early stopping',
  duplicates: 'duplicates',
  workersIdle: 'workers',
  deadParameter: 'influence',
  spaceTooLarge: 'size of the space',
  plateau: 'progress',
};

/** More complete trials than this, and what `curve` let run on is not computed again: it takes a time that grows with their square. */
const MOST_COMPLETE = 1000;

/** `vernier doctor`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('doctor')
      .description('say what holds a study back, and what to change')
      .argument('[study]', 'its name; without it the only study')
      .option('--exit-code', `exit with ${EXIT.found} where something was found`),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  vernier doctor digits\n  vernier doctor digits --json\n  vernier doctor digits --exit-code || echo "look at it"',
    )
    .action(show);
}

async function show(name: string | undefined, options: DoctorFlags): Promise<void> {
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, record.name);
    const setup = storedSetup(record);
    const seen = await healthOf(study, setup);
    if (options.exitCode === true && seen.findings.length > 0) process.exitCode = EXIT.found;
    if (options.json === true) return printJson({ study: study.name, ...(seen as unknown as Record<string, Json>) });
    await printHealth(study, seen);
  });
}

async function healthOf(study: Study, setup: Setup | null): Promise<Health> {
  const { history } = study;
  const stopping = completeIn(history) <= MOST_COMPLETE ? await errorRateOf(study, setup) : null;
  return health(history, {
    ...forecastOptions(study, searcherOf(setup)),
    budget: setup?.budget ?? null,
    ...(setup === null ? {} : { judgeBy: setup.judgeBy, pruner: setup.pruner }),
    stopping,
  });
}

function completeIn({ states, size }: HistoryView): number {
  let complete = 0;
  for (let row = 0; row < size; row++) if (states[row] === STATE_CODE.complete) complete++;
  return complete;
}

async function printHealth(study: Study, { trials, findings, checks }: Health): Promise<void> {
  const style = await styleFor(process.stdout.isTTY);
  const columns = proseColumns();
  const mark = ({ severity }: Finding): string => (severity === 'warning' ? style.bad('✗') : style.accent('!'));
  const state = { found: style.bad('✗'), fine: style.good('✓'), unknown: style.dim('?') };
  const widest = Math.max(...Object.values(NAMES).map((one) => one.length));
  const indented = (text: string, by: number): readonly string[] =>
    proseLines(safe(text), columns - by, 9).map((line) => ' '.repeat(by) + line);
  print([
    `${style.bold(safe(study.name))}: ${findings.length === 0 ? 'nothing found' : count(findings.length, 'finding')} in ${count(trials, 'trial')}${
      trials > 0 && completeIn(study.history) === 0 ? ', none of which has a result' : ''
    }`,
    ...findings.flatMap((finding) => [
      '',
      `  ${mark(finding)} ${indented(finding.words, 4).join('\n').trimStart()}`,
      ...indented(`→ ${finding.suggestion.words}`, 4),
      ...changeLines(study.space, finding.suggestion.change).map(
        (line) => `      ${style.accent(line.startsWith('vernier ') ? typable(line) : line)}`,
      ),
    ]),
    '',
    '  Looked at:',
    ...checks.flatMap(({ kind, state: how, words }) => {
      const text = how === 'found' ? 'see above' : safe(words);
      const [first, ...others] = proseLines(text, columns - widest - 8, 9);
      return [
        `    ${state[how]} ${pad(NAMES[kind], widest)}  ${first}`,
        ...others.map((line) => ' '.repeat(widest + 8) + line),
      ];
    }),
  ]);
}
