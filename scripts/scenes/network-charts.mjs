import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/** How a training went, in curves. */
export default {
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'spiral.backprop');
    await panel.train();
    await panel.show('charts');
  },
};
