import type { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { VernierError } from '../../errors.ts';
import { secondsOf } from '../../config/units.ts';
import { randomText, sha256 } from '../../node/serving/ports.ts';
import { TokenFile } from '../../node/serving/tokens.ts';
import { newToken } from '../../server/access/access.ts';
import type { TokenRecord } from '../../server/ports.ts';
import type { Scope } from '../../server/access/principal.ts';
import { ID, idOf } from '../../study/opening/setup.ts';
import { besideStorage, findStudy, inStorage, type PlaceOptions, print, printJson, withPlace } from '../place.ts';
import { scopesOf } from '../scopes.ts';
import { safe, table } from '../text.ts';

/** `vernier token`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('token')
      .description('make, list and revoke tokens for vernier serve')
      .argument('<action>', 'create, list or revoke')
      .argument('[name]', 'create: who gets it; revoke: its id, as list shows it'),
  )
    .option('--scope <scopes>', 'what it allows: read, write, run, admin, joined by commas', 'read')
    .option('--expires <length>', 'how long it is of use: 12h, 30d', '90d')
    .option('--study <study>', 'shows this study alone, to read: a share link')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier token create ci --scope read,write --expires 30d\n  vernier token create "for Ada" --study digits\n  vernier token list\n  vernier token revoke 1f2e3d4c',
    )
    .action(token);
}

interface Options extends PlaceOptions {
  readonly scope: string;
  readonly expires: string;
  readonly study?: string;
}

async function token(action: string, name: string | undefined, options: Options): Promise<void> {
  const file = new TokenFile(besideStorage(options.storage, 'tokens.json'));
  if (action === 'list') return list(file, options);
  if (action === 'create') return create(file, name, options);
  if (action === 'revoke') return revoke(file, name, options);
  throw new VernierError('config-invalid', `"${action}" is nothing that can be done with a token.`, {
    hint: 'Expected create, list or revoke.',
  });
}

async function create(file: TokenFile, name: string | undefined, options: Options): Promise<void> {
  if (name === undefined || name.trim() === '')
    throw new VernierError('config-invalid', 'Who gets the token?', { hint: 'vernier token create NAME' });
  const scopes = rightsOf(options);
  const seconds = secondsOf(options.expires);
  if (seconds === null || !(seconds > 0))
    throw new VernierError('config-invalid', `--expires is "${options.expires}"; expected a length of time.`, {
      hint: 'Write a number with m, h or d: 12h, 30d.',
    });
  const study = options.study === undefined ? null : await shared(options.storage, options.study);
  const now = Date.now();
  const made = newToken(
    { randomText, sha256 },
    {
      id: randomBytes(4).toString('hex'),
      name,
      scopes,
      study,
      createdAt: now,
      expiresAt: now + 1000 * seconds,
    },
  );
  file.change((tokens) => [...tokens, made.record]);
  const until = new Date(made.record.expiresAt!).toISOString();
  if (options.json === true)
    return printJson({ id: made.record.id, token: made.token, scopes, study, expiresAt: until });
  print([
    made.token,
    '',
    `It is shown this once. It allows ${scopes.join(', ')}${study === null ? '' : ' of one study'}, until ${until}.`,
    study === null
      ? 'Programs send it as "Authorization: Bearer TOKEN"; people open ADDRESS/enter?token=TOKEN.'
      : 'The link to share: ADDRESS/enter?token=TOKEN',
  ]);
}

/** The id of a study to share. One that Optuna made gets one: its number may come to be another study's. @throws `study-missing` */
function shared(address: string, name: string): Promise<string> {
  return inStorage(address, 'write', async (storage) => {
    const record = await findStudy(storage, name);
    if (idOf(record) !== '') return idOf(record);
    const id = crypto.randomUUID();
    await storage.setStudyAttribute(record.id, 'system', ID, id);
    return id;
  });
}

/** @throws `config-invalid` */
function rightsOf({ scope, study }: Options): readonly Scope[] {
  const scopes = scopesOf(scope);
  if (study !== undefined && scopes.length > 1)
    throw new VernierError('config-invalid', 'A token for one study is to read alone.', { hint: 'Leave --scope out.' });
  return scopes;
}

function list(file: TokenFile, options: Options): void {
  const tokens = file.list();
  if (options.json === true)
    return printJson(tokens.map(({ hash: _, ...rest }) => ({ ...rest, state: stateOf(rest) })));
  if (tokens.length === 0) return print(['No tokens. Make one: vernier token create NAME']);
  print(
    table(
      [
        ['id', 'who', 'allows', 'state', 'until'],
        ...tokens.map((record) => [
          record.id,
          safe(record.name),
          record.scopes.join(',') + (record.study === null ? '' : ' (one study)'),
          stateOf(record),
          record.expiresAt === null ? '' : new Date(record.expiresAt).toISOString(),
        ]),
      ],
      [],
    ),
  );
}

function stateOf({ revokedAt, expiresAt }: Pick<TokenRecord, 'revokedAt' | 'expiresAt'>): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= Date.now() ? 'expired' : 'of use';
}

function revoke(file: TokenFile, id: string | undefined, options: Options): void {
  if (!file.list().some((record) => record.id === id))
    throw new VernierError('config-invalid', `There is no token ${JSON.stringify(id ?? '')}.`, {
      hint: 'See them all: vernier token list',
    });
  file.change((tokens) =>
    tokens.map((record) => (record.id === id ? { ...record, revokedAt: record.revokedAt ?? Date.now() } : record)),
  );
  if (options.json === true) printJson({ revoked: id });
  else print([`Token ${id} is revoked; a server that runs refuses it from now on.`]);
}
