import fc from 'fast-check';
import type { Storage } from '../storage/storage.ts';
import { examine, type Law, type Runner, type Skip } from './runner.ts';
import { CHANGE_LAWS } from './storage-change-laws.ts';
import { MAKING_LAWS } from './storage-making-laws.ts';
import { agreesWithMemory } from './storage-model.ts';

/** A storage to be examined. */
export interface StorageCandidate {
  readonly name: string;
  /** Opens the same place again each time within one law; clients of one process may get one object. */
  open(): Promise<Storage>;
  /** Makes the place empty; called before each law. */
  reset(): Promise<void>;
  readonly skip?: readonly Skip[];
}

/**
 * The exam of every storage, for any test runner: each law with concurrent calls on one client, and with two clients.
 *
 * @example
 * storageContract({ name: 'mine', open: async () => mine(path), reset: async () => rm(path) }, { test, fail });
 */
export function storageContract(candidate: StorageCandidate, runner: Runner): void {
  const laws: Law[] = [];
  for (const clients of [1, 2])
    for (const [says, law] of Object.entries({ ...MAKING_LAWS, ...CHANGE_LAWS }))
      laws.push({
        says: `${says} (${clients === 1 ? 'one client' : 'two clients'})`,
        holds: () => withClients(candidate, clients, ([a, b]) => law({ a: a!, b: b ?? a! })),
      });
  laws.push({
    says: 'any sequence of calls does what it does in memory',
    holds: () =>
      fc.assert(
        fc.asyncProperty(agreesWithMemory.stories, (story) =>
          withClients(candidate, 2, (clients) => agreesWithMemory.holds(clients, story)),
        ),
        { numRuns: 40 },
      ),
  });
  examine(candidate.name, laws, candidate.skip ?? [], runner);
}

async function withClients(
  candidate: StorageCandidate,
  count: number,
  body: (clients: readonly Storage[]) => Promise<void>,
): Promise<void> {
  await candidate.reset();
  const clients: Storage[] = [];
  for (let i = 0; i < count; i++) clients.push(await candidate.open());
  try {
    await body(clients);
  } finally {
    for (const client of new Set(clients)) await client.close();
  }
}
