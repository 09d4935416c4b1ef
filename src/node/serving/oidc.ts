import { readFileSync, statSync } from 'node:fs';
import { parse } from 'yaml';
import { VernierError } from '../../errors.ts';
import type { OidcRule, OidcSettings } from '../../server/ports.ts';
import { SCOPES, type Scope } from '../../server/access/principal.ts';

/**
 * Where people may log in, and who may come in: a YAML or JSON file. `VERNIER_OIDC_ISSUER`, `VERNIER_OIDC_CLIENT`, `VERNIER_OIDC_NAME` and
 * `VERNIER_OIDC_SECRET` hold before what the file says.
 *
 * @throws `config-invalid` with what is wrong; also for a file with a secret that others may read
 */
export function readOidc(file: string, env: Readonly<Record<string, string | undefined>>): OidcSettings {
  const { odd, ...given } = fieldsOf(file);
  if (odd !== null) throw invalid(file, `"${odd}" is no setting.`, `Expected ${[...FIELDS].join(', ')}.`);
  const text = (key: string, of: string): string | null => {
    const value = env[of] ?? given[key] ?? null;
    if (value === null || value === '') return null;
    if (typeof value === 'string') return value;
    throw invalid(file, `"${key}" is no text.`, `Write ${key} in quotes.`);
  };
  const needed = (key: string, of: string): string => {
    const value = text(key, of);
    if (value !== null) return value;
    throw invalid(file, `"${key}" is missing.`, `Add it to the file, or set ${of}.`);
  };
  const issuer = needed('issuer', 'VERNIER_OIDC_ISSUER');
  checkIssuer(file, issuer);
  if (given['secret'] !== undefined) checkOwn(file);
  return {
    issuer,
    client: needed('client', 'VERNIER_OIDC_CLIENT'),
    secret: text('secret', 'VERNIER_OIDC_SECRET'),
    name: text('name', 'VERNIER_OIDC_NAME') ?? new URL(issuer).host,
    allow: rulesOf(file, given['allow']),
  };
}

const FIELDS = new Set(['issuer', 'client', 'secret', 'name', 'allow']);

function fieldsOf(file: string): Readonly<Record<string, unknown>> & { readonly odd: string | null } {
  let found: unknown;
  try {
    found = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(file, `it cannot be read: ${(error as Error).message}`, 'Name a YAML or JSON file: --oidc FILE');
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw invalid(file, 'it holds no settings.', EXAMPLE);
  return { ...found, odd: Object.keys(found).find((key) => !FIELDS.has(key)) ?? null };
}

/** Over plain HTTP anybody on the way could say who people are. */
function checkIssuer(file: string, issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  const isLocal = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || isLocal) return;
  throw invalid(file, `the issuer is "${issuer}"; expected an address that begins with https://.`, EXAMPLE);
}

function checkOwn(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return;
  throw invalid(
    file,
    'it holds a secret, and others may read it.',
    `Make it yours alone (chmod 600 ${file}), or give the secret as VERNIER_OIDC_SECRET.`,
  );
}

function rulesOf(file: string, given: unknown): readonly OidcRule[] {
  if (!Array.isArray(given) || given.length === 0) throw invalid(file, '"allow" lists nobody.', EXAMPLE);
  return given.map((rule: unknown, i) => {
    const { email = null, domain = null, scope = 'read', ...rest } = (rule ?? {}) as Record<string, unknown>;
    const wrong = (what: string) => invalid(file, `allow[${i}] ${what}`, EXAMPLE);
    const [odd] = Object.keys(rest);
    if (odd !== undefined) throw wrong(`has "${odd}"; expected email or domain, and scope.`);
    if ((email === null) === (domain === null)) throw wrong('names an email or a domain, one of them.');
    if (email !== null && !isText(email, /^[^@\s]+@[^@\s]+$/)) throw wrong('has an email that is none.');
    if (domain !== null && !isText(domain, /^[^@\s*]+$/)) throw wrong('has a domain that is none.');
    return { email: small(email), domain: small(domain), scopes: scopesOf(scope, wrong) };
  });
}

function scopesOf(given: unknown, wrong: (what: string) => VernierError): readonly Scope[] {
  const words = typeof given === 'string' ? given.split(',').map((word) => word.trim()) : given;
  if (!Array.isArray(words) || !words.every((word) => SCOPES.includes(word as Scope)))
    throw wrong(`has a scope other than ${SCOPES.join(', ')}.`);
  return SCOPES.filter((scope) => scope === 'read' || words.includes(scope)); // who may change may also see
}

const isText = (value: unknown, form: RegExp): value is string => typeof value === 'string' && form.test(value);

const small = (text: unknown): string | null => (text === null ? null : String(text).toLowerCase());

const EXAMPLE =
  'As in {"issuer": "https://accounts.example.org", "client": "vernier", "allow": [{"domain": "example.org", "scope": "read"}]}';

const invalid = (file: string, found: string, hint: string): VernierError =>
  new VernierError('config-invalid', `${file}: ${found}`, { hint });
