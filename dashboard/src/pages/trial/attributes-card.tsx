import { Text } from '@mantine/core';
import { Card } from '../../parts/card.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { trialWords as words } from '../../words/trial.ts';
import type { TrialParts } from './page.tsx';
import styles from './trial.module.css';

/** Letters of a value that are shown at first. */
const MOST = 2000;

/** What users noted with a trial. */
export function AttributesCard({ trial: { attributes } }: TrialParts) {
  const names = Object.keys(attributes);
  return (
    <Card title={words.attributes}>
      {names.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noAttributes}
        </Text>
      ) : (
        <table className={styles.table}>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row" className={styles.long}>
                  {name}
                </th>
                <td className={styles.long}>
                  <Value value={attributes[name]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Value({ value }: { readonly value: unknown }) {
  if (typeof value === 'string' && /^https?:\/\/\S+$/i.test(value))
    return (
      <a href={value} target="_blank" rel="noreferrer noopener">
        {value}
      </a>
    );
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  if (text.length <= MOST) return <span className={styles.json}>{text}</span>;
  return (
    <details>
      <summary>
        {text.slice(0, 100)} … <CopyButton text={text} />
      </summary>
      <pre className={styles.pre} tabIndex={0}>
        {text}
      </pre>
    </details>
  );
}
