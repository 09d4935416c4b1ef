import { useEffect, useRef } from 'react';
import { newWords as words } from '../../words/new.ts';
import type { Wrong } from './check.ts';
import styles from './new.module.css';

/** A config as its text, with numbers of lines. @param goTo a line to go to; a new object goes there again */
export function YamlView({
  text,
  change,
  wrong,
  goTo,
}: {
  readonly text: string;
  readonly change: (text: string) => void;
  readonly wrong: Wrong | null;
  readonly goTo: { readonly line: number } | null;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = text.split('\n');
  useEffect(() => {
    if (goTo === null || area.current === null) return;
    const { value } = area.current;
    const all = value.split('\n');
    const from = all.slice(0, goTo.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    area.current.focus();
    area.current.setSelectionRange(from, from + (all[goTo.line - 1]?.length ?? 0));
  }, [goTo]);
  return (
    <div className={`card ${styles.yaml}`}>
      <ol className={styles.gutter} aria-hidden>
        {lines.map((_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are told by their numbers
          <li key={i} className={wrong?.line === i + 1 ? styles.marked : undefined}>
            {i + 1}
          </li>
        ))}
      </ol>
      <textarea
        ref={area}
        className={styles.text}
        aria-label={words.yaml}
        aria-invalid={wrong !== null}
        rows={Math.max(20, lines.length + 1)}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
    </div>
  );
}
