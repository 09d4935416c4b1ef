import { useEffect, useRef, useState } from 'react';
import type { RunOutput as Piece } from 'vernier/client';
import { get } from '../../../api/server.ts';
import { Trouble } from '../../../shell/fallbacks.tsx';
import { steerWords as words } from '../../../words/steer.ts';
import { studyPath } from './steer-tab.tsx';
import styles from './steer.module.css';

/** Milliseconds between looks at what a run prints. */
const EVERY_MS = 1000;
/** Signs that are kept: the last ones. */
const KEPT = 100_000;

/** What a run has printed, as it comes. */
export function RunOutput({ id, n }: { readonly id: string; readonly n: number }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<unknown>(null);
  const end = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const asking = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (from: number): Promise<void> => {
      try {
        const piece = await get<Piece>(`${studyPath(id)}/runs/${n}/output?from=${from}`, asking.signal);
        setError(null);
        if (piece.text !== '') setText((before) => (before + piece.text).slice(-KEPT));
        if (piece.isWhole) return;
        timer = setTimeout(() => void look(piece.next), piece.text === '' ? EVERY_MS : 0);
      } catch (thrown) {
        if (asking.signal.aborted) return;
        setError(thrown);
        timer = setTimeout(() => void look(from), EVERY_MS * 3);
      }
    };
    setText('');
    void look(0);
    return () => {
      asking.abort();
      clearTimeout(timer);
    };
  }, [id, n]);
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [text]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre ref={end} className={styles.output} tabIndex={0} role="log" aria-label={words.output(n)}>
        {text === '' ? words.noOutput : text}
      </pre>
      {error !== null && <Trouble error={error} />}
    </>
  );
}
