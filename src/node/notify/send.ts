import { spawn } from 'node:child_process';
import type { Json } from '../../history/record.ts';
import type { NotifyTarget } from '../../config/notify.ts';
import { endGroup } from '../executors/group.ts';

/** What is told: flat JSON, for people (`text`) and for programs. */
export type Message = Readonly<Record<string, Json>> & {
  readonly event: string;
  readonly study: string;
  readonly text: string;
};

/** How patient a delivery is. Milliseconds. */
export interface Patience {
  /** Between one try and the next, of an address that does not answer. */
  readonly pauses: readonly number[];
  readonly answerMs: number;
  readonly commandMs: number;
}

/** As runs deliver. */
export const PATIENCE: Patience = { pauses: [1000, 4000, 15_000], answerMs: 10_000, commandMs: 30_000 };

/** Delivers a message; answers why it could not be delivered, or null. Never throws. */
export async function deliver(
  to: NotifyTarget,
  message: Message,
  patience: Patience,
  signal: AbortSignal,
): Promise<string | null> {
  if ('command' in to) return told(to.command, message, patience.commandMs, signal);
  for (const pause of [...patience.pauses, null]) {
    const fault = await posted(to.webhook, message, patience.answerMs, signal);
    if (fault === null || fault.isFinal || pause === null || signal.aborted) return fault?.why ?? null;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end); // the run goes on, and has more to tell
        resolve();
      };
      const timer = setTimeout(end, pause);
      signal.addEventListener('abort', end, { once: true });
    });
  }
  return null;
}

interface Fault {
  readonly why: string;
  /** Asking again would be of no use. */
  readonly isFinal: boolean;
}

async function posted(url: string, message: Message, answerMs: number, signal: AbortSignal): Promise<Fault | null> {
  const where = new URL(url).host; // the rest of an address may be a secret
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'vernier' },
      body: JSON.stringify(message),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    await answer.body?.cancel();
    if (answer.ok) return null;
    const isFinal = answer.status < 500 && answer.status !== 429 && answer.status !== 408;
    return { why: `${where} answered ${answer.status}`, isFinal };
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: unknown } };
    const why = typeof cause?.code === 'string' ? cause.code : (error as Error).message;
    return { why: `${where} did not answer (${why})`, isFinal: false };
  }
}

/** Starts a program without a shell; it finds the message in its environment, and whole, as JSON, in VERNIER_MESSAGE. */
function told(
  words: readonly string[],
  message: Message,
  withinMs: number,
  signal: AbortSignal,
): Promise<string | null> {
  const env: Record<string, string> = { VERNIER_MESSAGE: JSON.stringify(message) };
  for (const [key, value] of Object.entries(message))
    if (typeof value === 'string' || typeof value === 'number')
      env[`VERNIER_${key.toUpperCase()}`] = String(value).replaceAll('\0', '\ufffd'); // no environment holds a zero byte
  const [program, ...args] = words;
  return new Promise<string | null>((resolve) => {
    const child = spawn(program!, args, { env: { ...process.env, ...env }, detached: true, stdio: 'ignore' });
    const end = (): void => void (child.pid !== undefined && endGroup(child.pid, 1000));
    const late = setTimeout(end, withinMs);
    signal.addEventListener('abort', end, { once: true });
    child.once('error', (error) => done(`${program} could not be started: ${error.message}`));
    child.once('exit', (code, ended) => done(code === 0 ? null : `${program} ended with ${ended ?? `code ${code}`}`));
    function done(why: string | null): void {
      clearTimeout(late);
      signal.removeEventListener('abort', end);
      resolve(why);
    }
    // Some errors are thrown, others told by an event: a message may be too long for an environment.
  }).catch((error: Error) => `${program} could not be started: ${error.message}`);
}
