import styles from './attribute-table.module.css';
import { CopyButton } from './copy-button.tsx';

/** Letters of a value that are shown at first. */
const MOST = 2000;

/** What users noted with a trial or a study: a line a name. */
export function AttributeTable({ attributes }: { readonly attributes: Readonly<Record<string, unknown>> }) {
  return (
    <table className={styles.table}>
      <tbody>
        {Object.keys(attributes).map((name) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <Value value={attributes[name]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
