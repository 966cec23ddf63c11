import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/** How a training went, in curves, and how the activations of a layer spread over time. */
export default {
  readme: ['dark'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'spiral.backprop');
    await panel.train();
    await panel.showOnly('charts', 'distributions');
  },
};
