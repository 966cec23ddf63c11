import { NetworkPanel } from '../../test/driver/network-panel.mjs';

/** The walkthrough's training: a network that has learned the spiral, seen at once. */
export default {
  walkthrough: true,
  part: { selector: 'iframe.webview' },
  /**
   * @param {import('../../test/driver/window.mjs').Window} window
   * @param {import('../screenshots.mjs').Translate} translated
   */
  async play(window, translated) {
    const panel = await NetworkPanel.open(window, 'spiral.backprop');
    await window.page.setViewportSize({ width: 1440, height: 530 });
    await panel.train(translated('Train'));
  },
};
