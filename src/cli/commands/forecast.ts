import type { Command } from 'commander';
import type { Outlook } from '../../analysis/forecast.ts';
import { VernierError } from '../../errors.ts';
import { bestRow } from '../../history/best.ts';
import { keptCost } from '../../study/limits/kept-cost.ts';
import { storedSetup } from '../../study/opening/stored.ts';
import type { Cost, Study } from '../../study/study.ts';
import { type PriceFlags, priceOf } from '../price.ts';
import { amount, forecastOf, gainBy, rangeWords, searcherOf } from '../live/outlook.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { duration, safe, short, table } from '../text.ts';
import { valueOf } from '../live/watch.ts';

/** The options of `vernier forecast`, as typed. */
interface ForecastFlags extends PlaceOptions, PriceFlags {
  readonly trials?: readonly string[];
}

/** `vernier forecast`. */
export function define(program: Command): void {
  const list = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  withPlace(
    program
      .command('forecast')
      .description('say what going on with a study would gain')
      .argument('[study]', 'its name; without it the only study')
      .option('-n, --trials <count>', 'so many trials more (default: 10, 25, 50 and 100); may be repeated', list)
      .option('--cost-per-hour <amount>', 'what an hour of a running trial costs (default: what a run has told of it)')
      .option('--cost-metric <name>', 'instead: the number that trials report of their cost')
      .option('--currency <word>', 'the currency of the cost, such as EUR'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  vernier forecast digits\n  vernier forecast digits --trials 200\n  vernier forecast digits --cost-per-hour 2.4 --currency EUR --json',
    )
    .action(show);
}

async function show(name: string | undefined, options: ForecastFlags): Promise<void> {
  const trials = options.trials?.map(wholeOf);
  const given = priceOf(options);
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, record.name);
    const cost = given ?? keptCost(record);
    const { results, outlooks, by, reason } = await forecastOf(study, searcherOf(storedSetup(record)), {
      ...(trials === undefined ? {} : { trials }),
      cost,
    });
    if (options.json === true) return printJson({ study: study.name, results, by, reason, forecast: outlooks });
    if (reason !== null) return print([`${safe(study.name)}: ${reason}`]);
    const unheard = outlooks.every((outlook) => outlook.cost === null) ? cost?.metric : undefined;
    print([
      headLine(study, results),
      ...lines(outlooks, cost),
      footLine(by === 'records'),
      ...(unheard === undefined ? [] : [`What trials cost is not known: none has reported ${safe(unheard)}.`]),
    ]);
  });
}

function headLine({ name, history, objectives }: Study, results: number): string {
  const best = bestRow(history)!;
  const [{ name: objective }] = objectives as readonly [Study['objectives'][number]];
  return `${safe(name)}: best ${safe(objective)} ${short(valueOf(history, best, 0))} (trial ${best}), ${results} results`;
}

/** What is gained and taken, then the gain by unit of what is taken. */
function lines(outlooks: readonly Outlook[], cost: Cost | null): readonly string[] {
  const isTimed = outlooks.some(({ perHour }) => perHour !== null);
  const isPriced = outlooks.some((outlook) => outlook.cost !== null);
  const currency = cost?.currency === undefined ? null : safe(cost.currency);
  const gains = [
    [
      'more trials',
      'expected gain',
      CHANCE,
      'any gain',
      ...(isTimed ? ['computing'] : []),
      ...(isPriced ? [currency === null ? 'cost' : `cost (${currency})`] : []),
    ],
    ...outlooks.map(({ trials, gain, low, high, chance, seconds, cost: price }) => [
      String(trials),
      amount(gain),
      rangeWords(low, high),
      `${Math.round(100 * chance)} %`,
      ...(isTimed ? [seconds === null ? '' : duration(seconds)] : []),
      ...(isPriced ? [price === null ? '' : amount(price)] : []),
    ]),
  ];
  const rates = [
    [
      'more trials',
      ...(isTimed ? ['gain per hour', CHANCE] : []),
      ...(isPriced ? [currency === null ? 'gain per unit of cost' : `gain per ${currency}`, CHANCE] : []),
    ],
    ...outlooks.map((outlook) => [
      String(outlook.trials),
      ...(isTimed ? rateCells(outlook, outlook.seconds === null ? null : outlook.seconds / 3600) : []),
      ...(isPriced ? rateCells(outlook, outlook.cost) : []),
    ]),
  ];
  const shown = isTimed || isPriced ? [...table(gains, RIGHT), '', ...table(rates, RIGHT)] : table(gains, RIGHT);
  return shown.map((line) => (line === '' ? line : `  ${line}`));
}

const CHANCE = 'with 80 % chance';
const RIGHT = [0, 1, 2, 3, 4, 5];

function rateCells(outlook: Outlook, spent: number | null): readonly string[] {
  const by = gainBy(outlook, spent);
  return by === null ? ['', ''] : [amount(by.gain), rangeWords(by.low, by.high)];
}

const footLine = (isByRecords: boolean): string =>
  `From the records so far${isByRecords ? '' : ' and a model of the objective'}; a gain is how much better the best value becomes.`;

function wholeOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1e6) return count;
  throw new VernierError('config-invalid', `--trials is "${text}"; expected a whole number from 1 to 1000000.`, {
    hint: 'Write --trials 50 for example.',
  });
}
