import { useEffect, useState, useSyncExternalStore } from 'react';
import { reportWords } from './words.ts';

const CHOICES = ['auto', 'light', 'dark'] as const;

/** Goes through the colours: those of the system, light, dark. Printed pages are light. */
export function SchemeButton() {
  const [choice, setChoice] = useState<(typeof CHOICES)[number]>('auto');
  const isDark = useMedia('(prefers-color-scheme: dark)');
  const isPrinting = useMedia('print');
  const wanted = choice === 'auto' ? (isDark ? 'dark' : 'light') : choice;
  const shown = isPrinting ? 'light' : wanted;
  useEffect(() => {
    document.documentElement.dataset['mantineColorScheme'] = shown;
  }, [shown]);
  return (
    <button type="button" onClick={() => setChoice(CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length]!)}>
      {reportWords.schemes[choice]}
    </button>
  );
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
