// Makes bench/data/peers.json.gz from the measured runs of other optimisers:  node bench/data/make/peers.mjs peers.json
//
// Of each run only the improvements are kept: [trial, value, trial, value …], trials from 1. By peer, then problem.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const { machine, runs } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const peers = {};
for (const { peer, version, problem, seed, askMs, values } of runs) {
  const of = (peers[peer] ??= { version, problems: {} });
  const improvements = [];
  let best = Number.POSITIVE_INFINITY;
  values.forEach((value, i) => {
    if (value >= best) return;
    best = value;
    improvements.push(i + 1, value);
  });
  (of.problems[problem] ??= []).push({ seed, trials: values.length, askMs, improvements });
}
writeFileSync(new URL('../peers.json.gz', import.meta.url), gzipSync(JSON.stringify({ machine, peers }), { level: 9 }));
