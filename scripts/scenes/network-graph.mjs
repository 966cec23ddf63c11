import { NetworkPanel } from '../vscode/networkPanel.mjs';

/** A trained network as a graph: what flows forward, what flows back, and how strongly. */
export default {
  readme: ['dark'],
  /** @param {import('../vscode/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'spiral.backprop');
    await panel.train();
    await panel.showOnly('graph');
  },
};
