import { isVernierError } from '../errors.ts';
import type { Problem } from '../history/problem.ts';
import { History } from '../history/history.ts';
import type { Change, Direction } from '../history/record.ts';
import { random } from '../math/random.ts';
import type { Proposal, Sampler } from '../samplers/sampler.ts';
import { categorical, contains, type Distribution, float, int, ordinal } from '../space/distribution.ts';
import { toUnit } from '../space/encode.ts';
import { satisfies } from '../space/feasible.ts';
import { isActive, type SearchSpace } from '../space/nodes.ts';
import { problemOf, SPACES, TRIALS } from './sampler-problems.ts';
import { check, examine, type Law, type Runner, type Skip, same } from './runner.ts';
import { proposedAfter, type Simulation, type SimulationOptions, simulate, trialStream } from './simulate.ts';

/** A sampler that sits the exam. */
export interface SamplerCandidate {
  readonly name: string;
  create(): Sampler;
  /** It looks at nothing but the trial's number: any number of workers must make the same trials. */
  readonly byNumber?: boolean;
  /** Without branches it looks at the order of losses alone: increasing transforms of the objective must change nothing. */
  readonly byRank?: boolean;
  readonly skip?: readonly Skip[];
}

/** The laws that every sampler keeps, on spaces of every kind; those that it refuses must be refused with advice. */
export function samplerContract(candidate: SamplerCandidate, runner: Runner): void {
  examine(candidate.name, laws(candidate), candidate.skip ?? [], runner);
}

function laws({ create, byNumber, byRank }: SamplerCandidate): readonly Law[] {
  const accepted = Object.keys(SPACES).filter((kind) => refusal(create(), problemOf(kind)) === null);
  const onEach = (says: string, body: Body): Law[] => accepted.map((kind) => law(kind, create, says, body));
  const mixed = ['mixed', 'finite', 'constraints'].find((kind) => accepted.includes(kind)) ?? 'numbers';
  const onMixed = (says: string, body: Body): Law => law(mixed, create, says, body);
  return [
    {
      says: 'finite spaces are accepted, and refusals name samplers that can',
      holds: async () => checkRefusals(create()),
    },
    ...onEach('proposals keep to the space, whole and with its constraints', checkDomain),
    ...onEach('a fresh run with the same history proposes the same, whatever the pieces it comes in', checkPurity),
    onMixed('the same seed makes the same trials', checkSeed),
    onMixed('maximising f is minimising -f', checkDirection),
    onMixed('renaming parameters changes nothing', checkNames),
    onMixed('asking twice, or for others in between, changes nothing', checkAsking),
    onMixed('trials proposed together are as many as asked, and within the space', checkBatch),
    {
      says: 'a parameter that no space declares is drawn from its distribution',
      holds: async () => checkSuggest(create()),
    },
    ...(create().traits.objectives === 'many'
      ? [onMixed('several objectives and outcome constraints are taken', checkSeveral)]
      : []),
    onMixed('failed, pruned, endless and senseless trials are taken', checkAccidents),
    onMixed('trials that were taken back count no more', checkRemoved),
    ...(byRank === true && accepted.includes('numbers')
      ? [law('numbers', create, 'an increasing transform of the objective changes nothing', checkTransform)]
      : []),
    ...(byNumber === true ? [onMixed('any number of workers make the same trials', checkWorkers)] : []),
  ];
}

type Body = (sampler: Sampler, problem: Problem, kind: string) => Promise<void>;

function law(kind: string, create: () => Sampler, says: string, body: Body): Law {
  return { says: `${says} (${kind})`, holds: () => body(create(), problemOf(kind), kind) };
}

/** A valley in the unit cube; inactive parameters are worth something too, so that branches differ. */
function valley(searched: SearchSpace, sign = 1): SimulationOptions['objective'] {
  return (values) => {
    let sum = 0;
    searched.nodes.forEach(({ distribution }, i) => {
      const unit = Number.isNaN(values[i]!) ? 0.1 * (i % 3) : toUnit(distribution, values[i]!);
      sum += (unit - 0.2 - 0.05 * (i % 7)) ** 2;
    });
    return [sign * sum];
  };
}

function run(sampler: Sampler, problem: Problem, options: Partial<SimulationOptions> = {}): Promise<Simulation> {
  return simulate(sampler, problem, { trials: TRIALS, objective: valley(problem.space!), ...options });
}

function refusal(sampler: Sampler, problem: Problem): unknown {
  try {
    sampler.start(problem);
    return null;
  } catch (error) {
    return error;
  }
}

