import type { ReactNode } from 'react';
import { useEdges } from './use-edges.ts';
import styles from './wide.module.css';

/** What may be wider than there is room: it scrolls, also by keyboard, and fades at the end where there is more. @param label its name for who does not see it */
export function Wide({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div ref={useEdges()} className={styles.wide} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}
