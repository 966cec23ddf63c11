import { NetworkPanel } from '../vscode/networkPanel.mjs';

/** A network that has learned the spiral: the graph with what flows through it, and what it says everywhere. */
export default {
  /** @param {import('../vscode/window.mjs').Window} window */
  async play(window) {
    const panel = await NetworkPanel.open(window, 'spiral.backprop');
    await panel.train();
    await panel.showOnly('graph', 'boundary');
  },
};
