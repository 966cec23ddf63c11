/** The chapter's example after one click: every value and gradient beside its line. */
export default {
  readme: ['dark', 'light'],
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    await window.openFile('shopping.backprop');
    // Lenses move the lines when they come.
    await window.settle();
    await window.click({ selector: '.codelens-decoration a', text: 'Run Backward' });
    await window.page.mouse.move(800, 700);
    await window.waitFor({ selector: '.view-line:has-text("orange_price") [class*="ced-"]' });
  },
};
