import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { nearest } from '../../space/names.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import { keptCost } from '../../study/limits/kept-cost.ts';
import { storedSetup } from '../../study/opening/stored.ts';
import type { Cost, Study } from '../../study/study.ts';
import type { PictureFlags } from '../charts/scenes.ts';
import { plainData } from '../charts/tables.ts';
import { type ChartOption, type ChartRequest, CHARTS } from '../charts/charts.ts';
import { CLOCK } from '../clock.ts';
import { csvLine } from '../../wire/csv-line.ts';
import { forecastOf, searcherOf } from '../live/outlook.ts';
import { findStudy, inStorage, type PlaceOptions, readStudy, withPlace } from '../place.ts';
import { type PriceFlags, priceOf } from '../price.ts';
import { safe } from '../text.ts';
import { shown, writeLines } from '../write-lines.ts';

/** The options of `vernier chart`, as typed. */
interface ChartFlags extends PlaceOptions, PriceFlags, PictureFlags {
  readonly csv?: boolean;
  readonly svg?: string;
  readonly png?: string;
  readonly scale?: string;
  readonly method?: string;
  readonly objective?: string;
  readonly param?: readonly string[];
  readonly others?: string;
  readonly metric?: string;
  readonly trial?: readonly string[];
  readonly reference?: string;
}

/** `vernier chart`. */
export function define(program: Command): void {
  const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  withPlace(
    program
      .command('chart')
      .description('print the data of a chart, as CSV or JSON, or draw it')
      .argument('<chart>', 'its name: see below')
      .argument('[studies...]', 'names of studies; without one the only study; history and edf compare several'),
  )
    .option('--csv', 'print CSV (default)')
    .option('--svg <file>', 'draw it into a file instead')
    .option('--png <file>', 'likewise, as PNG')
    .option('--scale <factor>', 'with --png: pixels for each of the picture; default: 2')
    .option('--dark', 'with --svg or --png: light on dark')
    .option('--width <pixels>', 'with --svg or --png; default: 720')
    .option('--height <pixels>', 'with --svg or --png; default: what suits the chart')
    .option('--objective <name>', 'which objective; default: the first')
    .option('--param <name>', 'a parameter to show; may be repeated; default: all', list)
    .option('--others <what>', 'contour: the other parameters as in the incumbent, or marginal')
    .option('--method <name>', 'importance: ped-anova, fanova or sobol; default: ped-anova')
    .option('--metric <name>', 'intermediate: a metric in place of the objective')
    .option('--trial <number>', 'intermediate, resources: a trial to show; may be repeated', list)
    .option('--reference <numbers>', 'hypervolume: where it is counted from, one number an objective, by commas')
    .option('--cost-per-hour <amount>', 'cost: what an hour of a running trial costs; default: as the last run said')
    .option('--cost-metric <name>', 'cost: instead the number that trials report of it')
    .addHelpText('after', HELP)
    .action(chart);
}

const HELP = `
Charts:
${Object.entries(CHARTS)
  .map(([name, { says }]) => `  ${name.padEnd(14)}${says}`)
  .join('\n')}

Examples:
  vernier chart history digits > history.csv
  vernier chart history digits --svg history.svg
  vernier chart importance digits --png importance.png --dark
  vernier chart history digits digits-2 --json
  vernier chart contour digits --param lr --param depth
  vernier chart cost digits --cost-per-hour 2.4`;

async function chart(name: string, names: readonly string[], options: ChartFlags): Promise<void> {
  const made = CHARTS[Object.hasOwn(CHARTS, name) ? name : ''];
  if (made === undefined) throw unknownChart(name);
  checkForm(options);
  checkTaken(name, options);
  if (names.length > 1 && made.compares !== true)
    throw new VernierError('config-invalid', `The chart "${name}" shows one study; there are ${names.length}.`, {
      hint: `Those of several: ${Object.keys(CHARTS)
        .filter((other) => CHARTS[other]!.compares)
        .join(', ')}.`,
    });
  await inStorage(options.storage, 'read', async (storage) => {
    const found: StudyRecord[] = [];
    for (const study of names.length === 0 ? [undefined] : names) found.push(await findStudy(storage, study));
    const studies: Study[] = [];
    for (const { name: study } of found) studies.push(await readStudy(storage, study));
    const { data, table, note } = await made.of(requestOf(studies, found[0]!, options));
    if (options.svg !== undefined || options.png !== undefined) {
      const { chartSvg } = await import('../charts/scenes.ts');
      const shownStudies = studies.map((study) => study.name);
      await drawInto(options, chartSvg(name, data, shownStudies, options));
      if (note !== null) process.stderr.write(`${safe(note)}\n`);
      return;
    }
    const lines = options.json === true ? [JSON.stringify(plainData(data))] : csvLines(table);
    await writeLines(process.stdout, process.stdout.isTTY ? shown(lines) : lines);
    if (note !== null && options.json !== true) process.stderr.write(`${safe(note)}\n`);
  });
}

