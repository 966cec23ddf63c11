/** The walkthrough's own code: gradients of somebody's NumPy, and the mistake behind two of them. */
export default {
  walkthrough: true,
  part: { selector: '.editor-instance' },
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    await window.page.setViewportSize({ width: 960, height: 365 });
    await window.openFile('my-net.backprop');
    await window.command('View: Close Primary Side Bar');
    await window.settle();
    await window.press('Control+End');
    await window.waitFor({ selector: '.view-line:has-text("affine1.b) =") [class*="ced-"]' });
    // It is the last problem where the mistake began: the other follows from it.
    await window.press('Shift+F8');
    await window.waitFor({ selector: '.peekview-widget' });
    await window.press('Escape');
    await window.settle();
    await window.press('Control+K');
    await window.press('Control+I');
    await window.waitFor({ selector: '.monaco-hover', text: 'relu1' });
  },
};