async function checkRefusals(sampler: Sampler): Promise<void> {
  if (sampler.traits.conditional)
    check(
      refusal(sampler, problemOf('finite')) === null,
      'A finite space of numbers, branches, subsets and orderings is refused.',
    );
  for (const kind of Object.keys(SPACES)) {
    const error = refusal(sampler, problemOf(kind));
    if (error === null) continue;
    check(
      isVernierError(error) && error.code === 'space-unsupported',
      `"${kind}" is refused with ${String(error)}; expected space-unsupported.`,
    );
    const names = ['random', 'quasiRandom', 'tpe'].filter((name) => `${error.message} ${error.hint}`.includes(name));
    check(names.length > 0, `"${kind}" is refused without the samplers that can: ${error.message}`);
  }
}

const checkDomain: Body = async (sampler, problem) => {
  const { values, proposals } = await run(sampler, problem, { workers: 3 }); // throws where a value leaves its distribution
  const searched = problem.space!;
  check(values.length > 0, 'Nothing was proposed.');
  const different = new Set(values.map((row) => row.join()));
  check(
    values.length === TRIALS || different.size === values.length,
    `Exhausted after ${values.length} trials, with repeats.`,
  );
  values.forEach((row, trial) => {
    check(satisfies(searched, row), `Trial ${trial} breaks a constraint: ${row.join()}`);
    if (!sampler.traits.joint) return;
    searched.nodes.forEach(({ name }, i) =>
      check(
        !isActive(searched, row, i) || proposals[trial]!.proposal.params.has(name),
        `Trial ${trial} leaves "${name}" open.`,
      ),
    );
  });
};

const checkPurity: Body = async (sampler, problem) => {
  const { events, proposals } = await run(sampler, problem, { workers: 4 });
  for (const trial of [0, proposals.length >> 1, proposals.length - 1]) {
    const expected = proposals[trial]!;
    for (const pieces of ['one', 'each', 'reset'] as const) {
      const found = await proposedAfter(sampler, problem, events.slice(0, expected.events), trial, pieces);
      sameProposal(
        `trial ${trial}, history in ${pieces === 'each' ? 'many pieces' : pieces === 'one' ? 'one piece' : 'one piece after a reset'}`,
        found,
        expected.proposal,
      );
    }
  }
};

function sameProposal(what: string, found: Proposal | undefined, expected: Proposal): void {
  same(what, found === undefined ? null : byName(found), byName(expected));
}

const byName = ({ params, notes, from }: Proposal) => ({
  params: [...params].sort(),
  notes: notes ?? null,
  from: from ?? null,
});

const checkSeed: Body = async (sampler, problem) => {
  const first = await run(sampler, problem, { workers: 3 });
  same('values', (await run(sampler, problem, { workers: 3 })).values, first.values);
};

const checkDirection: Body = async (sampler, problem) => {
  const objectives = (direction: Direction) => [{ name: 'value', direction }];
  const low = await run(sampler, { ...problem, objectives: objectives('minimize') });
  const high = await run(
    sampler,
    { ...problem, objectives: objectives('maximize') },
    { objective: valley(problem.space!, -1) },
  );
  same('values', high.values, low.values);
};

const checkNames: Body = async (sampler, problem, kind) => {
  const renamed = problemOf(kind, {}, (name) => `${'zyxwvu'[name.length % 6]}${name}`);
  same('values', (await run(sampler, renamed)).values, (await run(sampler, problem)).values);
};

const checkAsking: Body = async (sampler, problem) => {
  const { history } = await run(sampler, problem, { trials: 20 });
  const started = await sampler.start(problem);
  started.observe(history, { rows: Int32Array.from({ length: history.size }, (_, row) => row), reset: false });
  const ask = async (trial: number) => (await started.propose([trial], trialStream(problem, trial)))[0]!;
  const first = await ask(20);
  await ask(21);
  started.suggest(22, 'other', float(0, 1), random(1));
  sameProposal('the second answer', await ask(20), first);
};

const checkBatch: Body = async (sampler, problem) => {
  const { history } = await run(sampler, problem, { trials: 20 });
  const started = await sampler.start(problem);
  started.observe(history, { rows: Int32Array.from({ length: history.size }, (_, row) => row), reset: false });
  const proposals = await started.propose([20, 21, 22], trialStream(problem, 20));
  same('proposals', proposals.length, 3);
  for (const { params } of proposals)
    for (const { name, distribution } of problem.space!.nodes) {
      const value = params.get(name);
      check(
        value === undefined || contains(distribution, value) || hasTwin(problem.space!, name),
        `${name} = ${value} leaves its distribution.`,
      );
    }
};

