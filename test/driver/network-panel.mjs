import { setTimeout as sleep } from 'node:timers/promises';

/** A training for a picture ends within this, also on a machine that others keep busy. */
const LIMIT_MS = 300_000;
const POLL_MS = 200;
/** Wide enough that the panel beside the text is as people have it on a screen of today. */
const WINDOW = { width: 1440, height: 900 };

/**
 * @typedef {'layers' | 'charts' | 'distributions' | 'boundary'
 *   | 'confusion' | 'sample' | 'graph' | 'health'} Tab
 */

/** The panel of a network, as a person uses it. */
export class NetworkPanel {
  /** @param {import('./window.mjs').Window} window */
  constructor(window) {
    this.window = window;
  }

  /**
   * Opens a file of one network and the panel beside it, with the side bar out of the way.
   * @param {import('./window.mjs').Window} window
   * @param {string} file
   */
  static async open(window, file) {
    await window.page.setViewportSize(WINDOW);
    await window.openFile(file);
    await window.command('View: Close Primary Side Bar');
    await window.settle();
    await window.command('Backprop: Open Panel');
    await window.waitFor({ selector: '.overview' });
    return new NetworkPanel(window);
  }

  /** Trains until every epoch is done. @param {string} [label] of the button, in VS Code's language */
  async train(label = 'Train') {
    await this.window.click({ selector: '.toolbar button', text: label });
    const deadline = Date.now() + LIMIT_MS;
    while (Date.now() < deadline) {
      const [counter = ''] = await this.window.texts('.counter');
      if (/\b([\d,]+)(?: of |\/)\1(?![\d,])/.test(counter)) return;
      await sleep(POLL_MS);
    }
    throw new Error(`Within ${LIMIT_MS / 1000} s the training did not end.`);
  }

  /**
   * Opens a tab below the overview.
   * @param {Tab} tab
   */
  async show(tab) {
    await this.window.click({ selector: `#tab-${tab}` });
    await this.window.waitFor({ selector: `[data-section="${tab}"]` });
    await this.window.hover({ selector: `#tab-${tab}` });
    await this.window.settle();
  }
}
