import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { TRIALS } from '../../node/executors/trial-folder.ts';
import { openStorage } from '../../node/open-storage.ts';
import type { RunningServer } from '../../node/serving/serve.ts';
import type { ServedPlace } from '../../node/serving/ports.ts';
import type { OidcSettings } from '../../server/ports.ts';
import type { Programs } from '../../server/programs.ts';
import { type PlaceOptions, print, withPlace } from '../place.ts';
import { failureText } from '../failure.ts';
import { servedPlace, version } from '../served.ts';
import { duration } from '../text.ts';

/** `vernier serve`. */
export function define(program: Command): void {
  withPlace(program.command('serve').description('serve the studies of a storage over HTTP'))
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('-p, --port <port>', 'the port; 0 = any free one', '8642')
    .option('--cert <file>', 'a certificate (PEM), for https')
    .option('--key <file>', 'its key (PEM)')
    .option('--name <names...>', 'names that the server is reached by, such as tune.example.org')
    .option('--behind-proxy', 'a proxy on this machine stands in front, and does the TLS')
    .option('--oidc <file>', 'lets people log in by a provider of OpenID Connect; the file says which, and whom')
    .option('--trials <folder>', 'where the folders of trials lie: their logs and artifacts', TRIALS)
    .option('--optuna-artifacts <folder>', "the folder of Optuna's FileSystemArtifactStore, where there is one")
    .option('--allow-run <folders...>', 'whoever has the right `run` may start programs that lie in these folders')
    .option('--most-runs <count>', 'so many of them may run at once (default: 8)')
    .option('--open-to-everyone', 'let anybody in who can reach the address, to see and to change')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier serve\n  vernier serve --storage sqlite:team.db --port 0\n  vernier serve --host 0.0.0.0 --cert cert.pem --key key.pem --name tune.example.org',
    )
    .action(serve);
}

interface Options extends PlaceOptions {
  readonly host: string;
  readonly port: string;
  readonly cert?: string;
  readonly key?: string;
  readonly name?: readonly string[];
  readonly behindProxy?: boolean;
  readonly oidc?: string;
  readonly openToEveryone?: boolean;
  readonly allowRun?: readonly string[];
  readonly mostRuns?: string;
  readonly trials: string;
  readonly optunaArtifacts?: string;
}

async function serve(options: Options): Promise<void> {
  const port = Number(options.port);
  if (!/^\d+$/.test(options.port) || port > 65_535)
    throw new VernierError('config-invalid', `--port is "${options.port}"; expected a number from 0 to 65535.`);
  const odd = options.name?.find((name) => !/^[a-z0-9._-]+$/i.test(name));
  if (odd !== undefined)
    throw new VernierError('config-invalid', `--name is "${odd}"; expected a name of a host, without port and path.`, {
      hint: 'Write it as in tune.example.org.',
    });
  if ((options.cert === undefined) !== (options.key === undefined))
    throw new VernierError('config-invalid', '--cert and --key belong together.');
  if (options.mostRuns !== undefined && options.allowRun === undefined)
    throw new VernierError('config-invalid', '--most-runs is given, and no program may be started.', {
      hint: 'Name the folders of programs, too: --allow-run FOLDER',
    });
  const { isLoopback, startServer } = await import('../../node/serving/serve.ts');
  const { serverPorts } = await import('../../node/serving/ports.ts');
  const programs = options.allowRun === undefined ? null : await programsIn(options.allowRun, options);
  const place = { ...servedPlace(options.storage, options.trials, options.optunaArtifacts ?? null), programs };
  const isLocal = isLoopback(options.host) && options.behindProxy !== true;
  const oidc = options.oidc === undefined ? null : await oidcOf(options.oidc);
  if (!isLocal && oidc === null) checkAccess(place, options);
  await checkStorage(options.storage);

  let server: RunningServer | null = null;
  const sayJson = (link: string | null) =>
    process.stdout.write(`${JSON.stringify({ url: server!.url, link, pid: process.pid })}\n`);
  const sayLink = () => {
    const link = server!.newOwnerLink();
    if (options.json === true) sayJson(link);
    else print([`  open ${link}`, '  (works once; the next one is printed when it is used)']);
  };
  const log = {
    ownerCame: sayLink,
    failed: (error: unknown) => process.stderr.write(`${failureText(error)}\n`),
  };
  server = await startServer(
    serverPorts(place, version()),
    {
      access: options.openToEveryone === true ? 'everyone' : 'tokens',
      ...(oidc === null ? {} : { oidc }),
      names: (options.name ?? []).map((name) => name.toLowerCase()),
    },
    {
      host: options.host,
      port,
      tls: options.cert === undefined ? null : { cert: options.cert, key: options.key! },
      behindProxy: options.behindProxy === true,
    },
    log,
  );
  // Before anything is told: who has read the address may stop it.
  const stopped = untilStopped(server);
  const began = Date.now();
  if (options.json !== true) print([`Serving ${options.storage} on ${server.url}`]);
  if (isLocal) sayLink();
  else if (options.json === true) sayJson(null);
  if (options.json !== true) for (const line of cautions(options, isLocal)) print([line]);
  await stopped;
  if (options.json !== true)
    print([`Stopped serving ${options.storage}, after ${duration((Date.now() - began) / 1000)}.`]);
}

