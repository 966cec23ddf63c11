/** The walkthrough's graph, alone in the window: values above the edges, gradients below. */
export default {
  walkthrough: true,
  part: { selector: 'iframe.webview' },
  /**
   * @param {import('../../test/driver/window.mjs').Window} window
   * @param {import('../screenshots.mjs').Translate} translated
   */
  async play(window, translated) {
    await window.page.setViewportSize({ width: 1680, height: 820 });
    await window.openFile('shopping.backprop');
    await window.command('View: Close Primary Side Bar');
    await window.settle();
    await window.click({ selector: '.codelens-decoration a', text: translated('Run Backward') });
    await window.command('Backprop: Open Panel');
    await window.waitFor({ selector: '[data-edge="5/0"] text[data-direction="backward"]', text: '2.2' });
    await window.click({ selector: '[data-button="5"]' });
    await window.waitFor({ selector: '.formula-result' });
  },
};
