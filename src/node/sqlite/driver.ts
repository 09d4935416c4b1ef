import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { VernierError } from '../../errors.ts';
import type { SqlDriver } from '../../storage/sql/driver.ts';
import { type BetterSqlite3, betterSqlite3 } from './driver-better.ts';
import { type NodeSqlite, nodeSqlite } from './driver-node.ts';

/** What the SQLite storage can stand on, in the order in which they are tried; `range` is of the package, `engine` of Node. */
export const DRIVERS = [
  { name: 'better-sqlite3', range: '^12.11.1 || ^13.2.0', engine: '>=20.19', for: 'sqlite' },
  { name: 'node:sqlite', range: null, engine: '>=22.13', for: 'sqlite' },
] as const;

/** The name of a SQLite driver. */
export type DriverName = (typeof DRIVERS)[number]['name'];

/** A driver by name, or the module itself: the class of `better-sqlite3`, or all of `node:sqlite`. */
export type DriverChoice = DriverName | BetterSqlite3 | NodeSqlite;

/**
 * Opens a file with the driver that was chosen, else with the first that loads.
 *
 * @param path an existing or new file; `:memory:` for none
 * @throws `dependency-missing` where no driver loads; what SQLite says where the file cannot be opened
 */
export async function openDriver(path: string, choice?: DriverChoice): Promise<SqlDriver> {
  if (typeof choice === 'function') return betterSqlite3(choice, path);
  if (typeof choice === 'object') return nodeSqlite(choice, path);
  const reasons: string[] = [];
  for (const { name } of DRIVERS) {
    if (choice !== undefined && name !== choice) continue;
    const open = await load(name);
    if (typeof open !== 'string') return open(path);
    reasons.push(`${name}: ${open}`);
  }
  throw new VernierError('dependency-missing', `No SQLite driver could be loaded (${reasons.join('; ')}).`, {
    details: { for: 'sqlite' },
    hint: 'Install one with `npm i better-sqlite3`, or use Node 22.13 or newer, which has one inside.',
  });
}

/** A function that opens files, or why there is none. */
async function load(name: DriverName): Promise<((path: string) => SqlDriver) | string> {
  try {
    if (name === 'node:sqlite') {
      const module = (await import(name)) as NodeSqlite;
      return (path) => nodeSqlite(module, path);
    }
    const refused = engineRefusal();
    if (refused !== null) return refused;
    const module = (await import('better-sqlite3')) as unknown as { readonly default: BetterSqlite3 };
    betterSqlite3(module.default, ':memory:').close(); // the binary is loaded here; one made for another Node fails
    return (path) => betterSqlite3(module.default, path);
  } catch (error) {
    return (error as Error).message.replace(/\s*\n\s*/g, ' ');
  }
}

/** better-sqlite3 13 ends Node 20 with a fault that nothing can catch, so what it asks for is read before it is loaded. */
function engineRefusal(): string | null {
  const manifest = createRequire(import.meta.url).resolve('better-sqlite3/package.json');
  const { version, engines } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly version: string;
    readonly engines?: { readonly node?: string };
  };
  const wanted = engines?.node ?? '*';
  return acceptsNode(wanted, process.versions.node)
    ? null
    : `version ${version} needs Node ${wanted}, this is ${process.versions.node}`;
}

/** Does a range such as `20.x || >=22.1` take this version? Knows the forms that package manifests use for engines. */
export function acceptsNode(range: string, version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return range.split('||').some((part) =>
    part
      .trim()
      .split(/\s+(?=[<>=^~\d*])/)
      .every((term) => {
        const parsed = /^(>=|>|<=|<|\^|~|=)?\s*v?(\d+|\*|x)(?:\.(\d+|x|\*))?/.exec(term.trim());
        if (parsed === null || !/\d/.test(parsed[2]!)) return true;
        const [, sign = '', wantedMajor, wantedMinor] = parsed;
        const difference =
          major - Number(wantedMajor) || (/\d/.test(wantedMinor ?? '') ? minor - Number(wantedMinor) : 0);
        switch (sign) {
          case '>=':
            return difference >= 0;
          case '>':
            return difference > 0;
          case '<=':
            return difference <= 0;
          case '<':
            return difference < 0;
          case '^':
            return major === Number(wantedMajor) && difference >= 0;
          default:
            return difference === 0;
        }
      }),
  );
}
