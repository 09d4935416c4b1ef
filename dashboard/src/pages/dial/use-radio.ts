import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { type Radio, radio } from './sound.ts';
import type { Signal } from './signal.ts';

/** The sound of a page: off until somebody switches it on, silent while the page is hidden, off when it is left. */
export interface RadioSwitch {
  readonly isOn: boolean;
  /** Has it been asked for in vain? */
  readonly hasFailed: boolean;
  /** 0 to 1. */
  readonly volume: number;
  /** From a click or a key. */
  toggle(): void;
  setVolume(level: number): void;
}

/** What is heard where the needle stands. */
export function useRadio(signal: Signal, place: readonly number[]): RadioSwitch {
  const own = useRef<Radio | null>(null);
  const [isOn, setOn] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const [volume, setVolume] = useState(0.5);
  const isHidden = useDocumentVisibility() === 'hidden';
  useEffect(() => own.current?.tune(signal, place), [isOn, signal, place]);
  useEffect(() => own.current?.volume(volume), [isOn, volume]);
  useEffect(() => own.current?.hush(isHidden), [isOn, isHidden]);
  useEffect(() => () => own.current?.off(), []);
  const toggle = (): void => {
    if (own.current !== null) {
      own.current.off();
      own.current = null;
      setOn(false);
      return;
    }
    try {
      own.current = radio();
      setOn(true);
    } catch {
      setFailed(true);
    }
  };
  return { isOn, hasFailed, volume, toggle, setVolume };
}