const hasTwin = (searched: SearchSpace, name: string): boolean =>
  searched.nodes.filter((node) => node.name === name).length > 1;

const checkWorkers: Body = async (sampler, problem) => {
  const one = await run(sampler, problem, { workers: 1 });
  const many = await run(sampler, problem, { workers: 16 });
  same('values', many.values, one.values);
};

const checkTransform: Body = async (sampler, problem) => {
  const objective = valley(problem.space!);
  const plain = await run(sampler, problem);
  const bent = await run(sampler, problem, {
    objective: (values, trial) => [Math.exp(3 * objective(values, trial)[0]!) - 7],
  });
  same('values', bent.values, plain.values);
};

/** Every third trial goes wrong in a way of its own. */
const ACCIDENTS: Partial<SimulationOptions> = {
  workers: 3,
  ends: (trial) => (trial % 9 === 2 ? 'failed' : trial % 9 === 5 ? 'pruned' : 'complete'),
};
const SENSELESS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const checkAccidents: Body = async (sampler, problem) => {
  const objective = valley(problem.space!);
  const { values, events, proposals } = await run(sampler, problem, {
    ...ACCIDENTS,
    objective: (row, trial) => (trial % 9 === 8 ? [SENSELESS[((trial - 8) / 9) % 3]!] : objective(row, trial)),
  });
  for (const row of values) check(satisfies(problem.space!, row), `A constraint is broken: ${row.join()}`);
  const last = proposals.length - 1;
  const found = await proposedAfter(sampler, problem, events.slice(0, proposals[last]!.events), last, 'one');
  sameProposal('the last proposal, in one piece', found, proposals[last]!.proposal);
};

const checkRemoved: Body = async (sampler, problem) => {
  const { events, history, proposals } = await run(sampler, problem, { trials: 24 });
  const started = await sampler.start(problem);
  const own = new History(problem.objectives);
  started.observe(own, own.apply(events.flat()));
  const removal = [3, 11, 20].map((id): Change => ({ type: 'removed', id }));
  started.observe(own, own.apply(removal));
  const trial = history.size;
  const found = (await started.propose([trial], trialStream(problem, trial)))[0];
  const fresh = await proposedAfter(sampler, problem, [...events, removal], trial, 'one');
  check(proposals.length > 0 && fresh !== undefined, 'Nothing was proposed.');
  sameProposal('after a removal', found, fresh);
};

const checkSeveral: Body = async (sampler, problem) => {
  const several: Problem = {
    ...problem,
    objectives: [
      { name: 'loss', direction: 'minimize' },
      { name: 'speed', direction: 'maximize' },
    ],
  };
  const searched = problem.space!;
  const { values } = await run(sampler, several, {
    workers: 2,
    objective: (row) => [valley(searched)(row, 0)[0]!, toUnit(searched.nodes[0]!.distribution, row[0]!)],
    constraints: (row) => ({ size: toUnit(searched.nodes[0]!.distribution, row[0]!) - 0.5 }),
  });
  check(values.length > 0, 'Nothing was proposed.');
  for (const row of values) check(satisfies(searched, row), `A constraint of the space is broken: ${row.join()}`);
};

async function checkSuggest(sampler: Sampler): Promise<void> {
  const distributions: Distribution[] = [
    float(0, 1),
    float(1e-4, 1, { log: true }),
    float(0, 1, { step: 0.25 }),
    int(0, 9),
    int(1, 99, { log: true }),
    categorical(['a', 'b', 'c']),
    ordinal([1, 2]),
  ];
  const started = await sampler.start(problemOf(sampler.traits.conditional ? 'finite' : 'categories'));
  distributions.forEach((distribution, kind) => {
    const draw = (trial: number): number => started.suggest(trial, `free ${kind}`, distribution, random(trial));
    const drawn = Array.from({ length: 32 }, (_, trial) => draw(trial));
    for (const value of drawn) check(contains(distribution, value), `${value} leaves ${JSON.stringify(distribution)}.`);
    check(new Set(drawn).size > 1, `32 trials all have ${drawn[0]} of ${JSON.stringify(distribution)}.`);
    same(
      'drawn again',
      Array.from({ length: 32 }, (_, trial) => draw(trial)),
      drawn,
    );
  });
}
