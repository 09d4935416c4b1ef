import type { Executor, Outcome, Score, Task, TaskPort } from '../execution/executor.ts';
import type { Json, Verdict } from '../history/record.ts';
import type { Choice } from '../space/distribution.ts';
import { examine, type Law, type Runner, type Skip } from './runner.ts';

/**
 * What the examined executor's objective function does, by its parameter `does`. The study has one objective, `loss`.
 *
 * - `echo`: sets the attribute `params` to all its parameters; the score is 1
 * - `report`: reports loss 1 / step and metric `twice` 2 / step for the steps 1 to 5, or until it is to be pruned; then
 *   gives loss 0.2
 * - `odd`: reports NaN at step 1 and Infinity at step 2; the score is 0
 * - `throw`: fails with an error whose text holds `no such luck`
 * - `say`: sets constraint `size` to -1, attribute `note` to `{ "deep": [1, null] }`, checkpoint to `/tmp/there`; score 0
 * - `suggest`: asks for `x`, a float in [0, 1], for `n`, an int in [1, 8] (log), and for `c`, one of "a", null, true;
 *   sets the attribute `got` to [x, n, c]; the score is x
 * - `resume`: sets the attribute `resume` to [until, step, checkpoint] of its task; score 0
 * - `wait`: does nothing for a minute, or until it is told to end
 */
export type ContractBehaviour = 'echo' | 'report' | 'odd' | 'throw' | 'say' | 'suggest' | 'resume' | 'wait';

/**
 * The exam of an executor.
 *
 * @param given.create  a new executor for an objective function that does as `ContractBehaviour` says; closed after each test
 * @param given.skip    tests that are known not to hold, with the reason
 */
export function executorContract(
  given: { readonly name: string; create(): Promise<Executor>; readonly skip?: readonly Skip[] },
  runner: Runner,
): void {
  const law = (says: string, holds: (executor: Executor) => Promise<void>): Law => ({
    says,
    async holds() {
      const executor = await given.create();
      try {
        await holds(executor);
      } finally {
        await executor.close();
      }
    },
  });
  const expect = (what: string, found: unknown, expected: unknown): void => {
    const [a, b] = [shown(found), shown(expected)];
    if (a !== b) runner.fail(`${what}: found ${a}, expected ${b}`);
  };
  examine(given.name, laws(law, expect), given.skip ?? [], runner);
}

type Expect = (what: string, found: unknown, expected: unknown) => void;

