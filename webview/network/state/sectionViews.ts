import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useMemo } from 'preact/hooks';
import type { TrainingViews } from '../../../src/protocol/trainingViews';
import { shownViews } from './store';
import { useThrottledSignal } from '../../kit/pacing/throttled';
import { isRunning } from './running';

/**
 * Whether what is around a component (a section, a row of
 * it) is on the screen; `undefined` outside of sections.
 */
export const OnScreen = createContext<ReadonlySignal<boolean> | undefined>(undefined);

const sections = new Map<string, Signal<boolean>>();

/** Whether a section is on the screen, by its name. */
export function sectionOnScreen(id: string): Signal<boolean> {
  let onScreen = sections.get(id);
  if (onScreen === undefined) sections.set(id, (onScreen = signal(true)));
  return onScreen;
}

/**
 * A signal as of the last time it could be seen: what scrolls by outside of the screen costs nothing. When
 * nothing runs it is the newest wherever that is.
 */
export function whileSeen<Value>(
  source: ReadonlySignal<Value>,
  onScreen: ReadonlySignal<boolean> | undefined,
): ReadonlySignal<Value> {
  let kept = source.peek();
  return computed(() => {
    if (kept === null || onScreen?.value !== false || !isRunning.value) kept = source.value;
    return kept;
  });
}

/** The same where the component is. */
export function useSeen<Value>(source: ReadonlySignal<Value>): ReadonlySignal<Value> {
  const onScreen = useContext(OnScreen);
  return useMemo(() => whileSeen(source, onScreen), [source, onScreen]);
}

/**
 * What a section shows, as of the last time it could be seen.
 * @param milliseconds between two changes while it runs
 */
export function useSectionViews(milliseconds: number): TrainingViews | null {
  const seen = useSeen(shownViews);
  return useThrottledSignal(seen, milliseconds).value;
}
