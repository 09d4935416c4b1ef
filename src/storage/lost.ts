import type { Change } from '../history/record.ts';
import type { Owner } from './storage.ts';

/** What becomes of a trial whose owner is gone: it has failed, and says why. */
export function lostChanges(id: number, owner: Owner | null, at: number): readonly Change[] {
  const who = owner === null ? 'its worker' : `process ${owner.pid} on ${owner.host}`;
  const value = {
    code: 'worker-lost',
    message: `It was running when ${who} ended or fell silent.`,
    hint: null,
  };
  return [
    { type: 'attributed', id, owner: 'system', key: 'vernier:error', value },
    { type: 'finished', id, state: 'failed', values: null, at },
  ];
}
