import { History } from '../history/history.ts';
import { REPEATED } from '../history/lineage.ts';
import { type Change, type Direction, recordOf } from '../history/record.ts';
import type { Delta } from '../history/view.ts';
import { index, random } from '../math/random.ts';
import type { Pruner, PrunerRun } from '../pruners/pruner.ts';
import { live, problemOf, reported, STEPS, TRIALS } from './pruner-life.ts';
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
      says: 'an infeasible trial speaks against no other one, whenever its constraint becomes known',
      holds: async () => checkInfeasible(create),
    },
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

/** What happens to a trial next, after what has happened before. */
type Fate = (id: number) => readonly Change[];

/** What is decided of the others once every third trial of a study had these fates, one after the other. */
function decidedAfter(create: () => Pruner, ...fates: readonly Fate[]) {
  const { history, run } = live(create(), problemOf({ budget: null })); // it counts lost trials, and no removed ones
  const rows = Array.from({ length: history.size }, (_, row) => row);
  const [fated, others] = [rows.filter((row) => row % 3 === 0), rows.filter((row) => row % 3 !== 0)];
  for (const fate of fates) run.observe(history, history.apply(fated.flatMap(fate)));
  return {
    promoted: run.promote?.() ?? null,
    rulings: others.map((row) => [run.judge(row), run.until?.(row) ?? null]),
  };
}

const begun: Fate = (id) => [{ type: 'trial', trial: recordOf({ state: 'running', startedAt: 0 }, id, id) }];
/** Reports that are better than all others. */
const leading: Fate = (id) => Array.from({ length: STEPS }, (_, i) => reported(id, i + 1, id - 100 / (i + 1)));
const removed: Fate = (id) => [{ type: 'removed', id }];

async function checkRepeated(create: () => Pruner): Promise<void> {
  const repeated: Fate = (id) => [
    { type: 'attributed', id, owner: 'system', key: REPEATED, value: true },
    { type: 'finished', id, state: 'failed', values: null, at: 1 },
  ];
  same(
    'what is decided after trials were lost and repeated, or removed',
    decidedAfter(create, begun, leading, repeated),
    decidedAfter(create, removed),
  );
}

async function checkInfeasible(create: () => Pruner): Promise<void> {
  const expected = decidedAfter(create, removed);
  const broken: Fate = (id) => [{ type: 'constrained', id, key: 'c', value: 1 }];
  const complete: Fate = (id) => [{ type: 'finished', id, state: 'complete', values: [id - 100 / STEPS], at: 1 }];
  const paused: Fate = (id) => [{ type: 'paused', id, checkpoint: null, at: 1 }];
  const lives: Readonly<Record<string, readonly Fate[]>> = {
    'before they report': [begun, broken, leading, complete],
    'after their reports': [begun, leading, broken, complete],
    'after their ends': [begun, leading, complete, broken],
  };
  for (const [when, fates] of Object.entries(lives))
    same(`what is decided after trials are found infeasible ${when}`, decidedAfter(create, ...fates), expected);
  for (const fates of [
    [begun, broken, leading, paused],
    [begun, leading, paused, broken],
  ])
    same('the promoted trial, where infeasible ones wait', decidedAfter(create, ...fates).promoted, expected.promoted);
}

async function checkUntil(pruner: Pruner): Promise<void> {
  for (const checkpoints of [true, false])
    for (const { row, step, until } of live(pruner, problemOf(), { checkpoints }).verdicts)
      check(
        until === null || until > step,
        `Trial ${row} has reported step ${step}; its next judgement is said to be at ${until}.`,
      );
}
