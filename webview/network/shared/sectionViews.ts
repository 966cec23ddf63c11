import { computed, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useEffect, useMemo } from 'preact/hooks';
import type { TrainingViews } from '../../../src/protocol/trainingViews';
import { shownViews } from '../store';
import { calmedUntil } from './calmed';
import { isRunning } from './running';

/** Whether the section around a component is on the screen; `undefined` outside of sections. */
export const OnScreen = createContext<Signal<boolean> | undefined>(undefined);

/**
 * What a section shows, as of the last time it could be seen: what scrolls by outside of the screen costs nothing. When
 * nothing runs it is the newest wherever the section is.
 * @param milliseconds between two changes while it runs
 */
export function useSectionViews(milliseconds: number): TrainingViews | null {
  const onScreen = useContext(OnScreen);
  const followed = useMemo(() => {
    let kept = shownViews.peek();
    const seen = computed(() => {
      if (kept === null || onScreen?.value !== false || !isRunning.value) kept = shownViews.value;
      return kept;
    });
    return calmedUntil(seen, milliseconds);
  }, [onScreen, milliseconds]);
  useEffect(() => followed.stop, [followed]);
  return followed.calm.value;
}
