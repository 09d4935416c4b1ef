// The report page from the runs that are there:  npm run bench page -- --out bench/results/quality.html
// `npm run bench quality` makes it after its rows. --sampler tpe shows another sampler than `auto`; --seeds 1..20.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname } from 'node:path';
import { buildOf } from './harness/builds.ts';
import { numbersOf, optionsFrom } from './harness/command-line.ts';
import { pageOf, type Section } from './harness/page.ts';
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
  const options = optionsFrom(words, { sampler: 'auto', seeds: '1..20', out: 'bench/results/quality.html' });
  const seeds = numbersOf(options.seeds);
  const ours: Optimiser = { kind: 'ours', ...(await buildOf(options.sampler)) };
  const sections: Section[] = [];
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
    for (const optimiser of everybody) console.log(`${name}: ${there(optimiser)} of ${all} runs of ${optimiser.label}`);
    if (shown[0] === ours) sections.push({ ...rest, optimisers: shown, tasks, seeds, trials, runs });
  }
  if (sections.length === 0)
    throw new Error(`No suite has all runs of ${options.sampler}: npm run bench quality makes them.`);
  const facts = {
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.versions.node}`,
    trials: 'each lasts 60 s of virtual time; one search runs on one core',
    peers: 'their defaults; versions in bench/peers/requirements.txt',
  };
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, pageOf(facts, sections));
  console.log(`Written to ${options.out}.`);
}