async function programsIn(folders: readonly string[], { storage, mostRuns }: Options): Promise<Programs> {
  const most = mostRuns === undefined ? null : Number(mostRuns);
  if (most !== null && !(Number.isInteger(most) && most >= 1))
    throw new VernierError('config-invalid', `--most-runs is "${mostRuns}"; expected a whole number of at least 1.`);
  const { allowedFolders, startsRuns } = await import('../../node/serving/runs.ts');
  const place = { folders: allowedFolders(folders), storage, cwd: process.cwd() };
  return startsRuns(most === null ? place : { ...place, most });
}

async function oidcOf(file: string): Promise<OidcSettings> {
  const { readOidc } = await import('../../node/serving/oidc.ts');
  return readOidc(file, process.env);
}

/** Whoever is not on this machine has to say who they are. @throws `config-invalid` */
function checkAccess({ tokens, users }: ServedPlace, { host, openToEveryone }: Options): void {
  if (openToEveryone === true) return;
  const now = Date.now();
  const isOfUse = tokens
    .list()
    .some(({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now));
  if (isOfUse || users.list().length > 0) return;
  throw new VernierError(
    'config-invalid',
    `Others can reach ${host}, and there is nobody who could say who they are.`,
    {
      hint: 'Name people (vernier user add NAME), make a token (vernier token create NAME), or use a provider (--oidc FILE). To let anybody in who can reach the address, to see and to change: --open-to-everyone',
    },
  );
}

/** What cannot be opened at all is said now, not to the first visitor. */
async function checkStorage(address: string): Promise<void> {
  const storage = openStorage(address, { create: false });
  try {
    await storage.listStudies();
  } finally {
    await storage.close();
  }
}

function cautions({ openToEveryone, cert, behindProxy }: Options, isLocal: boolean): readonly string[] {
  return [
    ...(openToEveryone === true ? ['Anybody who can reach this address may see and change all studies.'] : []),
    ...(isLocal || cert !== undefined || behindProxy === true
      ? []
      : ['Without TLS, tokens and passwords can be read on the way: give --cert and --key, or use a proxy.']),
  ];
}

/** Waits for Ctrl-C or SIGTERM; the second one ends at once. SIGHUP reads the certificate again. */
async function untilStopped(server: RunningServer): Promise<void> {
  process.on('SIGHUP', () => {
    try {
      server.renew();
    } catch (error) {
      process.stderr.write(`${failureText(error)}\n`);
    }
  });
  await new Promise<void>((resolve) => {
    let isAsked = false;
    const asked = () => {
      if (isAsked) process.exit(130);
      isAsked = true;
      resolve();
    };
    process.on('SIGINT', asked);
    process.on('SIGTERM', asked);
  });
  await server.stop();
}
