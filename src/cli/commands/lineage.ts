import type { Command } from 'commander';
import { familyLines, familyOf } from '../family.ts';
import { inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { safe } from '../text.ts';

/** `vernier lineage`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('lineage')
      .description('show which trials started from the checkpoints of others')
      .argument('[study]', 'its name; without it the only study'),
  )
    .addHelpText(
      'after',
      '\n* marks the trials that the state of the winner comes from.\n\nExamples:\n  vernier lineage digits\n  vernier lineage digits --json',
    )
    .action(lineage);
}

async function lineage(name: string | undefined, options: PlaceOptions): Promise<void> {
  await inStorage(options.storage, 'read', async (storage) => {
    const study = await readStudy(storage, name);
    const family = familyOf(study);
    if (options.json === true) return printJson(family ?? []);
    if (family === null)
      return print([
        `No trial of "${safe(study.name)}" started from another one: the samplers pbt and pb2 make such trials.`,
      ]);
    print(familyLines(study, family));
  });
}
