import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ServerError } from '../../api/server.ts';
import { useEdges } from '../../parts/use-edges.ts';
import wide from '../../parts/wide.module.css';
import { Trouble } from '../../shell/fallbacks.tsx';
import { trialWords as words } from '../../words/trial.ts';
import { tableOf } from './table-text.ts';
import styles from './trial.module.css';

/** A file of a trial, as the server lists it. */
export interface Artifact {
  readonly name: string;
  readonly address: string | null;
  readonly kind: 'image' | 'audio' | 'video' | 'table' | 'text' | 'other';
  readonly type: string;
  readonly bytes: number | null;
  readonly changedAt: number | null;
}

/** Bytes of a table or a text that are read. */
const MOST = 200_000;

/** A file as far as a page can show it. */
export function Preview({ artifact, address }: { readonly artifact: Artifact; readonly address: string }) {
  const [isBroken, setBroken] = useState(false);
  const broken = { onError: () => setBroken(true) };
  if (isBroken) return <None />;
  switch (artifact.kind) {
    case 'image':
      return <img src={address} alt={artifact.name} loading="lazy" className={styles.media} {...broken} />;
    case 'audio':
      return (
        <audio controls preload="none" src={address} aria-label={artifact.name} className={styles.media} {...broken} />
      );
    case 'video':
      return (
        <video
          controls
          preload="metadata"
          src={address}
          aria-label={artifact.name}
          className={styles.media}
          {...broken}
        />
      );
    case 'table':
    case 'text':
      return <Words artifact={artifact} address={address} />;
    case 'other':
      return null;
  }
}

const None = () => (
  <Text size="sm" c="dimmed">
    {words.noPreview}
  </Text>
);

function Words({
  artifact: { kind, changedAt, bytes, name },
  address,
}: {
  readonly artifact: Artifact;
  readonly address: string;
}) {
  const { data, error } = useQuery({
    queryKey: ['artifact', address, changedAt],
    queryFn: ({ signal }) => beginning(address, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const edges = useEdges();
  if (error !== null) return <Trouble error={error} />;
  if (data === undefined) return null;
  const isWhole = bytes !== null && bytes <= MOST;
  const table = kind === 'table' ? tableOf(data, isWhole) : null;
  if (table === null)
    return (
      <>
        <pre className={styles.pre} tabIndex={0} aria-label={name}>
          {data}
        </pre>
        {!isWhole && <Cut says={words.cutText} />}
      </>
    );
  return (
    <>
      <div ref={edges} className={`${styles.scroll} ${wide.edged}`} tabIndex={0} role="group" aria-label={name}>
        <table className={styles.table}>
          <thead>
            <tr>
              {table.head.map((cell, i) => (
                // Columns may be called alike.
                <th key={`${i} ${cell}`}>{cell}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, r) => (
              <tr key={r}>
                {row.map((cell, i) => (
                  <td key={i}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.hasMore && <Cut says={words.cutTable} />}
    </>
  );
}

const Cut = ({ says }: { readonly says: string }) => (
  <Text size="xs" c="dimmed">
    {says}
  </Text>
);

async function beginning(address: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { headers: { range: `bytes=0-${MOST - 1}` }, signal });
  // An empty file has no first byte.
  if (answer.status === 416) return '';
  if (!answer.ok)
    throw new ServerError(answer.status, { code: 'answer-odd', message: words.noPreview, hint: null, details: {} });
  return (await answer.text()).slice(0, MOST);
}
