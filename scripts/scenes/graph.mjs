/**
 * The book's figure beside its formulas: values above the edges, gradients below, the chain rule of one node.
 */
export default {
  readme: ['dark', 'light'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    // Both halves have room: the text for the values behind its lines, the graph for its last node.
    await window.page.setViewportSize({ width: 1680, height: 820 });
    await window.openFile('shopping.backprop');
    await window.command('View: Close Primary Side Bar');
    await window.settle();
    await window.command('Backprop: Open Panel');
    await window.waitFor({ selector: '[data-edge="5/0"]' });
    await window.click({ selector: '.codelens-decoration a', text: 'Run Backward' });
    await window.waitFor({ selector: '[data-edge="5/0"] text[data-direction="backward"]', text: '2.2' });
    await window.click({ selector: '[data-button="5"]' });
    await window.waitFor({ selector: '.formula-result' });
    await window.settle();
  },
};
