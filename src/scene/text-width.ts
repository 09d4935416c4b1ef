/** Shares of the size that letters are wide, as in wide fonts: what fits here fits in others, too. */
const NARROW = /[iljtfrI.,:;|!'`()[\]{} ]/;
const WIDE = /[mwMW@%—…]/;
const CAPITAL = /[A-Z0-9_#&+=<>~^×−±$?-]/;

/** About how wide a text is, in pixels. Fonts differ: it is an upper bound for common ones. */
export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    if (code >= 0x1100) sum += 1.05;
    else if (NARROW.test(letter)) sum += 0.42;
    else if (WIDE.test(letter)) sum += 1;
    else if (CAPITAL.test(letter)) sum += 0.68;
    else sum += 0.62;
  }
  return sum * size;
}

/** A text that was made to fit. */
export interface Fitted {
  readonly text: string;
  /** The text before it was cut; null = it is whole. */
  readonly full: string | null;
}

/**
 * A text cut to a width. Of names, which often differ at their ends, the middle is left out; of sentences the end.
 *
 * @param room pixels
 */
export function fitted(text: string, size: number, room: number, what: 'name' | 'sentence' = 'name'): Fitted {
  const plain = printable(text);
  if (textWidth(plain, size) <= room) return { text: plain, full: null };
  const letters = Array.from(plain.slice(0, MOST_LETTERS));
  const ends = Array.from(plain.slice(-MOST_LETTERS));
  for (let kept = Math.min(letters.length - 1, MOST_LETTERS); kept > 0; kept--) {
    const head = what === 'sentence' ? kept : Math.ceil(kept / 2);
    const cut = `${letters.slice(0, head).join('')}…${kept > head ? ends.slice(head - kept).join('') : ''}`;
    if (textWidth(cut, size) <= room) return { text: cut, full: plain };
  }
  return { text: textWidth('…', size) <= room ? '…' : '', full: plain };
}

/** Letters of a line at most. */
const MOST_LETTERS = 300;

/** A text on one line, without what a document may not hold, or what turns the direction of letters. */
export function printable(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '\ufffd')
  );
}