function laws(law: (says: string, holds: (executor: Executor) => Promise<void>) => Law, expect: Expect): Law[] {
  return [
    law('parameters arrive as they are, and the score comes back', async (executor) => {
      const params = {
        does: 'echo',
        x: -1.5e-7,
        n: -3,
        text: '-it\'s a "täxt" $HOME',
        flag: false,
        none: null,
        list: ['b', 'a'],
      };
      const port = listeningPort();
      const outcome = await executor.run(taskOf(params), port, quiet());
      expect('outcome', lossOf(outcome), 1);
      expect('params', port.attributes.params, params);
    }),
    law('reports arrive in order, before the outcome, with their metrics', async (executor) => {
      const port = listeningPort();
      const outcome = await executor.run(taskOf({ does: 'report' }), port, quiet());
      expect('outcome', lossOf(outcome), 0.2);
      expect(
        'steps',
        port.reports.map(([step]) => step),
        [1, 2, 3, 4, 5],
      );
      expect(
        'reports',
        port.reports.map(([, score]) => score),
        [1, 2, 3, 4, 5].map((k) => ({ loss: 1 / k, twice: 2 / k })),
      );
    }),
    law('the verdict to stop ends the trial as pruned', async (executor) => {
      const port = listeningPort((step) => (step >= 2 ? 'stop' : 'continue'));
      const outcome = await executor.run(taskOf({ does: 'report' }), port, quiet());
      expect('outcome', outcome.state, 'pruned');
    }),
    law('the verdict to pause ends the trial as pruned, too: the study knows the difference', async (executor) => {
      const port = listeningPort((step) => (step >= 3 ? 'pause' : 'continue'));
      const outcome = await executor.run(taskOf({ does: 'report' }), port, quiet());
      expect('outcome', outcome.state, 'pruned');
    }),
    law('NaN and infinity may be reported', async (executor) => {
      const port = listeningPort();
      const outcome = await executor.run(taskOf({ does: 'odd' }), port, quiet());
      expect('outcome', lossOf(outcome), 0);
      expect(
        'reports',
        port.reports.map(([, score]) => score),
        [{ loss: Number.NaN }, { loss: Number.POSITIVE_INFINITY }],
      );
    }),
    law('what an objective function throws is a failed trial, and the next one runs', async (executor) => {
      const outcome = await executor.run(taskOf({ does: 'throw' }), listeningPort(), quiet());
      expect('outcome', outcome.state, 'failed');
      if (outcome.state === 'failed') {
        expect('code', outcome.error.code, 'objective-failed');
        expect('reason given', outcome.error.message.includes('no such luck'), true);
      }
      expect('next', lossOf(await executor.run(taskOf({ does: 'echo' }), listeningPort(), quiet())), 1);
    }),
    law('constraints, attributes and checkpoints arrive', async (executor) => {
      const port = listeningPort();
      expect('outcome', lossOf(await executor.run(taskOf({ does: 'say' }), port, quiet())), 0);
      expect('constraints', port.constraints, { size: -1 });
      expect('attributes', port.attributes, { note: { deep: [1, null] } });
      expect('checkpoint', port.checkpoint, '/tmp/there');
    }),
    law('suggestions are answered in their own kind', async (executor) => {
      const port = listeningPort();
      expect('outcome', lossOf(await executor.run(taskOf({ does: 'suggest' }), port, quiet())), 0.25);
      expect('answers', port.attributes.got, [0.25, 3, null]);
      expect('asked', port.asked, ['x', 'n', 'c']);
    }),
    law('where to go on, from what, and until when arrives', async (executor) => {
      const port = listeningPort();
      const task = { ...taskOf({ does: 'resume' }), until: 9, resume: { step: 3, checkpoint: 's3://bucket/saved' } };
      await executor.run(task, port, quiet());
      expect('first', port.attributes.resume, [9, 3, 's3://bucket/saved']);
      await executor.run(taskOf({ does: 'resume' }), port, quiet());
      expect('without', port.attributes.resume, [null, null, null]);
    }),
    law('several trials at a time do not mix', async (executor) => {
      const count = Math.min(executor.capacity, 4);
      const ports = Array.from({ length: count }, () => listeningPort());
      await Promise.all(ports.map((port, i) => executor.run(taskOf({ does: 'echo', mine: i }, i), port, quiet())));
      expect(
        'params',
        ports.map((port) => (port.attributes.params as { mine: number }).mine),
        ports.map((_, i) => i),
      );
    }),
    law('more trials than the capacity wait their turn', async (executor) => {
      const count = executor.capacity === Number.POSITIVE_INFINITY ? 3 : executor.capacity + 2;
      const runs = Array.from({ length: count }, (_, i) =>
        executor.run(taskOf({ does: 'echo' }, i), listeningPort(), quiet()),
      );
      expect(
        'outcomes',
        (await Promise.all(runs)).map(lossOf),
        runs.map(() => 1),
      );
    }),
    law('an abort ends a trial that runs', async (executor) => {
      const abort = new AbortController();
      const run = executor.run(taskOf({ does: 'wait' }), listeningPort(), abort.signal);
      await pause(300);
      abort.abort();
      const ended = await Promise.race([run.then((outcome) => outcome.state), pause(10_000)]);
      expect('ended as complete', ended === 'complete' || ended === undefined, false);
    }),
    law('an abort beforehand leaves nothing running', async (executor) => {
      const abort = new AbortController();
      abort.abort();
      const run = executor.run(taskOf({ does: 'wait' }), listeningPort(), abort.signal);
      const ended = await Promise.race([run.then((outcome) => outcome.state), pause(10_000)]);
      expect('ended', ended, 'failed');
    }),
    law('closing ends what runs', async (executor) => {
      const run = executor.run(taskOf({ does: 'wait' }), listeningPort(), quiet());
      await pause(300);
      await Promise.race([executor.close(), pause(2_000)]);
      expect('outcome', await Promise.race([run.then((outcome) => outcome.state), pause(2_000)]), 'failed');
    }),
  ];
}

interface ListeningPort extends TaskPort {
  readonly reports: [step: number, score: Score][];
  readonly constraints: Record<string, number>;
  readonly attributes: Record<string, Json>;
  readonly asked: string[];
  checkpoint: string | null;
}

const ANSWERS: Readonly<Record<string, Choice>> = { x: 0.25, n: 3, c: null };

/** A port that writes down what it hears, takes a moment for each report, and rules as told. */
function listeningPort(rule: (step: number) => Verdict = () => 'continue'): ListeningPort {
  const port: ListeningPort = {
    reports: [],
    constraints: {},
    attributes: {},
    asked: [],
    checkpoint: null,
    suggest(name) {
      port.asked.push(name);
      return ANSWERS[name]!;
    },
    async report(score, step) {
      port.reports.push([step, score]);
      await pause(2);
      return { verdict: rule(step), until: null };
    },
    setConstraint(key, value) {
      port.constraints[key] = value;
    },
    setAttribute(key, value) {
      port.attributes[key] = value;
    },
    setCheckpoint(reference) {
      port.checkpoint = reference;
    },
  };
  return port;
}

function taskOf(params: Task['params'], number = 7): Task {
  return {
    study: 'the/study',
    studyId: '5b0c',
    number,
    objectives: [{ name: 'loss', direction: 'minimize' }],
    params,
    until: null,
    resume: null,
  };
}

/** The loss of a completed trial, given by name or alone; otherwise how it ended instead. */
function lossOf(outcome: Outcome): unknown {
  if (outcome.state === 'failed') return outcome.error.message;
  if (outcome.state === 'pruned') return outcome.state;
  return typeof outcome.score === 'number' ? outcome.score : (outcome.score as Readonly<Record<string, number>>).loss;
}

/** JSON with keys in order, NaN and infinities by name. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function quiet(): AbortSignal {
  return new AbortController().signal;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
