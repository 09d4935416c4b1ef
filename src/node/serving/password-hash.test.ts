import { expect, test } from 'vitest';
import { isPasswordHash, passwordHash, passwordMatches } from './password-hash.ts';

/** Made by Python: `hashlib.scrypt('correct horse'.encode(), salt=b'0123456789abcdef', n=2**10, r=8, p=2, dklen=32)`. */
const OF_PYTHON = '$scrypt$ln=10,r=8,p=2$MDEyMzQ1Njc4OWFiY2RlZg==$I4YuHpx/6xJJ4+sk74hQU+KhW++gPE8aHzXbHijxgzg=';

test('a password is known again, in any spelling of its letters', async () => {
  const hash = await passwordHash('caf\u00e9 au lait');
  expect(hash).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$/);
  expect(hash).not.toContain('caf');
  expect(await passwordMatches('cafe\u0301 au lait', hash)).toBe(true);
  expect(await passwordMatches('cafe au lait', hash)).toBe(false);
});

test('a hash of another cost, computed elsewhere, is checked by its own numbers', async () => {
  expect(await passwordMatches('correct horse', OF_PYTHON)).toBe(true);
  expect(await passwordMatches('correct horsf', OF_PYTHON)).toBe(false);
});

test('two hashes of one password differ', async () => {
  expect(OF_PYTHON).not.toBe(await passwordHash('correct horse'));
});

test('whoever does not exist costs the work of one who does, and is refused', async () => {
  const work = async (hash: string | null) => {
    const began = process.cpuUsage();
    expect(await passwordMatches('wrong', hash)).toBe(false);
    const { user, system } = process.cpuUsage(began);
    return user + system;
  };
  const hash = await passwordHash('right');
  const [known, unknown] = [await work(hash), await work(null)];
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

test('what is no hash, or would take the whole machine, is none', () => {
  const tail = OF_PYTHON.slice(OF_PYTHON.indexOf('$', 10));
  expect(isPasswordHash(`$scrypt$ln=17,r=8,p=1${tail}`)).toBe(true);
  for (const bad of [
    '',
    'plain',
    `$scrypt$ln=30,r=8,p=1${tail}`,
    `$scrypt$ln=17,r=0,p=1${tail}`,
    `$scrypt$ln=17,r=8,p=1${tail}x`,
  ])
    expect([bad, isPasswordHash(bad)]).toEqual([bad, false]);
});
