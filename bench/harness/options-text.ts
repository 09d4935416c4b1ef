/** Options of a sampler on the command line: `option=value+option=value`; a value is JSON or a plain word. */
export type OptionsText = string;

/** Does the text have that form? */
export function isOptions(text: string): boolean {
  return text === '' || text.split('+').every((part) => /^\w+=./.test(part));
}

/** The options as an object; undefined = none were given. */
export function optionsOf(text: OptionsText): Record<string, unknown> | undefined {
  if (text === '') return undefined;
  return Object.fromEntries(
    text.split('+').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at), valueOf(part.slice(at + 1))];
    }),
  );
}

function valueOf(word: string): unknown {
  try {
    return JSON.parse(word);
  } catch {
    return word;
  }
}
