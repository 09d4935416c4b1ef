export type {
  AreaMark,
  BarsMark,
  CellsMark,
  ClipMark,
  Color,
  Ink,
  LineMark,
  Mark,
  Pixels,
  PointsMark,
  Scene,
  Shape,
  TextMark,
} from './scene.ts';
export type { Look } from './layout.ts';
export { svg } from './svg.ts';
export { paint, type PaintOptions } from './paint.ts';
export { type Highlighted, type HighlightOptions, paintHighlight } from './highlight.ts';
export { type Hit, type HitIndex, hitIndexOf, trialAt, trialsIn } from './hit.ts';
export { FONT, type PixelBlock, type Surface } from './surface.ts';
export { contrast, DARK, LIGHT, type Theme } from './theme.ts';
export { contourScene } from './charts/contour.ts';
export { costScene } from './charts/cost.ts';
export { edfScene } from './charts/edf.ts';
export { historyScene } from './charts/history.ts';
export { hypervolumeScene } from './charts/hypervolume.ts';
export { importanceScene } from './charts/importance.ts';
export { intermediateScene } from './charts/intermediate.ts';
export { lineageScene } from './charts/lineage.ts';
export { parallelScene } from './charts/parallel.ts';
export { paretoScene } from './charts/pareto.ts';
export { rankScene } from './charts/rank.ts';
export { resourcesScene } from './charts/resources.ts';
export { sliceScene } from './charts/slice.ts';
export { timelineScene } from './charts/timeline.ts';
export { durationText, numberText } from './number-text.ts';
