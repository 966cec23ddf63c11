import { readFile } from 'node:fs/promises';
import { inRoot } from '../process/root.mjs';

const sheet = 'homework.backprop';

/** The walkthrough's sheet: one blank filled in rightly, one wrongly, and the count of right answers. */
export default {
  walkthrough: true,
  part: { selector: '.editor-instance' },
  /**
   * @param {import('../../test/driver/window.mjs').Window} window
   * @param {import('../screenshots.mjs').Translate} translated
   */
  async play(window, translated) {
    await window.page.setViewportSize({ width: 760, height: 560 });
    await window.openFile(sheet);
    await window.command('View: Close Primary Side Bar');
    await window.settle();
    await answer(window, 'apple_price', '360');
    await answer(window, 'grad(apple)', '3.2');
    // The count stands above the first line, where VS Code does not scroll by itself.
    await window.settle();
    for (let page = 0; page < 2; page++) await window.press('Alt+PageUp');
    await window.waitFor({ selector: '.codelens-decoration', text: translated('{0} of {1}', '1', '5') });
  },
};

/**
 * Writes a number in place of the question mark behind what is asked for.
 * @param {import('../../test/driver/window.mjs').Window} window
 * @param {string} asked
 * @param {string} number
 */
async function answer(window, asked, number) {
  const lines = (await readFile(inRoot('examples', sheet), 'utf8')).split('\n');
  const line = 1 + lines.findIndex((text) => text.startsWith(`expect ${asked} `) && text.endsWith('?'));
  await window.press('Control+G');
  await window.waitFor({ selector: '.quick-input-widget input' });
  await window.settle();
  await window.type(String(line));
  await window.settle();
  await window.press('Enter');
  await window.press('End');
  await window.press('Backspace');
  await window.type(number);
}
