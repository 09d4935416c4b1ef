import { VernierError } from '../../errors.ts';
import type { Json } from '../../history/record.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import type { Session } from '../session.ts';
import type { Cost } from '../study.ts';
import { moneyWords } from './words.ts';

/** Study system attribute: what running costs, as the last run said that told of it, and the currency of each metric. */
const COST = 'vernier:cost';

/** What is stored: of each metric that trials report their cost by, the currency that amounts under its name are in. */
type Kept = Cost & { readonly currencies?: Readonly<Record<string, string>> };

type Stored = Pick<StudyRecord, 'name' | 'systemAttributes'>;

/** What running a stored study costs; null where no run has said it. */
export function keptCost({ systemAttributes }: Pick<Stored, 'systemAttributes'>): Cost | null {
  const kept = systemAttributes[COST] as unknown as Kept | undefined;
  if (kept === undefined) return null;
  const { currencies: _, ...cost } = kept;
  return cost;
}

/**
 * Stores with the study what running costs, so that others can tell what it has cost. Who does not say the currency of what trials report leaves it as it was.
 *
 * @param spent what the trials have cost so far
 * @throws `study-differs` as `checkCurrency`
 */
export async function keepCost(session: Session, cost: Cost, spent: number): Promise<void> {
  const { storage, record } = session;
  const stored = (await session.persist(() => storage.findStudy(record.name))) ?? record; // another run may have told of it meanwhile
  checkCurrency(stored, cost, spent);
  const said = withCurrencies(stored, cost);
  const kept = (stored.systemAttributes[COST] ?? {}) as unknown as Partial<Kept>;
  if (textOf(kept) === textOf(said)) return;
  await session.persist(() => storage.setStudyAttribute(record.id, 'system', COST, said as unknown as Json));
}

/**
 * @param spent what the trials have cost so far, by this cost
 * @throws `study-differs` where trials have reported costs in another currency: these amounts would be taken for as much of the new one
 */
export function checkCurrency(stored: Stored, { metric, currency }: Cost, spent: number): void {
  const before = currenciesOf(stored).get(metric ?? '');
  if (metric !== undefined && before !== undefined && currency !== undefined && before !== currency && spent > 0)
    throw currencyChanged(stored, metric, moneyWords(spent, before), before, currency);
}

/** A cost with its currency: what is reported under a name keeps the one that it was said to be in, where nothing else is said. */
export function inCurrency(stored: Pick<Stored, 'systemAttributes'>, cost: Cost): Cost {
  const { metric, currency = currenciesOf(stored).get(metric ?? '') } = cost;
  return metric === undefined || currency === undefined ? cost : { metric, currency };
}

/** Hours are priced anew by each run that says so; the currencies of what is reported are kept, whatever runs between have counted. */
function withCurrencies(stored: Stored, given: Cost): Kept {
  const cost = inCurrency(stored, given);
  const currencies = currenciesOf(stored);
  if (cost.metric !== undefined && cost.currency !== undefined) currencies.set(cost.metric, cost.currency);
  return { ...cost, ...(currencies.size === 0 ? {} : { currencies: Object.fromEntries(currencies) }) };
}

/** The currency of each metric; before it was stored so, that of the last run alone. */
function currenciesOf({ systemAttributes }: Pick<Stored, 'systemAttributes'>): Map<string, string> {
  const kept = systemAttributes[COST] as unknown as Kept | undefined;
  const named = new Map(Object.entries(kept?.currencies ?? {}));
  if (kept?.metric !== undefined && kept.currency !== undefined) named.set(kept.metric, kept.currency);
  return named;
}

/** The same text for the same cost, in whatever order a storage keeps its parts. */
const textOf = ({ perHour, metric, currency, currencies = {} }: Partial<Kept>): string =>
  JSON.stringify([perHour, metric, currency, Object.entries(currencies).sort()]);

const currencyChanged = (
  { name }: Pick<StudyRecord, 'name'>,
  metric: string,
  spent: string,
  before: string,
  after: string,
): VernierError =>
  new VernierError(
    'study-differs',
    `The trials of study "${name}" have cost ${spent}, as they reported (${metric}), but this run says that ${metric} is in ${after}; expected ${before} as before.`,
    {
      details: { name },
      hint: `Leave the currency as it was (currency: ${before}, --currency ${before}), or use a new name for a study in ${after}.`,
    },
  );
