import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { VernierError } from '../errors.ts';
import { TRIALS } from '../node/executors/trial-folder.ts';
import { openStorage } from '../node/open-storage.ts';
import { DASHBOARD } from '../node/serving/assets.ts';
import type { ServedPlace } from '../node/serving/ports.ts';
import { TokenFile } from '../node/serving/tokens.ts';
import { UserFile } from '../node/serving/users.ts';
import { besideStorage, databaseOf } from './place.ts';

/**
 * What a server needs of the storage of an address, and of the files beside it.
 *
 * @param trials  where the folders of trials lie
 * @param optunaArtifacts  where Optuna's store of artifacts lies; null = there is none
 */
export function servedPlace(address: string, trials = TRIALS, optunaArtifacts: string | null = null): ServedPlace {
  return {
    open: () => openStorage(address, { create: false }),
    database: databaseOf(address),
    tokens: new TokenFile(besideStorage(address, 'tokens.json')),
    users: new UserFile(besideStorage(address, 'users.json')),
    audit: besideStorage(address, 'audit.jsonl'),
    dashboard: DASHBOARD,
    trials: resolve(trials),
    optunaArtifacts,
  };
}

/** The version of the package. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/**
 * Serves the storage that a run writes to, on this machine, as long as it runs.
 *
 * @param say told the link that lets its bearer in
 * @throws `config-invalid` for a storage that no second reader can open
 */
export async function serveRun(address: string, say: (link: string) => void): Promise<{ close(): Promise<void> }> {
  if (databaseOf(address) === null)
    throw new VernierError('config-invalid', `--ui shows what is kept in a file, and "${address}" is none.`, {
      hint: 'Keep the study in a file: --storage sqlite:vernier.db',
    });
  const { startServer } = await import('../node/serving/serve.ts');
  const { serverPorts } = await import('../node/serving/ports.ts');
  const server = await startServer(
    serverPorts(servedPlace(address), version()),
    { access: 'tokens' },
    { host: '127.0.0.1', port: 0, tls: null, behindProxy: false },
    { ownerCame: () => undefined, failed: () => undefined }, // the screen belongs to the run
  );
  say(server.newOwnerLink());
  return { close: () => server.stop() };
}
