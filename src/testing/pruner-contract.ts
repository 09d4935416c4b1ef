import { History } from '../history/history.ts';
import type { Problem } from '../history/problem.ts';
import { type Change, type Direction, recordOf } from '../history/record.ts';
import type { Delta } from '../history/view.ts';
import { index, type Random, random } from '../math/random.ts';
import type { Pruner, PrunerRun } from '../pruners/pruner.ts';
import { check, examine, type Law, type Runner, type Skip, same } from './runner.ts';
import { everything } from './simulate.ts';

/** A pruner that sits the exam. */
export interface PrunerCandidate {
  readonly name: string;
  create(): Pruner;
  readonly skip?: readonly Skip[];
}

/** The laws that every pruner keeps, on made-up learning curves. */
export function prunerContract(candidate: PrunerCandidate, runner: Runner): void {
  examine(candidate.name, laws(candidate), candidate.skip ?? [], runner);
}

function laws({ create }: PrunerCandidate): readonly Law[] {
  return [
    { says: 'some of many trials are stopped, and not all of them', holds: async () => checkSome(create()) },
    { says: 'a trial with nothing to judge goes on', holds: async () => checkSilent(create()) },
    {
      says: 'verdicts depend on the history alone, not on the pieces it came in',
      holds: async () => checkPieces(create),
    },
    { says: 'asking twice changes nothing', holds: async () => checkAsking(create()) },
    { says: 'a trial whose last report is the best of all reports goes on', holds: async () => checkBest(create()) },
    { says: 'maximising f is minimising -f', holds: async () => checkDirection(create()) },
    { says: 'an extra metric is judged like an objective', holds: async () => checkMetric(create()) },
    { says: 'removed trials count no more', holds: async () => checkRemoved(create()) },
    { says: 'the step of the next judgement lies ahead', holds: async () => checkUntil(create()) },
  ];
}

const STEPS = 27;

function problemOf(changes: Partial<Problem> = {}): Problem {
  return {
    space: null,
    objectives: [{ name: 'loss', direction: 'minimize' }],
    judgeBy: { kind: 'objective', name: 'loss' },
    budget: null,
    fidelity: { name: 'epoch', min: 1, max: STEPS },
    seed: 1,
    ...changes,
  };
}

/** What a study asks, and what it was answered. */
interface Lived {
  readonly events: readonly (readonly Change[])[];
  /** After how many events a row was judged, and how. */
  readonly verdicts: readonly {
    readonly events: number;
    readonly row: number;
    readonly verdict: string;
    readonly until: number | null;
    readonly isBest: boolean;
  }[];
  readonly history: History;
  readonly run: PrunerRun;
}

interface LifeOptions {
  readonly trials?: number;
  readonly workers?: number;
  /** How a loss is told: as the objective by default. */
  readonly tell?: (row: number, step: number, loss: number) => Change;
}

/** Several trials at once, each with a falling, noisy curve; in a random order; stopped ones end as pruned. */
function live(pruner: Pruner, problem: Problem, options: LifeOptions = {}): Lived {
  const run = pruner.start(problem);
  const history = new History(problem.objectives);
  const events: Change[][] = [];
  const verdicts: { events: number; row: number; verdict: string; until: number | null; isBest: boolean }[] = [];
  const stream = random(problem.seed);
  const active: { row: number; step: number; curve: (step: number) => number }[] = [];
  const take = (...changes: Change[]): void => {
    events.push(changes);
    run.observe(history, history.apply(changes));
  };
  const tell = options.tell ?? reported;
  let best = Number.POSITIVE_INFINITY;
  for (let started = 0; started < (options.trials ?? 40) || active.length > 0; ) {
    if (started < (options.trials ?? 40) && active.length < (options.workers ?? 4)) {
      take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: started }, started, started) });
      active.push({ row: started, step: 0, curve: curveOf(stream.fork(started)) });
      started++;
      continue;
    }
    const trial = active[index(stream, active.length)]!;
    const loss = trial.curve(++trial.step);
    take(tell(trial.row, trial.step, loss));
    best = Math.min(best, loss);
    const verdict = run.judge(trial.row);
    verdicts.push({
      events: events.length,
      row: trial.row,
      verdict,
      until: run.until?.(trial.row) ?? null,
      isBest: loss === best,
    });
    if (verdict === 'continue' && trial.step < STEPS) continue;
    active.splice(active.indexOf(trial), 1);
    const state = verdict === 'continue' ? 'complete' : 'pruned';
    take({ type: 'finished', id: trial.row, state, values: [loss], at: 1 });
  }
  return { events, verdicts, history, run };
}

