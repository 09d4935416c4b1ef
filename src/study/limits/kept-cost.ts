import type { Json } from '../../history/record.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import type { Session } from '../session.ts';
import type { Cost } from '../study.ts';

/** Study system attribute: what running costs, as the last run said that told of it. */
const COST = 'vernier:cost';

/** What running a stored study costs; null where no run has said it. */
export function keptCost({ systemAttributes }: Pick<StudyRecord, 'systemAttributes'>): Cost | null {
  return (systemAttributes[COST] as unknown as Cost | undefined) ?? null;
}

/** Stores with the study what running costs, so that others can tell what it has cost. */
export async function keepCost(session: Session, cost: Cost): Promise<void> {
  const { storage, record } = session;
  if (JSON.stringify(keptCost(record)) === JSON.stringify(cost)) return;
  await session.persist(() => storage.setStudyAttribute(record.id, 'system', COST, cost as unknown as Json));
}
