import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconPlayerPause,
  IconPlayerPlay,
  IconScissors,
  IconTrash,
} from '@tabler/icons-react';
import { partWords as words } from '../words/parts.ts';
import styles from './state.module.css';
import { stateColor, type StateName } from './states.ts';

const ICONS = {
  waiting: IconClock,
  running: IconPlayerPlay,
  paused: IconPlayerPause,
  complete: IconCheck,
  pruned: IconScissors,
  failed: IconAlertTriangle,
  removed: IconTrash,
} as const;

/** A trial's state: a sign and a word, so that no colour is needed to read it. */
export function StateBadge({ state }: { readonly state: StateName }) {
  const Icon = ICONS[state];
  return (
    <span className={styles.badge}>
      <Icon size={14} color={stateColor(state)} aria-hidden />
      {words.states[state]}
    </span>
  );
}
