import { setTimeout as sleep } from 'node:timers/promises';
import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/** About ten seconds: by then the boundary has found its three arms. */
const FRAMES = 40;
/** The panel draws between two pictures, which it would not while they are taken without a pause. */
const PAUSE_MS = 150;

/** A click on Train: curves grow, the boundary bends, masks and gradients change. */
export default {
  readme: ['dark'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    await NetworkPanel.open(window, 'spiral.backprop');
    await window.page.setViewportSize({ width: 1200, height: 720 });
    await window.hover({ selector: '.toolbar button', text: 'Train' });
  },
  /**
   * @param {import('../../test/driver/window.mjs').Window} window
   * @param {() => Promise<void>} takeFrame
   */
  async film(window, takeFrame) {
    await takeFrame();
    await window.click({ selector: '.toolbar button', text: 'Train' });
    for (let frame = 1; frame < FRAMES; frame++) {
      await sleep(PAUSE_MS);
      await takeFrame();
    }
  },
};
