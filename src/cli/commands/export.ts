import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import type { TrialRecord } from '../../history/record.ts';
import { writeSpace } from '../../space/file.ts';
import { storedSetup } from '../../study/opening/stored.ts';
import type { Study } from '../../study/study.ts';
import { csvLine } from '../../wire/csv-line.ts';
import { findStudy, inStorage, type PlaceOptions, readStudy, withPlace } from '../place.ts';
import { trialJson } from '../trial-json.ts';
import { shown, writeLines } from '../write-lines.ts';

/** `vernier export`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('export')
      .description('write the trials of a study as CSV or JSON')
      .argument('[study]', 'its name; without it the only study'),
  )
    .option('-f, --format <format>', 'csv or json; default: by the name of the file, else csv')
    .option('-o, --output <file>', 'a file; default: standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier export digits > digits.csv\n  vernier export digits -o digits.json\n\nCSV: one line a trial; texts that a spreadsheet would take for formulas get an apostrophe in front. On a terminal,\ncontrol characters are shown as \\u001b.',
    )
    .action(exportStudy);
}

interface Options extends PlaceOptions {
  readonly format?: string;
  readonly output?: string;
}

async function exportStudy(name: string | undefined, options: Options): Promise<void> {
  const format = options.format ?? (options.json === true || options.output?.endsWith('.json') ? 'json' : 'csv');
  if (format !== 'csv' && format !== 'json')
    throw new VernierError('config-invalid', `--format is "${format}"; expected csv or json.`);
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, record.name);
    const out = options.output === undefined ? process.stdout : createWriteStream(options.output);
    const lines =
      format === 'csv'
        ? csvLines(study)
        : jsonLines(study, { setup: storedSetup(record), attributes: record.userAttributes });
    await writeAll(out, lines, options.output);
  });
}

async function writeAll(out: Writable, lines: Iterable<string>, file: string | undefined): Promise<void> {
  let broken: Error | null = null;
  const isTerminal = file === undefined && process.stdout.isTTY;
  if (file !== undefined) out.on('error', (error) => (broken = error));
  await writeLines(out, isTerminal ? shown(lines) : lines);
  if (file === undefined) return;
  await new Promise<void>((resolve) => out.end(() => resolve())).catch(() => undefined);
  if (broken !== null)
    throw new VernierError('config-invalid', `${file} cannot be written: ${(broken as Error).message}.`, {
      hint: 'Check the folder, its rights and its free space.',
    });
}

function records(study: Study): readonly TrialRecord[] {
  const rows = Array.from({ length: study.history.size }, (_, row) => row).filter(
    (row) => study.history.state(row) !== 'removed',
  );
  return rows.map((row) => study.history.record(row));
}

/** `number, state, …objectives, seconds, params.…, metrics.…, constraints.…, attributes.…`; of a metric the last value. */
function* csvLines(study: Study): Iterable<string> {
  const trials = records(study).map((record) => trialJson(study, record));
  const keys = (pick: (trial: (typeof trials)[number]) => object): readonly string[] => [
    ...new Set(trials.flatMap((trial) => Object.keys(pick(trial)))),
  ];
  const params = keys(({ params: all }) => all);
  const metrics = keys(({ metrics: all }) => all);
  const constraints = keys(({ constraints: all }) => all);
  const attributes = keys(({ attributes: all }) => all);
  const names = study.objectives.map(({ name }) => name);
  yield csvLine([
    'number',
    'state',
    ...names,
    'seconds',
    ...params.map((name) => `params.${name}`),
    ...metrics.map((name) => `metrics.${name}`),
    ...constraints.map((name) => `constraints.${name}`),
    ...attributes.map((name) => `attributes.${name}`),
  ]);
  for (const trial of trials)
    yield csvLine([
      trial.number,
      trial.state,
      ...names.map((name) => trial.values?.[name] ?? null),
      trial.seconds,
      ...params.map((name) => cellOf(trial.params[name])),
      ...metrics.map((name) => trial.metrics[name]?.at(-1)?.[1] ?? null),
      ...constraints.map((name) => trial.constraints[name] ?? null),
      ...attributes.map((name) => cellOf(trial.attributes[name])),
    ]);
}

function cellOf(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : (value as string | number | boolean);
}

/** One object, a trial a line, so that large studies never become one text. */
function* jsonLines(
  study: Study,
  { setup, attributes }: { readonly setup: unknown; readonly attributes: unknown },
): Iterable<string> {
  const head = {
    study: study.name,
    objectives: study.objectives,
    setup,
    attributes,
    space: study.space === null ? null : writeSpace(study.space),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"trials":[`;
  const all = records(study);
  for (const [i, record] of all.entries())
    yield JSON.stringify(trialJson(study, record), (_key, value: unknown) =>
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    ) + (i < all.length - 1 ? ',' : '');
  yield ']}';
}
