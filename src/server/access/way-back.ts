/**
 * Where to go on after a login: a path of this server. Whatever could lead elsewhere leads to the first page.
 *
 * Browsers read `//host` and `/\host` as another server, and leave out tabs and line ends.
 */
export function wayBack(next: string | null | undefined): string {
  if (typeof next !== 'string' || next.length > 2000) return '/';
  return /^\/(?!\/)[!-[\]-~]*$/.test(next) && !/^\/(?:login|logout|enter)\b/.test(next) ? next : '/';
}
