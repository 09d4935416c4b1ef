import { command } from '../../src/node/executors/command.ts';
import { processes } from '../../src/node/executors/processes.ts';
import { recordingPort, taskWith } from './port.ts';

// A process that runs two trials for ever, to be killed by a test. Prints the process groups, one a line.
// SIGUSR2 makes it exit as a program does that has had enough.
process.on('SIGUSR2', () => process.exit(0));
const folder = process.argv[2]!;
const stubborn = `trap "" TERM HUP; (trap "" TERM; sleep 300) & echo "vernier {\\"attribute\\": {\\"group\\": $$}}"; while :; do sleep 0.2; done`;
const never = new AbortController().signal;
const port = recordingPort();
const program = command(['sh', '-c', stubborn], { folder });
void program.run(taskWith(), { ...port, setAttribute: (_, group) => console.log(`group ${group}`) }, never);
const objective = processes(new URL('./endless.mjs', import.meta.url), { count: 1, folder });
void objective.run(
  taskWith({}, { number: 1 }),
  { ...port, setAttribute: (_, group) => console.log(`group ${group}`) },
  never,
);
