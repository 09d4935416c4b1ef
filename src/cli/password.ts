import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';
import { VernierError } from '../errors.ts';

/** No shorter one is taken. Source: NIST SP 800-63B asks for 8 beside a second factor, and for more without one. */
const SHORTEST = 12;
/** The server reads no longer one. */
const LONGEST = 1000;

/**
 * A new password: from the environment (`VERNIER_PASSWORD`), typed twice without being shown, or from standard input.
 *
 * @throws `config-invalid` where it is too short or too long, or was typed in two ways
 */
export async function newPassword(name: string): Promise<string> {
  const given = process.env['VERNIER_PASSWORD'];
  if (given !== undefined) return checked(given, name);
  if (process.stdin.isTTY !== true) return checked(await fromPipe(), name);
  const first = checked(await typed(`Password for ${name} (${SHORTEST} signs or more): `), name);
  if ((await typed('Once more: ')) === first) return first;
  throw new VernierError('config-invalid', 'The two passwords differ.', { hint: 'Try again.' });
}

function checked(password: string, name: string): string {
  const length = [...password].length;
  const fault =
    length < SHORTEST
      ? `has ${length} signs; expected ${SHORTEST} or more.`
      : password.length > LONGEST
        ? `is too long; expected ${LONGEST} signs or fewer.`
        : password.toLowerCase().includes(name) && length < SHORTEST + name.length
          ? 'is little more than the name.'
          : null;
  if (fault === null) return password;
  throw new VernierError('config-invalid', `The password ${fault}`, {
    hint: 'Four words that do not belong together do.',
  });
}

async function fromPipe(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Buffer);
  return Buffer.concat(pieces)
    .toString('utf8')
    .replace(/\r?\n[^]*$/, ''); // the first line
}

/** Asks on the terminal. Nothing of what is typed is shown. */
function typed(question: string): Promise<string> {
  const terminal = process.stdin as ReadStream;
  const decoder = new StringDecoder('utf8');
  terminal.setRawMode(true); // before the question: some type at once
  process.stderr.write(question);
  terminal.resume();
  return new Promise((resolve, reject) => {
    let text = '';
    const end = (settle: () => void) => {
      terminal.off('data', hear);
      terminal.setRawMode(false);
      terminal.pause();
      process.stderr.write('\n');
      settle();
    };
    const hear = (bytes: Buffer) => {
      for (const sign of decoder.write(bytes)) {
        if (sign === '\r' || sign === '\n') return end(() => resolve(text));
        if (sign === '\x03') return end(() => process.exit(130));
        if (sign === '\x04')
          return end(() => reject(new VernierError('config-invalid', 'No password was typed; nothing was changed.')));
        if (sign === '\x7f' || sign === '\b') text = [...text].slice(0, -1).join('');
        else if (sign === '\x15') text = '';
        else text += sign;
      }
    };
    terminal.on('data', hear);
  });
}
