import type { Command } from 'commander';
import { heldBy, release } from '../../study/shared/hold.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, withPlace } from '../place.ts';
import { safe } from '../text.ts';

/** `vernier resume`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('resume')
      .description('let trials of a study that was paused start again')
      .argument('[study]', 'its name; may be left out where there is one study'),
  )
    .addHelpText('after', '\nExamples:\n  vernier resume digits')
    .action(resume);
}

async function resume(name: string | undefined, options: PlaceOptions): Promise<void> {
  await inStorage(options.storage, 'write', async (storage) => {
    const record = await findStudy(storage, name);
    const held = heldBy(record);
    await release(storage, record);
    if (options.json === true) return printJson({ study: record.name, wasPaused: held !== null });
    print([
      held === null ? `${safe(record.name)} was not paused.` : `Resumed ${safe(record.name)}: trials start again.`,
    ]);
  });
}
