import type { ToObjective } from '../executors/objective-message.ts';
import { objectiveThread } from '../executors/objective-thread.ts';

// The process that an objective function runs in. The function has a thread of its own, so that it may stand still
// for a suggestion or compute for hours, while this thread passes on what is said in both directions.
const place = objectiveThread(process.argv[2]!);
place.listen({
  message: (message) => process.send!(message),
  gone: (why) => {
    console.error(why);
    process.exit(1);
  },
});
process.on('message', (message: ToObjective) => place.send(message));
process.on('disconnect', () => process.exit(0));
