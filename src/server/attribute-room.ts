import type { Json } from '../history/record.ts';
import { Refusal } from './refusal.ts';

/** So much may one attribute take, as much as a note, and all of a trial or of a study together, names included. Characters. */
const MOST_OF_ONE = 100_000;
const MOST_OF_ALL = 1_000_000;

/**
 * Is there room for an attribute that comes over the network? They are read with every look at a study, and none is ever taken away.
 *
 * @param whose in words: `trial 3`
 * @param before all that it has now
 * @throws Refusal 413; not for what takes no more than before
 */
export function checkRoom(whose: string, before: Readonly<Record<string, Json>>, key: string, value: Json): void {
  const name = JSON.stringify(key);
  const taken = sizeOf(key, value);
  if (taken > MOST_OF_ONE)
    throw full(`Attribute ${name} takes ${taken} characters; one may take ${MOST_OF_ONE} at most.`);
  const earlier = Object.hasOwn(before, key) ? sizeOf(key, before[key]!) : 0;
  const all = Object.keys(before).reduce((sum, one) => sum + sizeOf(one, before[one]!), taken - earlier);
  if (all > MOST_OF_ALL && taken > earlier)
    throw full(
      `With ${name} the attributes of ${whose} would take ${all} characters; they may take ${MOST_OF_ALL} at most.`,
    );
}

const sizeOf = (key: string, value: Json): number => key.length + JSON.stringify(value).length;

const full = (message: string): Refusal =>
  new Refusal(413, 'attributes-full', message, {
    hint: 'Write large things to a file (an artifact of a trial), and put null in the place of what is of no more use.',
  });

/** Lets work be done one after the other: what two check at the same time, both would find to be free. */
export function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