/** @throws `config-invalid` for two forms at once, and for what is of no use in the one that is asked for */
function checkForm(options: ChartFlags): void {
  const forms = (['svg', 'png', 'csv', 'json'] as const).filter((form) => options[form] !== undefined);
  if (forms.length > 1)
    throw new VernierError('config-invalid', `There are ${forms.map((form) => `--${form}`).join(' and ')}.`, {
      hint: 'Keep one of them.',
    });
  const [form = 'csv'] = forms;
  const idle = (['dark', 'width', 'height', 'scale'] as const).find(
    (flag) => options[flag] !== undefined && form !== 'png' && (form !== 'svg' || flag === 'scale'),
  );
  if (idle !== undefined)
    throw new VernierError(
      'config-invalid',
      `--${idle} says how a ${idle === 'scale' ? 'PNG' : 'picture'} is drawn; there is none.`,
      { hint: idle === 'scale' ? 'Write --png FILE; an SVG has any size.' : 'Add --svg FILE or --png FILE.' },
    );
}

/** What charts may be asked for, by the options that ask for it. */
const OPTIONS: Readonly<Record<string, readonly [flag: keyof ChartFlags, asks: ChartOption]>> = {
  '--objective': ['objective', 'objective'],
  '--param': ['param', 'params'],
  '--others': ['others', 'others'],
  '--method': ['method', 'method'],
  '--metric': ['metric', 'metric'],
  '--trial': ['trial', 'trials'],
  '--reference': ['reference', 'reference'],
  '--cost-per-hour': ['costPerHour', 'price'],
  '--cost-metric': ['costMetric', 'price'],
};

/** @throws `config-invalid` for an option that the chart knows nothing of */
function checkTaken(name: string, options: ChartFlags): void {
  for (const [typed, [flag, asks]] of Object.entries(OPTIONS)) {
    if (options[flag] === undefined || CHARTS[name]!.takes.includes(asks)) continue;
    const takers = Object.keys(CHARTS).filter((other) => CHARTS[other]!.takes.includes(asks));
    throw new VernierError('config-invalid', `The chart "${name}" has no use for ${typed}.`, {
      hint: `Leave it out; it is for ${takers.join(', ')}.`,
    });
  }
}

async function drawInto({ svg, png, scale }: ChartFlags, picture: string): Promise<void> {
  if (svg !== undefined) return write('--svg', svg, picture);
  const { pngOf } = await import('../charts/scenes-png.ts');
  await write('--png', png!, await pngOf(picture, scale));
}

async function write(option: string, file: string, picture: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, picture);
  } catch (cause) {
    throw new VernierError('config-invalid', `${option} ${file} cannot be written: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function* csvLines({ head, rows }: Awaited<ReturnType<(typeof CHARTS)[string]['of']>>['table']): Generator<string> {
  yield csvLine(head);
  for (const row of rows) yield csvLine(row);
}

function requestOf(studies: readonly Study[], record: StudyRecord, options: ChartFlags): ChartRequest {
  const cost: Cost | null = priceOf(options) ?? keptCost(record);
  const setup = storedSetup(record);
  const { objective, param, metric, method, trial, reference, others } = options;
  if (others !== undefined && others !== 'incumbent' && others !== 'marginal')
    throw new VernierError('config-invalid', `--others is "${others}"; expected incumbent or marginal.`);
  return {
    studies,
    price: cost === null ? null : cost.metric === undefined ? { perHour: cost.perHour } : { metric: cost.metric },
    now: CLOCK.instant(),
    forecast: () => forecastOf(studies[0]!, searcherOf(setup), { cost }),
    ...(objective === undefined ? {} : { objective }),
    ...(param === undefined ? {} : { params: param }),
    ...(others === undefined ? {} : { others }),
    ...(metric === undefined ? {} : { metric }),
    ...(method === undefined ? {} : { method }),
    ...(trial === undefined ? {} : { trials: trial.map((text) => numberOf(text, '--trial')) }),
    ...(reference === undefined
      ? {}
      : { reference: reference.split(',').map((text) => numberOf(text, '--reference')) }),
  };
}

function numberOf(text: string, option: string): number {
  const number = Number(text.replace(/^#/, ''));
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new VernierError('config-invalid', `${option} has "${text}"; expected a number.`);
}

function unknownChart(name: string): VernierError {
  const near = nearest(name, Object.keys(CHARTS));
  return new VernierError('config-invalid', `"${name}" is no chart.`, {
    hint: near === null ? `Charts: ${Object.keys(CHARTS).join(', ')}.` : `Did you mean "${near}"?`,
  });
}
