import { History } from '../history/history.ts';
import { REPEATED } from '../history/lineage.ts';
import type { Problem } from '../history/problem.ts';
import { type Change, type Direction, recordOf, type Verdict } from '../history/record.ts';
import type { Delta } from '../history/view.ts';
import { index, type Random, random } from '../math/random.ts';
import type { Pruner, PrunerRun } from '../pruners/pruner.ts';
import { float } from '../space/distribution.ts';
import { space } from '../space/space.ts';
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
    {
      says: 'a report that is infinitely good takes nothing from the best of the others',
      holds: async () => checkFault(create),
    },
    { says: 'maximising f is minimising -f', holds: async () => checkDirection(create()) },
    { says: 'an extra metric is judged like an objective', holds: async () => checkMetric(create()) },
    { says: 'removed trials count no more', holds: async () => checkRemoved(create()) },
    { says: 'a lost trial counts no more once another one repeats it', holds: async () => checkRepeated(create) },
    {
      says: 'a promoted trial is not judged where it was before, even if it starts anew, and paused at its next rung at the earliest',
      holds: async () => checkPromoted(create()),
    },
    {
      says: 'a run that is lost a hundred times, and made again from the history, decides as one that is not',
      holds: async () => checkKills(create),
    },
    { says: 'the step of the next judgement lies ahead', holds: async () => checkUntil(create()) },
  ];
}

const STEPS = 27;
/** What trials differ in: how their curves end follows from it, as far as anything does. */
const LINE = space({ x: float(0, 1) });
const TRIALS = 40;

function problemOf(changes: Partial<Problem> = {}): Problem {
  return {
    space: LINE,
    objectives: [{ name: 'loss', direction: 'minimize' }],
    judgeBy: { kind: 'objective', name: 'loss' },
    budget: TRIALS,
    fidelity: { name: 'epoch', min: 1, max: STEPS },
    seed: 1,
    ...changes,
  };
}

/** What a pruner said of a trial after a report. */
interface Judged {
  /** How many events had come before. */
  readonly events: number;
  readonly row: number;
  readonly step: number;
  readonly verdict: Verdict;
  readonly until: number | null;
  readonly isBest: boolean;
}

/** What a study asks, and what it was answered. */
interface Lived {
  readonly events: readonly (readonly Change[])[];
  readonly verdicts: readonly Judged[];
  /** Each answer to the question whom to promote. */
  readonly promotions: readonly {
    readonly events: number;
    readonly row: number | null;
    readonly until: number | null;
  }[];
  readonly history: History;
  readonly run: PrunerRun;
}

interface LifeOptions {
  readonly workers?: number;
  /** How a loss is told: as the objective by default. */
  readonly tell?: (row: number, step: number, loss: number) => Change;
  /** A loss as the value with which a trial ends: the loss by default. */
  readonly value?: (loss: number) => number;
  /** Do promoted trials go on where they were paused (default), or start anew? */
  readonly checkpoints?: boolean;
  /** Is the run to be lost after so many events, and made again from the history? */
  readonly isKilled?: (events: number) => boolean;
  /** Is the first trial to report −∞ at every step, and to end so? */
  readonly fault?: 'failed' | 'complete';
}

