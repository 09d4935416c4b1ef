import { entriesOf, pairedEntries } from '../harness/entries.ts';
import { BUDGETS } from '../harness/group-table.ts';
import { claims, type Entry, geometricMeans, meanRanks, pairwise } from '../harness/statistics.ts';
import type { Row } from '../measurement.ts';
import { recordedPeers } from '../peers/recorded.ts';
import { recordedEntries } from '../peers/recorded-entries.ts';
import { suite } from '../tasks/catalog.ts';
import { field, measured } from './auto.ts';

const SEEDS = 20;
const LIMITS = [0.035, 0.004, 0.001, 0.0004] as const;
/** A recorded peer with fewer tasks in a group says nothing about the group. */
const FEWEST_TASKS = 2;

/** The default on the tasks that it was developed on: a guard, no claim. */
export const autoDev: Row = {
  id: 'auto-dev',
  what: `auto on the 25 development tasks × ${SEEDS} seeds: geometric mean regret at 100 trials; limits ${LIMITS.join(', ')} at ${BUDGETS.join(', ')}, the lowest mean rank, and below every recorded peer in each group at 50 and 100`,
  unit: 'regret',
  limit: { atMost: LIMITS[2] },
  measure: (options) =>
    measured(1, async () => {
      const tasks = suite('dev');
      const { ours, peers, runs, seeds, failures } = await field({ tasks, seeds: SEEDS, trials: 200 }, options);
      const entries = entriesOf(ours, tasks, seeds, runs, BUDGETS);
      const found = geometricMeans(entries, BUDGETS.length);
      const paired = pairedEntries([ours, ...peers], tasks, seeds, runs, BUDGETS);
      const names = ['auto', ...peers.map(({ label }) => label)];
      const ranks = BUDGETS.map((trials, b) => ({
        trials,
        ranks: Object.fromEntries(meanRanks(paired, b).map((rank, o) => [names[o]!, rank])),
      }));
      const groups = againstRecorded(entries);
      const atLast = new Map(peers.map(({ label }, o) => [label, pairwise(paired[0]!, paired[o + 1]!, 2)]));
      const holds =
        failures === 0 &&
        found.every((regret, b) => regret <= LIMITS[b]!) &&
        ranks.every(({ ranks: of }) => names.every((name) => of['auto']!.value <= of[name]!.value)) &&
        groups.every(({ below }) => below);
      return {
        value: found[2]!,
        holds,
        peers: peers.map(({ label }, o) => ({ name: label, value: geometricMeans(paired[o + 1]!, 4)[2]! })),
        detail: {
          regrets: found,
          ranks,
          groups: groups.filter(({ below }) => !below),
          at100: Object.fromEntries(atLast),
          claims: claims(atLast),
          failures,
        },
      };
    }),
};

/** By group, budget and recorded peer: our regret and theirs on the tasks that they ran. */
function againstRecorded(ours: readonly Entry[]) {
  return [50, 100].flatMap((trials) =>
    Object.keys(recordedPeers()).flatMap((peer) => {
      const theirs = recordedEntries(peer, [trials]);
      return [...new Set(theirs.map(({ group }) => group))].flatMap((group) => {
        const members = theirs.filter((entry) => entry.group === group);
        if (members.length < FEWEST_TASKS) return [];
        const same = ours.filter(({ task }) => members.some((entry) => entry.task === task));
        const [b] = [BUDGETS.indexOf(trials as (typeof BUDGETS)[number])];
        const regret = geometricMeans(same, BUDGETS.length)[b]!;
        const [peerRegret] = geometricMeans(members, 1);
        return [{ group, trials, peer, tasks: members.length, regret, peerRegret, below: regret < peerRegret! }];
      });
    }),
  );
}
