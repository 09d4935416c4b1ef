import type { Command } from 'commander';
import { missingWords } from '../../analysis/summary/missing.ts';
import { confirmationOf } from '../../history/confirmation.ts';
import { confirmsOf } from '../../history/repeats.ts';
import { isRepeated } from '../../history/lineage.ts';
import { isFinished, type Json } from '../../history/record.ts';
import { type HistoryView, STATES } from '../../history/view.ts';
import { describe } from '../../space/distribution.ts';
import { writeSpace } from '../../space/file.ts';
import { isComposite, type SearchSpace } from '../../space/space.ts';
import { BOUNDLESS } from '../../config/budget.ts';
import { lostSince } from '../../study/shared/catch-up.ts';
import { keptCost } from '../../study/limits/kept-cost.ts';
import { storedSetup } from '../../study/opening/stored.ts';
import type { Setup } from '../../study/opening/setup.ts';
import type { Study } from '../../study/study.ts';
import { CLOCK } from '../clock.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { stopWords } from '../saved.ts';
import { duration, pad, safe, safeLines, short, valueText } from '../text.ts';
import { promised, recommended } from '../promised.ts';
import { prunerOf } from '../pruner-words.ts';
import { bestScore, confirmationWords } from '../confirmed.ts';
import { checkpointWords } from '../checkpoint-lines.ts';
import { errorRateWords } from '../error-rate.ts';
import { forecastOf, outlookLines, searcherOf, SHOWN } from '../live/outlook.ts';
import { Spending } from '../live/spending.ts';
import type { Resumption } from '../../history/lineage.ts';
import { trialJson } from '../trial-json.ts';
import { typedTrial } from '../typed-trial.ts';
import { FOR_GOOD, isLostForGood } from '../live/watch.ts';

/** Trials that were stopped, or lost their worker, and were queued again as others: those count. */
const REPEATED = 'repeated';

/** Trials that ran others again, to confirm their scores. */
const CONFIRMING = 'confirming';

const SHOWN_STATES = [...STATES, REPEATED, CONFIRMING] as const;

function kindOf(history: HistoryView, row: number): (typeof SHOWN_STATES)[number] {
  if (isRepeated(history, row)) return REPEATED;
  const state = history.state(row);
  return confirmsOf(history, row) !== null && isFinished(state) ? CONFIRMING : state;
}

