import type { Command } from 'commander';
import { VernierError } from '../../errors.ts';
import { passwordHash } from '../../node/serving/password-hash.ts';
import { UserFile } from '../../node/serving/users.ts';
import type { UserRecord } from '../../server/ports.ts';
import { asUserName, isUserName } from '../../server/access/user-name.ts';
import { newPassword } from '../password.ts';
import { besideStorage, type PlaceOptions, print, printJson, withPlace } from '../place.ts';
import { scopesOf } from '../scopes.ts';
import { safe, table } from '../text.ts';

/** `vernier user`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('user')
      .description('name the people who may log in to vernier serve by a password')
      .argument('<action>', 'add, passwd (a new password), list or remove')
      .argument('[name]', 'whom'),
  )
    .option('--scope <scopes>', 'add: what they may do: read, write, run, admin, joined by commas', 'read')
    .addHelpText(
      'after',
      '\nThe password is asked for; scripts give it as the first line of standard input, or as VERNIER_PASSWORD.\n\nExamples:\n  vernier user add ada --scope read,write\n  vernier user passwd ada\n  vernier user list\n  vernier user remove ada',
    )
    .action(user);
}

interface Options extends PlaceOptions {
  readonly scope: string;
}

async function user(action: string, typed: string | undefined, options: Options): Promise<void> {
  const file = new UserFile(besideStorage(options.storage, 'users.json'));
  if (action === 'list') return list(file, options);
  if (action === 'add') return add(file, nameOf(typed), options);
  if (action === 'passwd') return change(file, nameOf(typed), options);
  if (action === 'remove') return remove(file, nameOf(typed), options);
  throw new VernierError('config-invalid', `"${action}" is nothing that can be done with a user.`, {
    hint: 'Expected add, passwd, list or remove.',
  });
}

function nameOf(typed: string | undefined): string {
  const name = asUserName(typed ?? '');
  if (isUserName(name)) return name;
  throw new VernierError(
    'config-invalid',
    typed === undefined ? 'Whom?' : `${JSON.stringify(typed)} is no name for a user.`,
    {
      hint: 'Up to 64 letters, digits and . _ @ + -, a letter or digit first: vernier user add ada',
    },
  );
}

async function add(file: UserFile, name: string, options: Options): Promise<void> {
  const scopes = scopesOf(options.scope);
  const isThere = () =>
    new VernierError('config-invalid', `There is a user ${name} already.`, {
      hint: `A new password: vernier user passwd ${name}. Other rights: remove, and add again.`,
    });
  if (has(file.list(), name)) throw isThere(); // said before a password is asked for
  const password = await passwordHash(await newPassword(name));
  const now = Date.now();
  file.change((users) => {
    if (has(users, name)) throw isThere();
    return [...users, { name, password, scopes, createdAt: now, changedAt: now }];
  });
  if (options.json === true) printJson({ added: name, scopes });
  else print([`${safe(name)} may ${scopes.join(', ')}: log in at ADDRESS/login.`]);
}

async function change(file: UserFile, name: string, options: Options): Promise<void> {
  if (!has(file.list(), name)) throw missing(name);
  const password = await passwordHash(await newPassword(name));
  file.change((users) => {
    if (!has(users, name)) throw missing(name);
    return users.map((one) => (one.name === name ? { ...one, password, changedAt: Date.now() } : one));
  });
  if (options.json === true) printJson({ changed: name });
  else print([`${safe(name)} has a new password. Whoever was logged in by the old one is logged out.`]);
}

function remove(file: UserFile, name: string, options: Options): void {
  file.change((users) => {
    if (!has(users, name)) throw missing(name);
    return users.filter((one) => one.name !== name);
  });
  if (options.json === true) printJson({ removed: name });
  else print([`${safe(name)} is removed, and logged out.`]);
}

function list(file: UserFile, options: Options): void {
  const users = file.list();
  if (options.json === true) return printJson(users.map(({ password: _, ...rest }) => rest));
  if (users.length === 0) return print(['No users. Name one: vernier user add NAME']);
  const rows = users.map(({ name, scopes, changedAt }) => [
    safe(name),
    scopes.join(','),
    new Date(changedAt).toISOString(),
  ]);
  print(table([['name', 'may', 'password of'], ...rows], []));
}

const has = (users: readonly UserRecord[], name: string): boolean => users.some((one) => one.name === name);

const missing = (name: string): VernierError =>
  new VernierError('config-invalid', `There is no user ${name}.`, { hint: 'See them all: vernier user list' });
