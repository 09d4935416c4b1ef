// An objective function that does what none should.
import { spawn } from 'node:child_process';

export default async function objective({ does }, trial) {
  switch (does) {
    case 'crash':
      process.kill(process.pid, 'SIGSEGV');
      for (;;);
    case 'exit':
      process.exit(3);
      break;
    case 'endless':
      trial.setAttribute('started', true);
      for (;;);
    case 'eat': {
      const kept = [];
      for (;;) {
        kept.push(Buffer.alloc(20_000_000, 1));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    case 'function':
      return { loss: () => 1 };
    case 'constraint':
      trial.setConstraint('size', Number.NaN);
      return 1;
    case 'cycle': {
      const note = {};
      note.self = note;
      trial.setAttribute('note', note);
      return 1;
    }
    case 'note':
      trial.setAttribute('note', 1);
      return 1;
    case 'give-up':
      throw { [Symbol.for('vernier.pruned')]: true, reason: 'Diverged.' }; // as `new TrialPruned('Diverged.')`
    case 'late':
      setTimeout(() => {
        throw new Error('thrown later');
      }, 50);
      return new Promise(() => {});
    case 'print':
      console.log('to standard output');
      console.error('to standard error');
      await new Promise((resolve) => setTimeout(resolve, 200));
      return 1;
    case 'children':
      trial.setAttribute('child', spawn('sleep', ['300'], { stdio: 'ignore' }).pid);
      trial.setAttribute('group', process.pid);
      return 1;
    default:
      return 1;
  }
}