/** `vernier show`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('show')
      .description('show a study, or one of its trials')
      .argument('[study]', 'its name; without it the only study')
      .argument('[trial]', 'the number of a trial'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  vernier show digits\n  vernier show digits 12\n  vernier show digits 12 --json',
    )
    .action(show);
}

async function show(name: string | undefined, number: string | undefined, options: PlaceOptions): Promise<void> {
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, record.name);
    if (number !== undefined) return showTrial(study, number, options);
    const setup = storedSetup(record);
    const counts: Record<string, number> = Object.fromEntries(SHOWN_STATES.map((state) => [state, 0]));
    for (let row = 0; row < study.history.size; row++) counts[kindOf(study.history, row)]!++;
    const cost = keptCost(record);
    const [outlook = null] = (await forecastOf(study, searcherOf(setup), { trials: [SHOWN], cost })).outlooks;
    const lost = await lostSince(storage, record.id, CLOCK.instant());
    const spending = new Spending(study, { ...BOUNDLESS, cost }, () => lost);
    if (options.json === true)
      return printJson({
        name: study.name,
        objectives: study.objectives,
        setup: setup as unknown as Json,
        pruner: prunerOf(study, setup) as unknown as Json,
        space: study.space === null ? null : writeSpace(study.space),
        trials: counts,
        spent: { computeSeconds: spending.computeSeconds, cost: spending.cost },
        attributes: record.userAttributes,
        best: study.best === null ? null : trialJson(study, study.best),
        confirmation: confirmationOf(study.history) as unknown as Json,
        recommendation: recommended(study, setup) as unknown as Json,
        warnings: study.warnings,
        forecast: outlook as unknown as Json,
      });
    const checkpoints = await checkpointWords(study);
    const checked = await errorRateWords(study, setup);
    print([
      ...studyLines(study, setup, counts, spending),
      ...(outlook === null
        ? []
        : outlookLines(outlook, { atOnce: Math.max(1, counts['running']!), currency: cost?.currency }).map(
            (line, i) => `  ${i === 0 ? 'forecast' : '        '}    ${line}`,
          )),
      ...(checked === null ? [] : [`  stopping    ${checked}`]),
      ...(checkpoints === null ? [] : [`  checkpoints ${checkpoints}`]),
    ]);
  });
}

function studyLines(
  study: Study,
  setup: Setup | null,
  counts: Readonly<Record<string, number>>,
  spending: Spending,
): readonly string[] {
  const { best } = study;
  const score = study.objectives.length > 1 ? null : bestScore(study);
  const confirmation = score?.confirmation ?? null;
  const missing = missingWords(study.history);
  const promise = promised(study, setup);
  const states = SHOWN_STATES.filter((state) => counts[state]! > 0)
    .map((state) => `${counts[state]} ${state}`)
    .join(', ');
  return [
    safe(study.name),
    `  objectives  ${study.objectives.map(({ name, direction }) => `${direction} ${safe(name)}`).join(', ')}`,
    ...(setup === null
      ? []
      : [
          `  sampler     ${setup.sampler.name}`,
          ...(setup.pruner === null ? [] : [`  pruner      ${prunerOf(study, setup)?.words ?? setup.pruner.name}`]),
          `  seed        ${setup.seed}`,
        ]),
    ...((setup?.program ?? null) === null ? [] : [`  program     ${safe(setup!.program!)}`]),
    `  trials      ${states || 'none yet'}`,
    ...(study.history.size === 0 ? [] : [`  used        ${spending.usedWords()}`]),
    ...(best === null ? [] : [`  best        ${score?.words ?? short(best.values![0]!)} (trial ${best.number})`]),
    ...(confirmation === null
      ? []
      : [`  ${confirmationWords(study.history, study.objectives[0]!.name, confirmation)}`]),
    ...(missing === null ? [] : [`  ${missing}`]),
    ...(promise === null ? [] : [`  ${best === null ? 'best so far' : 'promising  '} ${promise}`]),
    ...(study.objectives.length > 1 ? [`  front       ${study.paretoFront.length} trials`] : []),
    ...(study.space === null ? [] : ['  parameters', ...spaceLines(study.space)]),
    ...(study.warnings.length === 0 ? [] : ['  warnings', ...study.warnings.map((warning) => `    ${safe(warning)}`)]),
  ];
}

function spaceLines(space: SearchSpace): readonly string[] {
  const widest = Math.max(0, ...space.groups.map(({ name }) => safe(name).length));
  return space.groups.map(({ name, parameter, nodes }) => {
    const when = space.nodes[nodes[0]!]!.when.map(({ node, choices }) => {
      const parent = space.nodes[node]!;
      const values =
        parent.distribution.kind === 'categorical'
          ? choices.map((choice) => valueText((parent.distribution as { choices: readonly unknown[] }).choices[choice]))
          : [];
      return `${safe(parent.name)} is ${values.join(' or ')}`;
    });
    const kind = isComposite(parameter)
      ? `${parameter.kind}(${parameter.items.map(String).join(', ')})`
      : describe(parameter);
    return `    ${pad(safe(name), widest)}  ${safe(kind)}${when.length === 0 ? '' : `  when ${when.join(' and ')}`}`;
  });
}

function showTrial(study: Study, number: string, options: PlaceOptions): void {
  const row = typedTrial(study, number);
  const record = study.history.record(row);
  const json = trialJson(study, record);
  if (options.json === true) return printJson(json);
  const section = (title: string, entries: readonly (readonly [string, string])[]): readonly string[] =>
    entries.length === 0 ? [] : [`  ${title}`, ...entries.map(([key, value]) => `    ${pad(safe(key), 20)} ${value}`)];
  const sentence = (title: string, text: string | null): readonly string[] =>
    text === null ? [] : [`  ${title}`, `    ${safe(text)}`];
  const stopped = stopWords(study.history, row);
  const error = json.error as { readonly message?: string; readonly hint?: string | null } | null;
  print([
    `Trial ${row} of ${safe(study.name)}: ${json.state}${json.isDefault ? ', the default settings' : ''}${json.seconds === null ? '' : `, ${duration(json.seconds)}`}`,
    ...section(
      'values',
      Object.entries(json.values ?? {}).map(([key, value]) => [key, short(value)]),
    ),
    ...section(
      'parameters',
      Object.entries(json.params).map(([key, value]) => [key, valueText(value)]),
    ),
    ...section(
      'metrics',
      Object.entries(json.metrics).map(([key, series]) => [
        key,
        `${short(series.at(-1)![1])} (${series.length} values)`,
      ]),
    ),
    ...section(
      'constraints',
      Object.entries(json.constraints).map(([key, value]) => [key, short(value)]),
    ),
    ...section(
      'attributes',
      Object.entries(json.attributes).map(([key, value]) => [key, valueText(value)]),
    ),
    ...sentence('why it was chosen', json.why),
    ...sentence(stopped?.isPaused ? 'why it was paused' : 'why it was stopped', stopped?.words ?? null),
    ...sentence('warning', json.warning),
    ...section(
      'went on from',
      (json.resumed as unknown as readonly Resumption[]).map(({ step, checkpoint, seconds }) => [
        `step ${step}`,
        `${checkpoint ?? 'no checkpoint, so from nothing'}, after ${duration(seconds)} in all`,
      ]),
    ),
    ...(json.reports.length === 0
      ? []
      : [
          `  reports: ${json.reports.length}, the last at step ${json.reports.at(-1)![0]}: ${json.reports.at(-1)![1].map(short).join(', ')}`,
        ]),
    ...(error === null
      ? []
      : [
          '  why it failed',
          ...safeLines(error.message ?? '')
            .split('\n')
            .map((line) => `    ${line}`),
          ...(isLostForGood(study.history, row) ? [`    ${FOR_GOOD}`] : []),
          ...((error.hint ?? null) === null ? [] : [`    ${safe(error.hint!)}`]),
        ]),
  ]);
}
