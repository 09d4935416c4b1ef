/** A sentence whose numbers and their per cent signs stay on one line. */
export const unbroken = (text: string): string => text.replaceAll(/(?<=\d) %/g, '\u00a0%');
