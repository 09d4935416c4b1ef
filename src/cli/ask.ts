import { createInterface } from 'node:readline/promises';

/** Asks a question on the terminal (standard error, so that standard output stays data) and answers what was typed. */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}
