/** Matrices on the edges, and one entry of a gradient worked out with its own numbers. */
export default {
  readme: ['light'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    await window.openFile('tensors.backprop');
    await window.command('View: Close Primary Side Bar');
    await window.settle();
    await window.command('Backprop: Open Panel');
    await window.waitFor({ selector: '[data-edge]' });
    await window.click({ selector: '.codelens-decoration a', text: 'Run Backward' });
    await window.waitFor({ selector: '[data-edge] [data-entry]' });
    await window.click({ selector: '.node-label, [data-button]', text: 'ReLU' });
    await window.settle();
  },
};
