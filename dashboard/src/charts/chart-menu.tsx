import '@mantine/core/styles/Menu.css';
import { ActionIcon, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
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
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon className={css.menu} variant="default" size="md" aria-label={words.save} title={words.save}>
          <IconDownload size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void saveSvg()}>{words.saveSvg}</Menu.Item>
        <Menu.Item onClick={() => savePng(handle)}>{words.savePng}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
