import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/** A network that has learned the spiral, seen at once: curves, boundary, the strip of layers. */
export default {
  readme: ['dark'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'spiral.backprop');
    await panel.train();
  },
};
