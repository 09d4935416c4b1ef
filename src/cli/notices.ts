import { thrownText } from '../errors.ts';
import type { NotifyRule } from '../config/notify.ts';
import type { Storage } from '../storage/storage.ts';
import type { Study, Summary } from '../study/study.ts';
import { count, short } from './text.ts';
import type { Watch } from './live/watch.ts';

/** What a run tells people elsewhere. */
export interface Notices {
  ended(summary: Summary): void;
  broke(error: unknown): void;
  /** Waits for what is under way, but not for long. */
  close(): Promise<void>;
}

/** What is under way when a run ends has so long to arrive, in milliseconds. */
const LAST_MS = 15_000;

const NOBODY: Notices = { ended: () => undefined, broke: () => undefined, close: async () => undefined };

/** Begins to tell people of a run, as its config says; loaded only where it says something. */
export async function openNotices(
  rules: readonly NotifyRule[],
  study: Study,
  storage: Storage,
  watch: Watch,
): Promise<Notices> {
  if (rules.length === 0) return NOBODY;
  const { notifier } = await import('../node/notify/notify.ts');
  const faults: string[] = [];
  const notices = notifier(study, { rules, storage, share: () => watch.share(), warn: (words) => faults.push(words) });
  return {
    ended({ stoppedBy }) {
      const isFailed = stoppedBy === 'failures';
      const words = isFailed ? 'the first trials have all failed' : 'the search has ended';
      notices.ended(isFailed ? 'failed' : 'finished', `${words}, ${resultWords(study)}.`, { stoppedBy });
    },
    broke: (error) => notices.ended('failed', `the run broke off: ${thrownText(error)}`),
    async close() {
      await notices.close(LAST_MS);
      for (const fault of faults) process.stderr.write(`${fault}\n`);
    },
  };
}

function resultWords({ history, best, objectives, paretoFront }: Study): string {
  const trials = count(history.size, 'trial');
  if (objectives.length > 1) return `${trials}, ${paretoFront.length} of them on the front`;
  const value = best?.values?.[0];
  return value === undefined
    ? `${trials}, no result`
    : `${trials}, best ${objectives[0]!.name} ${short(value)} (trial ${best!.number})`;
}
