import { PAUSED } from '../../history/applied.ts';
import { median } from '../../math/statistics.ts';
import { type Evidence, spread } from './evidence.ts';
import { fine, found, type Look, unknown } from './finding.ts';
import { counted, lengthText, percent } from './words.ts';

/** Trials that this needs at least, and how many of the last ones are looked at. */
const LEAST = 10;
const MOST = 5000;

/** A gap so many times the usual trial, and so many seconds, long is a break between two runs. */
const BREAK_TIMES = 20;
const BREAK_SECONDS = 60;

/** Concurrency counts that lasted for this share of a run: a trial that starts before its predecessor is written makes none. */
const LASTING = 0.02;

/** What is told: such a share of the places idle, and so many seconds of them. */
const IDLE = 0.3;
const WORTH_SECONDS = 60;

/** One run: trials without a break between them. */
interface Run {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * Places where trials could have run, and none did.
 *
 * As many places are assumed as trials have run at once (for a fiftieth of the time at least); breaks between runs, and the end of a run, at which places
 * become free, do not count. This is a measurement, not a test.
 */
export function workersIdle(evidence: Evidence): Look {
  const { history } = evidence;
  const rows = evidence.ended
    .filter((row) => Number.isFinite(history.startedAt[row]!) && history.finishedAt[row]! >= history.startedAt[row]!)
    .slice(-MOST);
  if (rows.length < LEAST) return unknown(`${counted(rows.length, 'trial')} told when they ran: too few.`);
  // The instant of the last start alone is kept of a trial that was paused.
  const paused = spread(rows, 500).filter((row) => history.attribute(row, 'system', PAUSED) !== undefined);
  if (paused.length > 0) return unknown('Trials were paused: when they ran before is not kept.');
  let [busy, room, most, count] = [0, 0, 0, 0];
  for (const run of runsOf(evidence, rows)) {
    const one = occupancy(run);
    busy += one.busy;
    room += one.room;
    most = Math.max(most, one.places);
    count += run.starts.length;
  }
  const idle = room > 0 ? 1 - busy / room : 0;
  const lost = Math.max(0, room - busy) / 1000;
  if (busy === 0) return unknown('The trials took no time that could be measured.');
  if (idle < IDLE) return fine(`Of ${counted(most, 'place')} for trials ${percent(1 - Math.max(0, idle))} were taken.`);
  if (lost < WORTH_SECONDS)
    return fine(`Places for trials stood empty for ${lengthText(lost)} in all: next to nothing.`);
  const more = Math.max(most + 1, Math.round(most / (1 - idle)));
  return found([
    {
      kind: 'workersIdle',
      severity: 'notice',
      parameter: null,
      evidence: { idle, lostSeconds: lost, places: most, trials: count },
      words: `Up to ${counted(most, 'trial')} ran at once, but ${percent(idle)} of that room stood empty: ${lengthText(lost)} of computing in ${count} trials.`,
      suggestion: {
        words: `Raise the concurrency to ${more}, so that somebody is always at work while others wait.`,
        change: { type: 'limits', limits: { concurrency: more } },
      },
    },
  ]);
}

function runsOf({ history }: Evidence, rows: Int32Array): Run[] {
  const { startedAt, finishedAt } = history;
  const order = Array.from(rows).sort((a, b) => startedAt[a]! - startedAt[b]! || a - b);
  const usual = median(Float64Array.from(order, (row) => finishedAt[row]! - startedAt[row]!));
  const breakAfter = Math.max(1000 * BREAK_SECONDS, BREAK_TIMES * usual);
  const runs: { starts: number[]; ends: number[] }[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (const row of order) {
    if (startedAt[row]! > until + breakAfter) runs.push({ starts: [], ends: [] });
    runs.at(-1)!.starts.push(startedAt[row]!);
    runs.at(-1)!.ends.push(finishedAt[row]!);
    until = Math.max(until, finishedAt[row]!);
  }
  return runs;
}

/** Milliseconds that trials ran, those that there was room for, and the places, from the first start to the last one. */
function occupancy({ starts, ends }: Run): { readonly busy: number; readonly room: number; readonly places: number } {
  const [from, to] = [starts[0]!, starts.at(-1)!];
  const span = to - from;
  const sorted = ends.toSorted((a, b) => a - b);
  const lasted: number[] = [];
  let [busy, running, now, next] = [0, 0, from, 0];
  for (let i = 0; i < starts.length; ) {
    const at = Math.min(starts[i]!, sorted[next]!);
    busy += running * (at - now);
    lasted[running] = (lasted[running] ?? 0) + at - now;
    now = at;
    if (sorted[next]! < starts[i]!) {
      running--;
      next++;
    } else {
      running++;
      i++;
    }
  }
  let places = Math.max(0, lasted.length - 1);
  for (let held = 0; places > 1; places--) {
    held += lasted[places] ?? 0;
    if (held >= LASTING * span) break;
  }
  places = Math.max(1, places);
  return { busy: Math.min(busy, places * span), room: places * span, places };
}
