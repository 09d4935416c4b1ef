import type { DeskLink } from '../desk/link.ts';
import { chartWords as words } from '../words/charts.ts';
import css from './chart.module.css';
import { saveBlob } from './save.ts';
import type { ChartHandle } from './use-chart.ts';

/** Saves a chart as it is seen. */
export function ChartMenu({ desk, handle }: { readonly desk: DeskLink; readonly handle: ChartHandle }) {
  const { view } = handle;
  const saveSvg = async () => {
    const text = await desk.ask('svg', view);
    saveBlob(new Blob([text], { type: 'image/svg+xml' }), `${view.name}.svg`);
  };
  return (
    <div className={css.menu}>
      <button type="button" title={words.saveSvg} aria-label={words.saveSvg} onClick={() => void saveSvg()}>
        SVG
      </button>
      <button type="button" title={words.savePng} aria-label={words.savePng} onClick={() => savePng(handle)}>
        PNG
      </button>
    </div>
  );
}

/** The canvas on the page shows what the desk has painted: it is copied as it is. */
function savePng({ canvas, view }: ChartHandle): void {
  const shown = canvas();
  if (shown === null) return;
  const copy = document.createElement('canvas');
  copy.width = shown.width;
  copy.height = shown.height;
  copy.getContext('2d')!.drawImage(shown, 0, 0);
  copy.toBlob((blob) => {
    if (blob !== null) saveBlob(blob, `${view.name}.png`);
  });
}
