import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/** A convolutional network on handwritten digits: one of them followed through its layers. */
export default {
  readme: ['light'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'digits.backprop');
    await panel.train();
    await panel.show('sample');
  },
};
