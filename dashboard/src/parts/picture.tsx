import { Text, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { DARK, FONT, LIGHT, type Look, paint, type Scene, type Surface, svg, type Theme } from 'vernier/scene';
import { saveBlob } from '../charts/save.ts';
import { partWords as words } from '../words/parts.ts';
import styles from './picture.module.css';

/** What a picture is made with: its width in CSS pixels, and the colours of the page. */
export type PictureLook = Required<Pick<Look, 'width' | 'theme'>>;

/**
 * A picture that is drawn in the page, as wide as there is room. Who does not see it hears its title and what it shows.
 *
 * @param name of the file that it is saved as, without an ending @param make makes it; another function = another picture
 */
export function Picture({ name, make }: { readonly name: string; readonly make: (look: PictureLook) => Scene }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [hasFont, setHasFont] = useState(false);
  const [scene, setScene] = useState<Scene | null>(null);
  const [error, setError] = useState<string | null>(null);
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    let isGone = false;
    const done = () => !isGone && setHasFont(true);
    document.fonts.load(`12px ${FONT}`).then(done, done);
    return () => {
      isGone = true;
    };
  }, []);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (width < 40 || !hasFont || canvas.current === null || context === null || context === undefined) return;
    try {
      const made = make({ width, theme: onPaper(scheme === 'dark' ? DARK : LIGHT) });
      const ratio = window.devicePixelRatio || 1;
      canvas.current.width = Math.round(made.width * ratio);
      canvas.current.height = Math.round(made.height * ratio);
      canvas.current.style.width = `${made.width}px`;
      canvas.current.style.height = `${made.height}px`;
      paint(made, context as unknown as Surface, { ratio });
      setScene(made);
      setError(null);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  }, [make, width, scheme, hasFont]);

  return (
    <div ref={frame} className={styles.picture}>
      {error !== null && (
        <Text size="sm" c="dimmed" role="alert">
          {words.pictureFailed} {error}
        </Text>
      )}
      <canvas
        ref={canvas}
        role="img"
        aria-label={scene === null ? words.picture : `${scene.title}. ${scene.description}`}
        hidden={error !== null}
      />
      {scene !== null && (
        <div className={styles.save}>
          <button type="button" aria-label={words.saveSvg} title={words.saveSvg} onClick={() => saveSvg(scene, name)}>
            SVG
          </button>
          <button
            type="button"
            aria-label={words.savePng}
            title={words.savePng}
            onClick={() => canvas.current?.toBlob((blob) => blob !== null && saveBlob(blob, `${name}.png`))}
          >
            PNG
          </button>
        </div>
      )}
    </div>
  );
}

function saveSvg(scene: Scene, name: string): void {
  saveBlob(new Blob([svg(scene)], { type: 'image/svg+xml' }), `${name}.svg`);
}

/** The colours on the ground of a page's cards. */
const onPaper = (theme: Theme): Theme => {
  const paper = getComputedStyle(document.documentElement).getPropertyValue('--vernier-paper').trim();
  return /^#[0-9a-f]{6}$/i.test(paper) ? { ...theme, background: paper } : theme;
};
