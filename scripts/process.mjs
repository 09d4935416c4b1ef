// Starting other programs, with a sign of life while they are quiet. No packages: this runs before any is installed.
import { spawn } from 'node:child_process';

/** The folder of the repository. */
export const ROOT = new URL('../', import.meta.url);

/** `node`, as it runs now: scripts never depend on what PATH says. */
export const NODE = process.execPath;

/**
 * Runs a program to its end with our own terminal; answers its exit code (130 where a signal ended it).
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, cwd?: string | URL }} [options]
 * @returns {Promise<number>}
 */
export function run(file, args, { env = {}, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
    // Ctrl-C reaches the whole terminal group: the child decides when to end, we only wait for it.
    const wait = () => {};
    process.on('SIGINT', wait);
    const pass = () => child.kill('SIGTERM');
    process.on('SIGTERM', pass);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/**
 * Runs a program without a word; answers its exit code, and what it printed.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string | URL }} [options]
 * @returns {Promise<{ code: number, output: string }>} code −1: the program could not be started
 */
export function capture(file, args, { cwd = ROOT } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += piece));
    child.on('error', (error) => resolve({ code: -1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? -1, output }));
  });
}

/**
 * Runs a program quietly: its output is kept, and a line says what goes on and for how long.
 *
 * @param {string} what  words for the line: "Installing packages"
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, hint?: string }} [options]
 * @returns {Promise<{ code: number, output: string, seconds: number }>} code −1: the program could not be started
 */
export function quietly(what, file, args, { env = {}, hint = '' } = {}) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const live = process.stdout.isTTY === true;
  const say = () => {
    const line = `${what} … ${seconds()} s${hint !== '' && seconds() >= 5 ? `  (${hint})` : ''}`;
    process.stdout.write(live ? `\r\x1b[2K${line}` : `${line}\n`);
  };
  return new Promise((resolve) => {
    say();
    const timer = setInterval(say, live ? 1000 : 15_000);
    const child = spawn(file, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-200_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = (code) => {
      child.removeAllListeners();
      clearInterval(timer);
      if (live) process.stdout.write('\r\x1b[2K');
      process.stdout.write(`${what}: ${code === 0 ? 'done' : 'failed'} after ${seconds()} s\n`);
      resolve({ code, output, seconds: seconds() });
    };
    child.on('error', (error) => {
      output += String(error);
      end(-1);
    });
    child.on('close', (code) => end(code ?? 130));
  });
}