/** Several trials at once, each with a falling, noisy curve; in a random order; stopped ones end as pruned, paused ones wait. */
function live(pruner: Pruner, problem: Problem, options: LifeOptions = {}): Lived {
  const { workers = 4, tell = reported, checkpoints = true, isKilled = () => false } = options;
  let run = pruner.start(problem);
  let history = new History(problem.objectives);
  const events: Change[][] = [];
  const verdicts: Judged[] = [];
  const promotions: Lived['promotions'][number][] = [];
  const stream = random(problem.seed);
  const curves: Float64Array[] = [];
  const pausedAt = new Map<number, number>();
  const active: { readonly row: number; step: number }[] = [];
  const take = (...changes: Change[]): void => {
    events.push(changes);
    run.observe(history, history.apply(changes));
    if (!isKilled(events.length)) return;
    const before = history;
    history = new History(problem.objectives);
    history.apply(Array.from(before.states.subarray(0, before.size), (_, row) => wholeTrial(before, row)));
    run = pruner.start(problem);
    run.observe(history, everything(history, false));
  };
  /** Gives a free worker something to do: the promoted before the new. */
  const begin = (): boolean => {
    const promoted = run.promote?.() ?? null;
    const asked = events.length;
    if (promoted !== null) {
      same(`state of trial ${promoted}, which is promoted`, history.state(promoted), 'paused');
      check(promotions.length < TRIALS * STEPS, 'Trials are promoted without end.');
      take({ type: 'started', id: promoted, at: events.length });
      active.push({ row: promoted, step: checkpoints ? pausedAt.get(promoted)! : 0 });
    }
    if (run.promote !== undefined)
      promotions.push({ events: asked, row: promoted, until: promoted === null ? null : next(promoted) });
    if (promoted !== null) return true;
    if (curves.length === TRIALS) return false;
    const row = curves.length;
    curves.push(curveOf(stream.fork(options.fault === undefined ? row : row - 1)));
    const x = Math.min(1, Math.max(0, curves[row]!.at(-1)!));
    const params = { x: { distribution: float(0, 1), internal: x } };
    take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: row, params }, row, row) });
    active.push({ row, step: 0 });
    return true;
  };
  const next = (row: number): number | null => run.until?.(row) ?? null;
  if (options.fault !== undefined) {
    const loss = Number.NEGATIVE_INFINITY;
    curves.push(new Float64Array(STEPS + 1).fill(loss));
    take({ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, 0, 0) });
    for (let step = 1; step <= STEPS; step++) take(reported(0, step, loss));
    const values = options.fault === 'failed' ? null : [loss];
    take({ type: 'finished', id: 0, state: options.fault, values, at: 1 });
  }
  let best = Number.POSITIVE_INFINITY;
  for (;;) {
    if (active.length < workers && begin()) continue;
    if (active.length === 0) return { events, verdicts, promotions, history, run };
    const trial = active[index(stream, active.length)]!;
    const { row } = trial;
    const step = ++trial.step;
    const loss = curves[row]![step]!;
    take(tell(row, step, loss));
    best = Math.min(best, loss);
    const verdict = run.judge(row);
    verdicts.push({ events: events.length, row, step, verdict, until: next(row), isBest: loss === best });
    if (verdict === 'continue' && step < STEPS) continue;
    active.splice(active.indexOf(trial), 1);
    if (verdict === 'pause') pausedAt.set(row, step);
    if (verdict === 'pause') take({ type: 'paused', id: row, checkpoint: checkpoints ? 'c' : null, at: events.length });
    else
      take({
        type: 'finished',
        id: row,
        state: verdict === 'stop' ? 'pruned' : 'complete',
        values: [(options.value ?? Number)(loss)],
        at: 1,
      });
  }
}

const wholeTrial = (history: History, row: number): Change => ({ type: 'trial', trial: history.record(row) });

const reported = (row: number, step: number, loss: number): Change => ({
  type: 'reported',
  id: row,
  step,
  values: [loss],
});

/** Losses by step. */
function curveOf(stream: Random): Float64Array {
  const end = stream.uniform();
  const speed = 1 + 5 * stream.uniform();
  return Float64Array.from({ length: STEPS + 1 }, (_, step) => end + speed / (step + 2) + 0.02 * stream.normal());
}

async function checkSome(pruner: Pruner): Promise<void> {
  for (const checkpoints of [true, false]) {
    const { history } = live(pruner, problemOf(), { checkpoints });
    const count = (...states: readonly string[]): number =>
      Array.from({ length: history.size }, (_, row) => history.state(row)).filter((state) => states.includes(state))
        .length;
    check(count('pruned', 'paused') > 0, `None of ${TRIALS} trials is stopped.`);
    check(count('complete') > 0, `None of ${TRIALS} trials comes to its end.`);
  }
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
  const { events, verdicts, promotions } = live(create(), problem);
  /** The same question to runs that took in what had happened in other pieces. */
  const askAgain = (after: number, ask: (run: PrunerRun, pieces: string) => void): void => {
    const past = events.slice(0, after);
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
      ask(run, pieces);
    }
  };
  const decisions = verdicts.filter(({ verdict }) => verdict !== 'continue');
  for (const asked of [...some(decisions), ...some(verdicts)])
    askAgain(asked.events, (run, pieces) => {
      same(`verdict on trial ${asked.row} (${pieces})`, run.judge(asked.row), asked.verdict);
      same(`next judgement of trial ${asked.row} (${pieces})`, run.until?.(asked.row) ?? null, asked.until);
    });
  for (const asked of [...some(promotions.filter(({ row }) => row !== null)), ...some(promotions)])
    askAgain(asked.events, (run, pieces) => same(`the promoted trial (${pieces})`, run.promote!(), asked.row));
}

/** About twenty of them, from everywhere. */
function some<T>(all: readonly T[]): readonly T[] {
  const every = Math.ceil(all.length / 20);
  return all.filter((_, i) => i % every === 0);
}

async function checkKills(create: () => Pruner): Promise<void> {
  for (const checkpoints of [true, false]) {
    const whole = live(create(), problemOf(), { checkpoints });
    const stream = random(7);
    const kills = new Set(Array.from({ length: 100 }, () => 1 + index(stream, whole.events.length)));
    const broken = live(create(), problemOf(), { checkpoints, isKilled: (events) => kills.has(events) });
    same('verdicts', broken.verdicts, whole.verdicts);
    same('promotions', broken.promotions, whole.promotions);
  }
}

