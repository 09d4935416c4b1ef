import { VernierError } from '../../errors.ts';
import { checkWhole, wrong } from '../check-value.ts';
import { wantedOf } from '../confirm/wanted.ts';
import type { Limits } from '../study.ts';

const KNOWN: readonly (keyof Limits)[] = [
  'trials',
  'seconds',
  'computeSeconds',
  'cost',
  'maxCost',
  'target',
  'noImprovement',
  'whenGainPerHourBelow',
  'gainPerHour',
  'finishRunning',
  'confirm',
  'concurrency',
  'firstFailures',
  'finish',
  'signal',
];

/**
 * That limits make sense. One that is used up already is no fault: the run ends at once, and says so.
 *
 * @throws `config-invalid` for what is unknown, no number, below its least, or of no use without another one
 */
export function checkBounds(limits: Limits): void {
  const {
    seconds,
    computeSeconds,
    cost,
    maxCost,
    noImprovement,
    whenGainPerHourBelow,
    gainPerHour,
    finishRunning,
    confirm,
    firstFailures,
  } = limits;
  const unknown = Object.keys(limits).find((key) => !(KNOWN as readonly string[]).includes(key));
  if (unknown !== undefined) throw wrong('A limit', unknown, `one of ${KNOWN.join(', ')}`);
  checkAmount('seconds', seconds);
  checkAmount('computeSeconds', computeSeconds);
  checkAmount('maxCost', maxCost);
  checkAmount('whenGainPerHourBelow', whenGainPerHourBelow);
  checkWhole('noImprovement', noImprovement, 1);
  checkWhole('firstFailures', firstFailures, 1);
  if (gainPerHour !== undefined && typeof gainPerHour !== 'function')
    throw wrong('gainPerHour', gainPerHour, 'a function of the history');
  if (finishRunning !== undefined && typeof finishRunning !== 'boolean')
    throw wrong('finishRunning', finishRunning, 'true or false');
  if (confirm !== undefined) wantedOf(confirm);
  if (cost !== undefined) checkCost(cost);
  if (maxCost !== undefined && cost === undefined)
    throw contradiction(
      `maxCost is ${maxCost}, but nothing says what a trial costs.`,
      "Add cost: { perHour: 2.4, currency: 'EUR' }, or cost: { metric: 'eur' } for what trials report.",
    );
  if (whenGainPerHourBelow !== undefined && gainPerHour === undefined)
    throw contradiction(
      `whenGainPerHourBelow is ${whenGainPerHourBelow}, but nothing says what an hour gains.`,
      'Add gainPerHour: a function of the history, such as gainPerHour({ seed, space }) of vernier/analysis.',
    );
}

/** @throws `config-invalid` for a cost that is neither so much an hour nor a metric */
function checkCost(cost: unknown): void {
  const { perHour, metric, currency, ...rest } = (cost ?? {}) as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw wrong('A key of cost', unknown, 'one of perHour, metric, currency');
  if ((perHour === undefined) === (metric === undefined))
    throw wrong('cost', cost, "either { perHour: 2.4, currency: 'EUR' } or { metric: 'eur', currency: 'EUR' }");
  if (perHour !== undefined && !(typeof perHour === 'number' && perHour > 0 && Number.isFinite(perHour)))
    throw wrong('cost.perHour', perHour, 'a number above 0');
  if (metric !== undefined && (typeof metric !== 'string' || metric === ''))
    throw wrong('cost.metric', metric, 'the name of a number that trials report');
  if (currency !== undefined && (typeof currency !== 'string' || currency === ''))
    throw wrong('cost.currency', currency, "a word such as 'EUR'");
}

function checkAmount(name: string, value: unknown): void {
  if (value !== undefined && !(typeof value === 'number' && value >= 0))
    throw wrong(name, value, 'a number of at least 0');
}

function contradiction(message: string, hint: string): VernierError {
  return new VernierError('config-invalid', message, { hint });
}
