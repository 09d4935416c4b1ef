import { createHash } from 'node:crypto';

/**
 * A name of a study as the name of a file or folder: what can be read of it, and a hash that tells apart what looks
 * alike (`a/b` and `a-b`, or `Digits` and `digits` where the file system ignores case) or has the same name.
 *
 * @param id  tells apart studies of the same name
 */
export function fileName(name: string, id: string): string {
  const readable = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const hash = createHash('sha256')
    .update(JSON.stringify([name, id]))
    .digest('hex')
    .slice(0, 8);
  return readable === '' ? hash : `${readable}-${hash}`;
}
