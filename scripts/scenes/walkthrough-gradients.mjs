/** The walkthrough's gradients: every value and every gradient beside its line after one click. */
export default {
  walkthrough: true,
  part: { selector: '.editor-instance' },
  /**
   * @param {import('../../test/driver/window.mjs').Window} window
   * @param {import('../screenshots.mjs').Translate} translated
   */
  async play(window, translated) {
    await window.page.setViewportSize({ width: 760, height: 500 });
    await window.openFile('shopping.backprop');
    await window.command('View: Close Primary Side Bar');
    // Lenses move the lines when they come.
    await window.settle();
    await window.click({ selector: '.codelens-decoration a', text: translated('Run Backward') });
    await window.waitFor({ selector: '.view-line:has-text("orange_price") [class*="ced-"]' });
    await window.page.mouse.move(700, 480);
  },
};
