import type { Command } from 'commander';
import { historyOf } from '../../history/snapshot-writer.ts';
import { paretoRows } from '../../history/best.ts';
import { winnerOf } from '../../history/confirmation.ts';
import { confirmsOf } from '../../history/repeats.ts';
import { isRepeated } from '../../history/lineage.ts';
import { isFinished } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { typable } from '../again.ts';
import { inStorage, type PlaceOptions, print, printJson, withPlace } from '../place.ts';
import { fit, safe, short, table } from '../text.ts';

/** `vernier studies`. */
export function define(program: Command): void {
  withPlace(program.command('studies').description('list the studies of a storage'))
    .addHelpText('after', '\nExamples:\n  vernier studies\n  vernier studies --storage sqlite:other.db --json')
    .action(studies);
}

/** Columns for a name; `--json` gives all of it. */
const LONGEST_NAME = 60;

interface Listed {
  readonly name: string;
  readonly objectives: readonly { readonly name: string; readonly direction: string }[];
  readonly trials: number;
  readonly ended: number;
  readonly running: number;
  readonly best: { readonly number: number; readonly value: number } | null;
  /** Trials of the front, with several objectives. */
  readonly front: number | null;
}

async function studies(options: PlaceOptions): Promise<void> {
  await inStorage(options.storage, 'read', async (storage) => {
    const listed: Listed[] = [];
    for (const { id, name } of await storage.listStudies())
      listed.push(summary(name, historyOf((await storage.load(id)).snapshot)));
    if (options.json === true) return printJson(listed);
    if (listed.length === 0) return print([typable('No studies yet. Run something: vernier run FILE')]);
    print(
      table(
        [
          ['study', 'trials', 'running', 'best', ''],
          ...listed.map(({ name, ended, running, best, front, objectives }) => [
            fit(safe(name), LONGEST_NAME),
            String(ended),
            running === 0 ? '' : String(running),
            front !== null ? `front of ${front}` : best === null ? '' : short(best.value),
            objectives.map((objective) => `${objective.direction} ${safe(objective.name)}`).join(', '),
          ]),
        ],
        [1, 2],
      ),
    );
  });
}

function summary(name: string, history: HistoryView): Listed {
  let [trials, ended, running] = [0, 0, 0];
  for (let row = 0; row < history.size; row++) {
    if (isRepeated(history, row) || confirmsOf(history, row) !== null) continue; // what it repeats, or what repeats it, counts
    const state = history.state(row);
    if (state !== 'removed') trials++;
    if (isFinished(state)) ended++;
    if (state === 'running') running++;
  }
  const several = history.objectives.length > 1;
  const best = several ? null : winnerOf(history);
  return {
    name,
    objectives: history.objectives,
    trials,
    ended,
    running,
    best: best && { number: best.trial, value: best.score },
    front: several ? paretoRows(history).length : null,
  };
}
