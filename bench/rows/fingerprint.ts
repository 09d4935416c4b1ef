import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Short hash of the built portable code: two measurements with the same one measured the same sampler. */
export function fingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of ['math', 'space', 'history', 'models', 'samplers', 'study', 'storage']) {
    const files = readdirSync(join('dist', folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.js')).sort())
      hash.update(readFileSync(join('dist', folder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
