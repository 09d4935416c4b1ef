import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { shellWords as words } from '../words/shell.ts';

/** Tells the title of each page that is gone to to whoever hears pages: nothing is loaded, so the browser itself says nothing. */
export function TitleTold() {
  const [title, setTitle] = useState('');
  useEffect(() => {
    let last = '';
    const tell = () => {
      // Between two pages the title is the name alone. That of the first page is told by the browser.
      if (document.title === last || document.title === words.name) return;
      if (last !== '') setTitle(document.title);
      last = document.title;
    };
    const observer = new MutationObserver(tell);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    tell();
    return () => observer.disconnect();
  }, []);
  return (
    <VisuallyHidden aria-live="polite" data-title>
      {title}
    </VisuallyHidden>
  );
}
