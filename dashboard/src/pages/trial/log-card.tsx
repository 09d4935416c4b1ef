import '@mantine/core/styles/Switch.css';
import { ActionIcon, Group, Switch, Text, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { bytesText } from '../../parts/bytes-text.ts';
import { trialWords as words } from '../../words/trial.ts';
import { linesWith, type LogBuffer } from './log-buffer.ts';
import type { TrialParts } from './page.tsx';
import styles from './trial.module.css';
import { useLog } from './use-log.ts';

/** Pixels of a line before it is measured. */
const LINE = 19;
/** So near to its end, a log that is scrolled counts as followed. */
const NEAR = 40;

/** What the trial's program prints, as it prints it; with search. */
export function LogCard({ id, trial }: TrialParts) {
  const { log, error, isKnown } = useLog(id, trial.number);
  const [isFollowed, setFollowed] = useState(true);
  const [isWrapped, setWrapped] = useState(false);
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(() => linesWith(log.lines, search), [log.lines, search]);
  const place = found.length === 0 ? -1 : ((at % found.length) + found.length) % found.length;
  const go = (by: number) => {
    setFollowed(false);
    setAt(place + by);
  };

  if (!isKnown) return null;
  const trouble = error === null ? null : `${words.logLost} ${error instanceof Error ? error.message : String(error)}`;
  if (log.bytes === null && log.lines.length === 0)
    return (
      <Card title={words.log}>
        <Text size="sm" c="dimmed">
          {trouble ?? words.noLog}
        </Text>
      </Card>
    );
  return (
    <Card
      title={words.log}
      aside={
        <Group gap="sm">
          <TextInput
            size="xs"
            type="search"
            aria-label={words.searchLog}
            placeholder={words.searchLog}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              setAt(0);
              if (event.currentTarget.value !== '') setFollowed(false);
            }}
            onKeyDown={(event: KeyboardEvent) => {
              if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
            }}
          />
          {search !== '' && (
            <Group gap={2}>
              <Text size="xs" c="dimmed" role="status">
                {words.found(place + 1, found.length)}
              </Text>
              <ActionIcon size="sm" variant="subtle" aria-label={words.previousFound} onClick={() => go(-1)}>
                <IconChevronUp size={16} />
              </ActionIcon>
              <ActionIcon size="sm" variant="subtle" aria-label={words.nextFound} onClick={() => go(1)}>
                <IconChevronDown size={16} />
              </ActionIcon>
            </Group>
          )}
          <Switch
            size="xs"
            label={words.wrap}
            checked={isWrapped}
            onChange={(event) => setWrapped(event.currentTarget.checked)}
          />
          <Switch
            size="xs"
            label={words.follow}
            checked={isFollowed}
            onChange={(event) => setFollowed(event.currentTarget.checked)}
          />
        </Group>
      }
    >
      {trouble !== null && (
        <Text size="sm" c="dimmed" role="alert" mb="xs">
          {trouble}
        </Text>
      )}
      {log.omitted > 0 && (
        <Text size="xs" c="dimmed">
          {words.leftOut(bytesText(log.omitted))}
        </Text>
      )}
      {log.dropped > 0 && (
        <Text size="xs" c="dimmed">
          {words.dropped(log.dropped)}
        </Text>
      )}
      {log.lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.emptyLog}
        </Text>
      ) : (
        <Lines
          log={log}
          isWrapped={isWrapped}
          isFollowed={isFollowed}
          follow={setFollowed}
          marked={place < 0 ? null : found[place]!}
        />
      )}
    </Card>
  );
}

function Lines({
  log,
  isWrapped,
  isFollowed,
  follow,
  marked,
}: {
  readonly log: LogBuffer;
  readonly isWrapped: boolean;
  readonly isFollowed: boolean;
  readonly follow: (isFollowed: boolean) => void;
  /** The line of the place that was found. */
  readonly marked: number | null;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const { lines, dropped } = log;
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE,
    overscan: 20,
  });
  useEffect(() => virtual.measure(), [isWrapped, virtual]);
  useEffect(() => {
    if (isFollowed) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [lines, isFollowed, isWrapped, virtual]);
  useEffect(() => {
    if (marked !== null) virtual.scrollToIndex(marked, { align: 'center' });
  }, [marked, virtual]);
  const items = virtual.getVirtualItems();
  return (
    <div
      ref={frame}
      className={styles.log}
      data-wrapped={isWrapped || undefined}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={words.log}
      onWheel={() => {
        const { scrollTop, clientHeight, scrollHeight } = frame.current!;
        if (isFollowed && scrollTop + clientHeight < scrollHeight - NEAR) follow(false);
      }}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map(({ index }) => (
            <div
              key={index}
              ref={virtual.measureElement}
              data-index={index}
              data-marked={index === marked || undefined}
              className={styles.line}
            >
              <span aria-hidden>{dropped + index + 1}</span>
              {lines[index] === '' ? ' ' : lines[index]}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
