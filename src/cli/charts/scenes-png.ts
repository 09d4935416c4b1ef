import { VernierError } from '../../errors.ts';

/** Pixels of a PNG for each of the picture's, where nothing is said. */
const SCALE = 2;
const [LEAST, MOST] = [0.1, 8];
/** Pixels along a side of what can be painted. */
const MOST_SIDE = 16_000;

/**
 * A picture as PNG.
 *
 * @param picture as SVG
 * @param scale as typed: pixels for each of the picture's; undefined = 2
 * @throws `dependency-missing` without `@resvg/resvg-js`; `config-invalid` for a scale that is none, or too large
 */
export async function pngOf(picture: string, scale: string | undefined): Promise<Uint8Array> {
  const factor = factorOf(scale);
  const { Resvg } = await painter();
  const made = new Resvg(picture, { fitTo: { mode: 'zoom', value: factor } });
  const side = factor * Math.max(made.width, made.height);
  if (side > MOST_SIDE)
    throw new VernierError('config-invalid', `The picture would be ${Math.round(side)} pixels long.`, {
      hint: `At most ${MOST_SIDE} can be painted: choose a lower --scale, --width or --height.`,
    });
  return made.render().asPng();
}

function factorOf(text: string | undefined): number {
  if (text === undefined) return SCALE;
  const number = Number(text);
  if (text.trim() !== '' && number >= LEAST && number <= MOST) return number;
  throw new VernierError('config-invalid', `--scale is "${text}"; expected a number, ${LEAST} to ${MOST}.`);
}

async function painter(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js');
  } catch (cause) {
    throw new VernierError('dependency-missing', '--png needs the package @resvg/resvg-js, which is not installed.', {
      cause,
      hint: 'npm install @resvg/resvg-js; or draw with --svg, which needs nothing.',
    });
  }
}
