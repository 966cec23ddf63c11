import { readFile } from 'node:fs/promises';
import { inRoot } from '../process/root.mjs';

/** By how a step is written in the list of keys. @type {Readonly<Record<string, string>>} */
const KEYS = { '⇥': 'Tab', '⏎': 'Enter' };
const CHOICE = /^(?:([^↓]*) )?(?:(↓) )?→ (.*)$/;
const ROWS = '.suggest-widget.visible .monaco-list-row';
const FOCUSED = `${ROWS}.focused`;

/** The spiral example, written from an empty file with what completion offers: a picture a step. */
export default {
  readme: ['light'],
  frameMilliseconds: 700,
  /** @param {import('../../test/driver/window.mjs').Window} window */
  async play(window) {
    await window.page.setViewportSize({ width: 900, height: 560 });
    await window.openFile('spiral.backprop');
    await window.command('View: Close Primary Side Bar');
    await window.press('Control+A');
    await window.press('Delete');
    await window.settle();
  },
  /**
   * @param {import('../../test/driver/window.mjs').Window} window
   * @param {() => Promise<void>} takeFrame
   */
  async film(window, takeFrame) {
    const picture = async () => {
      await window.settle();
      await takeFrame();
    };
    await picture();
    /** @type {string[][]} */
    const lines = JSON.parse(await readFile(inRoot('test', 'fixtures', 'spiralKeys.json'), 'utf8'));
    for (const step of lines.flat()) {
      const [, letters, down, label] = CHOICE.exec(step) ?? [];
      const key = KEYS[step];
      if (label !== undefined) {
        await window.type(letters ?? '');
        if (down !== undefined) {
          await window.waitFor({ selector: `${ROWS}[data-index="1"]`, text: label });
          await window.press('ArrowDown');
        }
        await window.waitFor({ selector: FOCUSED, text: label });
        await picture();
        await window.press('Enter');
      } else if (key !== undefined) await window.press(key);
      else await window.type(step);
      await window.settle();
    }
    await picture();
  },
};
