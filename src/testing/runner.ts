/** The few words of a test runner that a contract needs; node:test, vitest and jest all have them. */
export interface Runner {
  test(name: string, body: () => Promise<void>): void;
  fail(message: string): never;
}

/** Tests that an implementation is known not to pass, and why. Strict: one that passes after all fails. */
export interface Skip {
  readonly reason: string;
  readonly tests: readonly string[];
}

/** One law of a contract: a sentence, and what tells whether it holds. */
export interface Law {
  readonly says: string;
  holds(): Promise<void>;
}

/** Hands the laws to the runner; skipped ones are run too, and must fail. */
export function examine(subject: string, laws: readonly Law[], skip: readonly Skip[], runner: Runner): void {
  const known = laws.map(({ says }) => says);
  for (const { tests } of skip)
    for (const says of tests)
      if (!known.includes(says))
        runner.fail(`${subject}: the contract has no test "${says}". It has: ${known.join('; ')}.`);
  for (const { says, holds } of laws) {
    const reason = skip.find(({ tests }) => tests.includes(says))?.reason;
    if (reason === undefined) runner.test(`${subject}: ${says}`, holds);
    else runner.test(`${subject}: ${says} (not expected to hold: ${reason})`, () => mustFail(says, holds, runner));
  }
}

async function mustFail(says: string, holds: () => Promise<void>, runner: Runner): Promise<void> {
  try {
    await holds();
  } catch {
    return;
  }
  runner.fail(`"${says}" is skipped, but it holds: take it off the list.`);
}

/** @throws an error with both values, where they differ as JSON (NaN, infinities and maps are told apart). */
export function same(what: string, found: unknown, expected: unknown): void {
  const [a, b] = [written(found), written(expected)];
  if (a !== b) throw new Error(`${what}: found ${a}, expected ${b}.`);
}

/** @throws an error with the sentence where the condition does not hold. */
export function check(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}

function written(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner);
    if (inner instanceof Map) return [...inner];
    if (ArrayBuffer.isView(inner)) return [...(inner as Float64Array)].map(String);
    return inner;
  });
}