const reported = (row: number, step: number, loss: number): Change => ({
  type: 'reported',
  id: row,
  step,
  values: [loss],
});

function curveOf(stream: Random): (step: number) => number {
  const end = stream.uniform();
  const speed = 1 + 5 * stream.uniform();
  return (step) => end + speed / (step + 2) + 0.02 * stream.normal();
}

async function checkSome(pruner: Pruner): Promise<void> {
  const { history } = live(pruner, problemOf());
  const count = (state: string): number =>
    Array.from({ length: history.size }, (_, row) => history.state(row)).filter((other) => other === state).length;
  check(count('pruned') > 0, 'None of 40 trials is stopped.');
  check(count('complete') > 0, 'All of 40 trials are stopped.');
}

async function checkSilent(pruner: Pruner): Promise<void> {
  const { history, run } = live(pruner, problemOf());
  const row = history.size;
  const changes: Change[] = [{ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, row, row) }];
  run.observe(history, history.apply(changes));
  same('verdict', run.judge(row), 'continue');
}

async function checkPieces(create: () => Pruner): Promise<void> {
  const problem = problemOf();
  const { events, verdicts } = live(create(), problem);
  const picked = verdicts.filter(({ verdict }, i) => verdict !== 'continue' || i % 9 === 0);
  for (const asked of picked) {
    const past = events.slice(0, asked.events);
    for (const pieces of ['one', 'reset', 'halves'] as const) {
      const run = create().start(problem);
      const history = new History(problem.objectives);
      const feed = (changes: readonly Change[], reset: boolean): void => {
        const delta: Delta = history.apply(changes);
        run.observe(history, reset ? everything(history, true) : delta);
      };
      if (pieces === 'one') feed(past.flat(), false);
      else {
        feed(past.slice(0, past.length >> 1).flat(), false);
        feed(past.slice(past.length >> 1).flat(), pieces === 'reset');
      }
      same(`verdict on trial ${asked.row} (${pieces})`, run.judge(asked.row), asked.verdict);
      same(`next judgement of trial ${asked.row} (${pieces})`, run.until?.(asked.row) ?? null, asked.until);
    }
  }
}

async function checkAsking(pruner: Pruner): Promise<void> {
  const { run, history } = live(pruner, problemOf());
  const all = (): string[] => Array.from({ length: history.size }, (_, row) => run.judge(row));
  same('the second answers', all(), all());
}

async function checkBest(pruner: Pruner): Promise<void> {
  for (const seed of [1, 2, 3]) {
    const { verdicts } = live(pruner, problemOf({ seed }));
    for (const { row, verdict, isBest } of verdicts)
      check(!isBest || verdict !== 'stop', `Trial ${row} led, and is stopped.`);
  }
}

async function checkDirection(pruner: Pruner): Promise<void> {
  const objectives = (direction: Direction) => [{ name: 'loss', direction }];
  const low = live(pruner, problemOf({ objectives: objectives('minimize') }));
  const high = live(pruner, problemOf({ objectives: objectives('maximize') }), {
    tell: (row, step, loss) => reported(row, step, -loss),
  });
  same('verdicts', high.verdicts, low.verdicts);
}

async function checkMetric(pruner: Pruner): Promise<void> {
  const expected = live(pruner, problemOf());
  const judgeBy = { kind: 'metric', name: 'quality', direction: 'maximize' } as const;
  const found = live(pruner, problemOf({ judgeBy }), {
    tell: (row, step, loss) => ({ type: 'logged', id: row, step, metrics: { quality: -loss } }),
  });
  same('verdicts', found.verdicts, expected.verdicts);
}

async function checkRemoved(pruner: Pruner): Promise<void> {
  const problem = problemOf();
  const { history, run } = live(pruner, problem);
  const gone = Array.from({ length: history.size }, (_, row): Change => ({ type: 'removed', id: row }));
  run.observe(history, history.apply(gone));
  const row = history.size;
  const changes: Change[] = [
    { type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, row, row) },
    reported(row, 1, 1e9),
  ];
  run.observe(history, history.apply(changes));
  same('verdict on the only trial left', run.judge(row), 'continue');
}

async function checkUntil(pruner: Pruner): Promise<void> {
  const { verdicts, history } = live(pruner, problemOf());
  const steps = new Map<number, number>();
  for (const { row, until } of verdicts) {
    const step = (steps.get(row) ?? 0) + 1;
    steps.set(row, step);
    check(
      until === null || until > step,
      `Trial ${row} has reported step ${step}; its next judgement is said to be at ${until}.`,
    );
  }
  check(history.size > 0, 'Nothing ran.');
}