async function checkPromoted(pruner: Pruner): Promise<void> {
  for (const checkpoints of [true, false])
    for (const seed of [1, 2]) {
      const { verdicts, promotions } = live(pruner, problemOf({ seed }), { checkpoints });
      const paused = new Map<number, number>(); // by row: at which step
      const rungs = new Map<number, number | null>(); // by row: its next rung, as told when it was promoted
      let asked = 0;
      for (const { events, row, step, verdict } of verdicts) {
        for (; asked < promotions.length && promotions[asked]!.events < events; asked++)
          if (promotions[asked]!.row !== null) rungs.set(promotions[asked]!.row!, promotions[asked]!.until);
        const past = paused.get(row) ?? 0;
        if (step <= past)
          same(`verdict on trial ${row} at step ${step}, which it was promoted past`, verdict, 'continue');
        if (verdict !== 'pause') continue;
        const rung = rungs.get(row) ?? step;
        check(step >= rung, `Trial ${row} was promoted to step ${rung}, and is paused at ${step}.`);
        paused.set(row, step);
      }
    }
}

async function checkAsking(pruner: Pruner): Promise<void> {
  const { run, history } = live(pruner, problemOf());
  const all = (): unknown[] => [
    run.promote?.() ?? null,
    ...Array.from({ length: history.size }, (_, row) => [run.judge(row), run.until?.(row), run.why?.(row)]),
  ];
  same('the second answers', all(), all());
}

async function checkBest(pruner: Pruner): Promise<void> {
  for (const seed of [1, 2, 3]) {
    const { verdicts } = live(pruner, problemOf({ seed }));
    for (const { row, verdict, isBest } of verdicts)
      check(!isBest || verdict !== 'stop', `Trial ${row} led, and is stopped.`);
  }
}

async function checkFault(create: () => Pruner): Promise<void> {
  for (const fault of ['failed', 'complete'] as const)
    for (const seed of [1, 2, 3])
      for (const { row, verdict, isBest } of live(create(), problemOf({ seed }), { fault }).verdicts)
        check(
          !isBest || verdict !== 'stop',
          `Trial ${row} led, and is stopped, where a ${fault} trial has reported -Infinity.`,
        );
}

async function checkDirection(pruner: Pruner): Promise<void> {
  const objectives = (direction: Direction) => [{ name: 'loss', direction }];
  const low = live(pruner, problemOf({ objectives: objectives('minimize') }));
  const high = live(pruner, problemOf({ objectives: objectives('maximize') }), {
    tell: (row, step, loss) => reported(row, step, -loss),
    value: (loss) => -loss,
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
  same('the promoted trial, where all are removed', run.promote?.() ?? null, null);
  const row = history.size;
  const changes: Change[] = [
    { type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, row, row) },
    reported(row, 1, 1e9),
  ];
  run.observe(history, history.apply(changes));
  check(run.judge(row) !== 'stop', 'The only trial left is stopped.');
}

async function checkRepeated(create: () => Pruner): Promise<void> {
  const problem = problemOf({ budget: null }); // it counts lost trials, and no removed ones
  const after = (...fates: readonly ((row: number) => Change[])[]): unknown => {
    const { history, run } = live(create(), problem);
    const rows = Array.from({ length: history.size }, (_, row) => row);
    const lost = rows.filter((row) => row % 3 === 0);
    for (const fate of fates) run.observe(history, history.apply(lost.flatMap(fate)));
    const left = rows.filter((row) => !lost.includes(row));
    return [run.promote?.() ?? null, left.map((row) => run.judge(row)), left.map((row) => run.until?.(row) ?? null)];
  };
  const repeated = after(
    (id) => [
      { type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, id, id) },
      ...Array.from({ length: STEPS }, (_, i) => reported(id, i + 1, id - 100 / (i + 1))), // better than all others
    ],
    (id) => [
      { type: 'attributed', id, owner: 'system', key: REPEATED, value: true },
      { type: 'finished', id, state: 'failed', values: null, at: 1 },
    ],
  );
  const removed = after((id) => [{ type: 'removed', id }]);
  same('what is decided after trials were lost and repeated, or removed', repeated, removed);
}

async function checkUntil(pruner: Pruner): Promise<void> {
  for (const checkpoints of [true, false])
    for (const { row, step, until } of live(pruner, problemOf(), { checkpoints }).verdicts)
      check(
        until === null || until > step,
        `Trial ${row} has reported step ${step}; its next judgement is said to be at ${until}.`,
      );
}
