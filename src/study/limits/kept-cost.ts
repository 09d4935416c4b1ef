import { VernierError } from '../../errors.ts';
import type { Json } from '../../history/record.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import type { Session } from '../session.ts';
import type { Cost } from '../study.ts';
import { moneyWords } from './words.ts';

/** Study system attribute: what running costs, as the last run said that told of it. */
const COST = 'vernier:cost';

/** What running a stored study costs; null where no run has said it. */
export function keptCost({ systemAttributes }: Pick<StudyRecord, 'systemAttributes'>): Cost | null {
  return (systemAttributes[COST] as unknown as Cost | undefined) ?? null;
}

/**
 * Stores with the study what running costs, so that others can tell what it has cost. Who does not say the currency of what trials report leaves it as it was.
 *
 * @param spent what the trials have cost so far
 * @throws `study-differs` where trials have reported costs in another currency: these amounts would be taken for as much of the new one
 */
export async function keepCost(session: Session, cost: Cost, spent: number): Promise<void> {
  const { storage, record } = session;
  const stored = await session.persist(() => storage.findStudy(record.name)); // another run may have told of it meanwhile
  const kept = keptCost(stored ?? record);
  const before = cost.metric !== undefined && kept?.metric === cost.metric ? kept.currency : undefined;
  if (before !== undefined && cost.currency !== undefined && before !== cost.currency && spent > 0)
    throw currencyChanged(record, cost.metric!, moneyWords(spent, before), before, cost.currency);
  const said = { ...(before === undefined ? {} : { currency: before }), ...cost };
  if (sameCost(kept, said)) return;
  await session.persist(() => storage.setStudyAttribute(record.id, 'system', COST, said as unknown as Json));
}

const sameCost = (a: Cost | null, b: Cost): boolean =>
  a?.perHour === b.perHour && a?.metric === b.metric && a?.currency === b.currency;

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
