/** The few emphases that the command line uses; each returns the text unchanged where there is no colour. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly accent: (text: string) => string;
}

const same = (text: string): string => text;

/** No colour: files, pipes, `NO_COLOR`. */
export const PLAIN: Style = { bold: same, dim: same, good: same, bad: same, accent: same };

/** Colours where the stream is a terminal that has them. */
export async function styleFor(isTerminal: boolean): Promise<Style> {
  if (!isTerminal) return PLAIN;
  const { default: colors } = await import('picocolors');
  if (!colors.isColorSupported) return PLAIN;
  return { bold: colors.bold, dim: colors.dim, good: colors.green, bad: colors.red, accent: colors.cyan };
}
