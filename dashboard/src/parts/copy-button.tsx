import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { partWords as words } from '../words/parts.ts';

/** Copies a text, and says that it did. */
export function CopyButton({ text, label = words.copy }: { readonly text: string; readonly label?: string }) {
  const [came, setCame] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (came === null) return;
    const timer = setTimeout(() => setCame(null), came === 'copied' ? 2000 : 8000);
    return () => clearTimeout(timer);
  }, [came]);
  const says = came === null ? label : came === 'copied' ? words.copied : words.copyFailed;
  const Icon = came === null ? IconCopy : came === 'copied' ? IconCheck : IconAlertTriangle;
  return (
    <ActionIcon
      variant="subtle"
      color={came === 'failed' ? 'red' : 'gray'}
      aria-label={says}
      title={says}
      onClick={() => {
        // Pages that are not of this machine have a clipboard only behind TLS.
        const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error());
        copied.then(
          () => setCame('copied'),
          () => setCame('failed'),
        );
      }}
    >
      <Icon size={16} />
    </ActionIcon>
  );
}
