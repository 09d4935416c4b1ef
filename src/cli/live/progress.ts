import { isRepeated } from '../../history/lineage.ts';
import { isFinished } from '../../history/record.ts';
import { limitWords } from '../../study/shared/set-limits.ts';
import type { Study } from '../../study/study.ts';
import { Screen } from './screen.ts';
import type { Style } from '../style.ts';
import { stopWords } from '../saved.ts';
import { heldLine } from './steered.ts';
import { count, safe, short, valueText } from '../text.ts';
import { viewLines } from './view.ts';
import { failureReason, reasonFor, type Stopping, waitingWords, type Watch } from './watch.ts';

/** What a run shows while it goes on. */
export interface Progress {
  step(step: Stopping): void;
  close(): void;
}

const FRAME_MS = 125;

/** The live view, drawn again in place eight times a second. */
export function liveProgress(watch: Watch, style: Style): Progress {
  const screen = new Screen(process.stdout, (columns, rows) => viewLines(watch.view(), columns, rows, style));
  screen.draw();
  const timer = setInterval(() => screen.draw(), FRAME_MS);
  const restore = (): void => screen.close();
  process.on('exit', restore); // the cursor comes back, whatever happens
  return {
    step(step) {
      watch.stopping = step;
      screen.draw();
    },
    close() {
      clearInterval(timer);
      screen.close();
      process.off('exit', restore);
    },
  };
}

const SHOWN_A_SECOND = 10;

const STEPS: Readonly<Record<Stopping, string>> = {
  no: '',
  finishing: 'Finishing: waiting for the running trials; Ctrl-C again stops them.',
  stopping: 'Stopping the running trials; they go back to the queue.',
  killing: 'Killing what still runs.',
};

/** One line for each finished trial, where there is no terminal; where they come fast, one a second for many. */
export function plainProgress(study: Study, watch: Watch, write: (line: string) => void): Progress {
  const told = new Set(study.history.open);
  let known = study.history.size;
  let shown = 0;
  let more = 0;
  const look = (row: number): void => {
    if (!isFinished(study.history.state(row)) || !told.has(row)) return;
    told.delete(row);
    if (shown++ < SHOWN_A_SECOND) write(trialLine(study, row, watch));
    else more++;
  };
  let trouble: string | null = null;
  const steering = new Map<string, string | null>();
  const tellSteering = (what: string, words: string | null, over: string): void => {
    const before = steering.get(what) ?? null;
    if (words !== before) write(safe(words ?? over));
    steering.set(what, words);
  };
  const flush = (): void => {
    if (study.trouble !== null && study.trouble !== trouble) write(safe(waitingWords(study.trouble)));
    trouble = study.trouble;
    const { held, limits } = watch.steered;
    tellSteering('pause', held === null ? null : heldLine(held), 'Resumed: trials start again.');
    tellSteering('limits', limits === null ? null : limitWords(limits), 'The limits are those of this run again.');
    if (more > 0) write(`and ${count(more, 'more trial')}${bestWords(watch)}`);
    [shown, more] = [0, 0];
  };
  const end = study.subscribe(({ rows }) => {
    for (; known < study.history.size; known++) told.add(known);
    for (const row of rows) look(row);
  });
  const timer = setInterval(flush, 1000);
  return {
    step(step) {
      watch.stopping = step;
      write(STEPS[step]);
    },
    close() {
      end();
      clearInterval(timer);
      flush();
    },
  };
}

function trialLine(study: Study, row: number, watch: Watch): string {
  const { history } = study;
  const record = history.record(row);
  const values =
    record.values === null
      ? ''
      : `  ${study.objectives.map(({ name }, i) => `${safe(name)} ${short(record.values![i]!)}`).join('  ')}`;
  if (isRepeated(history, row)) return `trial ${row} stopped; it is in the queue again`;
  if (record.state === 'failed') return `trial ${row} failed: ${safe(failureReason(history, row))}`;
  const params = Object.entries(study.paramsOf(record))
    .map(([name, value]) => `${safe(name)}=${valueText(value)}`)
    .join(' ');
  // Of a trial that was stopped the reason for that tells more than why it was begun.
  const stopped = stopWords(history, row);
  const why =
    stopped === null ? reasonFor(history, row) : `${stopped.isPaused ? 'Paused' : 'Stopped'}: ${stopped.words}`;
  return `trial ${row} ${record.state}${values}${bestWords(watch)}  ${params}${why === null ? '' : `\n  ${safe(why)}`}`;
}

function bestWords(watch: Watch): string {
  const { best, front } = watch.view();
  if (front !== null) return `  (front of ${front})`;
  return best.length === 0 ? '' : `  (best ${short(best[0]!.value)}, trial ${best[0]!.number})`;
}
