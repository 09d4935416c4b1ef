import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * What a hash costs: 2^17 rounds over 128 MB, one after the other.
 *
 * Source: OWASP Password Storage Cheat Sheet, scrypt.
 */
const COST: Cost = { log2: 17, blocks: 8, lanes: 1 };

/** No stored cost takes more than this, in bytes: a file that was tampered with may not take the machine. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** What it takes to compute a hash. */
export interface Cost {
  /** Binary logarithm of N. */
  readonly log2: number;
  /** r */
  readonly blocks: number;
  /** p */
  readonly lanes: number;
}

interface Stored {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** The hash of a password, with all that is needed to check one: `$scrypt$ln=17,r=8,p=1$SALT$KEY` (base64). */
export async function passwordHash(password: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(16);
  return written({ cost, salt, key: await keyOf(password, salt, cost) });
}

/**
 * Is it the password of this hash? Takes as long whether it is or not.
 *
 * @param hash null = there is no such user: the same work is done, and the answer is no
 */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const { cost, salt, key } = (hash === null ? null : read(hash)) ?? { cost: COST, salt: NO_SALT, key: NO_KEY };
  return timingSafeEqual(await keyOf(password, salt, cost), key) && hash !== null;
}

/** Is it a hash of this form? */
export const isPasswordHash = (text: string): boolean => read(text) !== null;

const NO_SALT = Buffer.alloc(16);
const NO_KEY = Buffer.alloc(32);

function keyOf(password: string, salt: Buffer, { log2, blocks, lanes }: Cost): Promise<Buffer> {
  // The same letters come in several spellings, by keyboard: é is one sign or two.
  const text = password.normalize('NFKC');
  const options = { N: 2 ** log2, r: blocks, p: lanes, maxmem: 2 * MOST_BYTES };
  return new Promise((resolve, reject) =>
    scrypt(text, salt, 32, options, (error, key) => (error === null ? resolve(key) : reject(error))),
  );
}

const written = ({ cost: { log2, blocks, lanes }, salt, key }: Stored): string =>
  `$scrypt$ln=${log2},r=${blocks},p=${lanes}$${salt.toString('base64')}$${key.toString('base64')}`;

function read(text: string): Stored | null {
  const found = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22}==)\$([A-Za-z0-9+/]{43}=)$/.exec(
    text,
  );
  if (found === null) return null;
  const [log2, blocks, lanes] = found.slice(1, 4).map(Number) as [number, number, number];
  const isGood = log2 >= 10 && blocks > 0 && lanes > 0 && 128 * blocks * 2 ** log2 <= MOST_BYTES;
  const [salt, key] = [Buffer.from(found[4]!, 'base64'), Buffer.from(found[5]!, 'base64')];
  return isGood ? { cost: { log2, blocks, lanes }, salt, key } : null;
}
