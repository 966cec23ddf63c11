import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/** A trained network as a graph, with what flows forward and back. */
export default {
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'spiral.backprop');
    await panel.train();
    await panel.show('graph');
  },
};
