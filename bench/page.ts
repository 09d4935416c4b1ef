// The report page from the runs that are there:  npm run bench page -- --out bench/results/quality.html
// `npm run bench quality` makes it after its rows. --sampler tpe shows another sampler than `auto`; --seeds 1..20;
// --rows FILE adds the verdicts of rows, as `npm run bench … -- --json FILE` wrote them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import { buildOf } from './harness/builds.ts';
import { numbersOf, optionsFrom } from './harness/command-line.ts';
import { pageOf, type Section, type Verdict } from './harness/page.ts';
import { type Optimiser, peerOf, runsOf } from './harness/runs.ts';
import { PEER_NAMES } from './peers/partner.ts';
import { suite } from './tasks/catalog.ts';

const SUITES = [
  {
    name: 'report',
    title: 'Tasks that nothing was tuned on',
    says: 'The frozen list: what claims rest on.',
    trials: 200,
  },
  {
    name: 'dev',
    title: 'Development tasks',
    says: 'Defaults were chosen on these tasks, on other seeds: no ground for claims.',
    trials: 200,
  },
  { name: 'conditional', title: 'Spaces with branches', says: 'Where a branch has to be chosen first.', trials: 100 },
] as const;

await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

async function main(words: readonly string[]): Promise<void> {
  const options = optionsFrom(words, { sampler: 'auto', seeds: '1..20', out: 'bench/results/quality.html', rows: '' });
  const seeds = numbersOf(options.seeds);
  const ours: Optimiser = { kind: 'ours', ...(await buildOf(options.sampler)) };
  const sections: Section[] = [];
  const missing: string[] = [];
  for (const { name, trials, ...rest } of SUITES) {
    const tasks = suite(name);
    const plans = seeds.map((seed) => ({ seed, trials }));
    const everybody: readonly Optimiser[] = [ours, ...PEER_NAMES.map(peerOf)];
    const runs = await runsOf(everybody, tasks, plans, 0);
    const there = (optimiser: Optimiser): number =>
      tasks.flatMap((task) => seeds.filter((seed) => runs.find(optimiser, task.name, seed) !== null)).length;
    const all = tasks.length * seeds.length;
    // A peer may have lost a few runs (Nevergrad hangs now and then); one that lacks many is not shown.
    const shown = everybody.filter((optimiser) => there(optimiser) >= 0.9 * all);
    for (const optimiser of everybody) {
      const found = `${there(optimiser)} of ${all} runs of ${optimiser.label}`;
      console.log(`${name}: ${found}`);
      if (optimiser === ours && shown[0] !== ours) missing.push(`${rest.title}, where there are ${found}.`);
      else if (shown[0] === ours && !shown.includes(optimiser))
        missing.push(`${optimiser.label} on "${rest.title}", where there are ${found}.`);
    }
    if (shown[0] === ours) sections.push({ ...rest, optimisers: shown, tasks, seeds, trials, runs });
  }
  if (sections.length === 0)
    throw new Error(`No suite has all runs of ${options.sampler}: npm run bench quality makes them.`);
  const facts = {
    sampler: `${options.sampler}, code ${ours.hash}`,
    commit: commitOf(options.sampler),
    'page made': `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.versions.node}`,
    trials: 'each lasts 60 s of virtual time; one search runs on one core',
    peers: 'their defaults; versions in bench/peers/requirements.txt',
  };
  mkdirSync(dirname(options.out), { recursive: true });
  const verdicts =
    options.rows === '' ? [] : (JSON.parse(readFileSync(options.rows, 'utf8')) as { rows: Verdict[] }).rows;
  writeFileSync(options.out, pageOf(facts, sections, missing, verdicts));
  console.log(`Written to ${options.out}.`);
}

/** The commit of the sampler that is shown; `+` where the work tree differs from it. */
function commitOf(sampler: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const [, revision] = /@(.+)$/.exec(sampler) ?? [];
  const commit = git('rev-parse', '--short', revision ?? 'HEAD');
  return revision === undefined && git('status', '--porcelain', '--', 'src', 'bench') !== '' ? `${commit}+` : commit;
}
