import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/**
 * Every unit of a ReLU and every sample of the mini-batch:
 * what it blocked forward, and where the gradient stopped.
 */
export default {
  readme: ['light'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'spiral.backprop');
    await panel.train();
    await panel.show('layers');
    await window.click({ selector: '.layer-toggle[aria-label*="relu1"]' });
    await window.waitFor({ selector: '.mask-panes canvas' });
    // The pointer goes to the mask, which is below the fold until then.
    await window.hover({ selector: '.mask-panes canvas' });
  },
};
