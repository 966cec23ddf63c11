import { flushScheduled } from '../pacing/scheduler';
import { readThemeAnew } from '../theme/themeColors';

export type Colors = 'theme' | 'print';

/**
 * For print colours the whole panel is drawn anew, and again
 * before the next picture of the screen: nobody sees it.
 */
export function drawIn<Drawn>(colors: Colors, draw: () => Drawn): Drawn {
  if (colors === 'theme') return draw();
  const { classList } = document.documentElement;
  classList.add('is-print');
  try {
    // Everything is drawn in the colours that hold now, also
    // what would wait for its turn while training runs.
    flushScheduled(readThemeAnew);
    return draw();
  } finally {
    classList.remove('is-print');
    flushScheduled(readThemeAnew);
  }
}
