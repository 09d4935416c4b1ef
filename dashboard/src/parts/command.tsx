import styles from './command.module.css';
import { CopyButton } from './copy-button.tsx';

/** A command or a program that can be copied. */
export function Command({ text }: { readonly text: string }) {
  return (
    <div className={styles.command}>
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} />
    </div>
  );
}
