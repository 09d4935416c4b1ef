import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { useMemo } from 'react';
import styles from './markdown.module.css';

/** A text in Markdown, with tables. HTML in it is shown as it is written, and links lead nowhere but to http, https and mail. */
export function Markdown({ text }: { readonly text: string }) {
  const html = useMemo(() => markdownHtml(text), [text]);
  // What micromark makes is safe: it lets no HTML of the text through, and no address that runs as a script.
  return <div className={styles.markdown} dangerouslySetInnerHTML={{ __html: html }} />;
}

/** The HTML of a text in Markdown. */
export const markdownHtml = (text: string): string =>
  micromark(text, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
