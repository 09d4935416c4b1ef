import { VernierError } from '../../errors.ts';
import { contourScene } from '../../scene/charts/contour.ts';
import { costScene } from '../../scene/charts/cost.ts';
import { edfScene } from '../../scene/charts/edf.ts';
import { historyScene } from '../../scene/charts/history.ts';
import { hypervolumeScene } from '../../scene/charts/hypervolume.ts';
import { importanceScene } from '../../scene/charts/importance.ts';
import { intermediateScene } from '../../scene/charts/intermediate.ts';
import { lineageScene } from '../../scene/charts/lineage.ts';
import { parallelScene } from '../../scene/charts/parallel.ts';
import { paretoScene } from '../../scene/charts/pareto.ts';
import { rankScene } from '../../scene/charts/rank.ts';
import { resourcesScene } from '../../scene/charts/resources.ts';
import { sliceScene } from '../../scene/charts/slice.ts';
import { timelineScene } from '../../scene/charts/timeline.ts';
import type { Look } from '../../scene/layout.ts';
import type { Scene } from '../../scene/scene.ts';
import { svg } from '../../scene/svg.ts';
import { DARK, LIGHT } from '../../scene/theme.ts';

/** How each chart of `CHARTS` is drawn, by its name; its data is what that chart makes. */
const SCENES: Readonly<Record<string, (data: never, look: Look) => Scene>> = {
  history: historyScene,
  slice: sliceScene,
  contour: contourScene,
  parallel: parallelScene,
  rank: rankScene,
  importance: importanceScene,
  edf: edfScene,
  intermediate: intermediateScene,
  timeline: timelineScene,
  pareto: paretoScene,
  hypervolume: hypervolumeScene,
  lineage: lineageScene,
  cost: costScene,
  resources: resourcesScene,
};

/** What a picture is asked for on the command line, as typed. */
export interface PictureFlags {
  readonly dark?: boolean;
  readonly width?: string;
  readonly height?: string;
}

/**
 * A chart as SVG.
 *
 * @param name of a chart of `CHARTS`; `data` what it made
 * @param studies their names: one is named under the title, of several each has a line of its own
 * @throws `config-invalid` for sizes that are none
 */
export function chartSvg(name: string, data: unknown, studies: readonly string[], flags: PictureFlags): string {
  const width = pixels(flags.width, '--width');
  const height = pixels(flags.height, '--height');
  const look: Look = {
    theme: flags.dark === true ? DARK : LIGHT,
    ...(studies.length === 1 ? { study: studies[0]! } : {}),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
  return svg(SCENES[name]!(data as never, look));
}

/** Pixels of a picture at least and at most. */
const [LEAST, MOST] = [160, 10_000];

function pixels(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== '' && number >= LEAST && number <= MOST) return number;
  throw new VernierError('config-invalid', `${option} is "${text}"; expected pixels, ${LEAST} to ${MOST}.`);
}
