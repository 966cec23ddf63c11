import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/**
 * A convolutional network on handwritten digits: which are taken for which, and one of them followed through.
 */
export default {
  readme: ['light'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'digits.backprop');
    await panel.train();
    await panel.showOnly('confusion', 'sample');
  },
};
