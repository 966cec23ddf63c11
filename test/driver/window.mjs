/* global ClipboardEvent, DataTransfer, document -- run in the page */
/* global getComputedStyle, HTMLCanvasElement, HTMLImageElement, btoa -- run in the page */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { THEMES } from './settings.mjs';

/** Only a failure takes so long; a machine that others keep busy needs many times what an idle one does. */
const LIMIT_MS = 45_000;
const POLL_MS = 50;
const MENU_LIMIT_MS = 2_000;
const MENUS = /\.(quick-input|action-widget|monaco-menu)/;

/**
 * Something on the screen. Webviews are searched too: their frames are part of the same window.
 * @typedef {object} Target
 * @property {string} selector CSS
 * @property {string} [text] which the element contains
 * @property {number} [index] which of several, from 0
 */

/** What a person at the keyboard of a running VS Code can do and see. */
export class Window {
  /**
   * @param {import('playwright-core').Page} page
   * @param {string} pictures the folder for pictures
   * @param {string} [name] of the run, before the names of what went wrong in it
   */
  constructor(page, pictures, name = 'window') {
    this.page = page;
    this.pictures = pictures;
    this.name = name;
    this.failures = 0;
  }

  /**
   * A menu of VS Code is refused: its rows move under the pointer while it is laid out, see `pick`.
   * @param {Target} target
   */
  async click(target) {
    if (MENUS.test(target.selector)) throw new Error('Choose from a menu with pick or pickAction.');
    await (await this.#find(target)).click({ timeout: LIMIT_MS });
  }

  /** @param {Target} target */
  async hover(target) {
    await (await this.#find(target)).hover({ timeout: LIMIT_MS });
  }

  /**
   * The texts of all visible elements that a selector finds, in document order; none is an answer too.
   * @param {string} selector
   */
  async texts(selector) {
    return this.#readVisible(selector, shownTexts, '');
  }

  /**
   * An attribute of all visible elements that a selector finds and that have it, in document order.
   * @param {string} selector
   * @param {string} attribute
   */
  async attributes(selector, attribute) {
    return this.#readVisible(selector, attributesOf, attribute);
  }

  /**
   * What stylesheets write before and after all visible elements that a selector finds, in document order.
   * It is read in one turn, for VS Code takes such elements away and puts others there at any time.
   * @param {string} selector
   * @returns {Promise<string[]>}
   */
  async writtenByStyle(selector) {
    return this.page
      .locator(selector)
      .filter({ visible: true })
      .evaluateAll((elements) =>
        elements.flatMap((element) =>
          ['::before', '::after'].flatMap(
            (part) => /^"(.*)"$/.exec(getComputedStyle(element, part).content)?.slice(1) ?? [],
          ),
        ),
      );
  }

  /** Waits until it is on the screen. @param {Target} target */
  async waitFor(target) {
    await this.#find(target);
  }

  /** @param {string} keys such as `F1` or `Control+Shift+P` */
  async press(keys) {
    await this.page.keyboard.press(keys);
  }

  /** @param {string} text */
  async type(text) {
    await this.page.keyboard.type(text);
  }

  /**
   * What Ctrl+V does where the keyboard is: without a desktop Chromium makes no such event of the keys.
   * @param {string} text
   */
  async paste(text) {
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    }, text);
  }

  /**
   * Drags with Shift, which makes VS Code drop into a text what it would open otherwise.
   * @param {Target} from
   * @param {Target} to
   */
  async dragInto(from, to) {
    const [source, goal] = [await this.#find(from), await this.#find(to)];
    await source.hover();
    await this.page.mouse.down();
    await this.page.keyboard.down('Shift');
    // Chromium begins to drag with the first move, and says where over what it is with the next.
    await goal.hover();
    await goal.hover({ position: { x: 3, y: 3 } });
    await this.page.mouse.up();
    await this.page.keyboard.up('Shift');
  }

  /**
   * Position and size in pixels of the window.
   * @param {Target} target
   */
  async box(target) {
    return (await this.#find(target)).boundingBox();
  }

  /**
   * A computed style, such as `opacity`; of `::before` or `::after` when asked for.
   * @param {Target} target
   * @param {string} property
   * @param {string} [pseudoElement]
   */
  async style(target, property, pseudoElement) {
    return (await this.#find(target)).evaluate(
      (element, [name, pseudo]) => getComputedStyle(element, pseudo).getPropertyValue(name),
      /** @type {const} */ ([property, pseudoElement]),
    );
  }

  /**
   * What is drawn on a canvas: its size, and of each pixel red, green, blue and opacity, in Base64.
   * @param {Target} target
   * @returns {Promise<{ width: number, height: number, pixels: string }>}
   */
  async pixels(target) {
    return (await this.#find(target)).evaluate(drawnOn);
  }

  /**
   * How large the file is that an `img` shows, in its own pixels; nothing by nothing while there is none.
   * @param {Target} target
   */
  async pictureSize(target) {
    return (await this.#find(target)).evaluate(naturalSize);
  }

  /** Takes an item of VS Code's open quick pick with the keyboard. @param {string} item */
  async pick(item) {
    await this.waitFor({ selector: '.quick-input-widget input:focus' });
    await this.type(item);
    await this.accept(item);
  }

  /**
   * Clicks a button of an item of VS Code's open quick pick, which stands still once it is the only one.
   * @param {string} item
   * @param {string} icon
   */
  async pickButton(item, icon) {
    await this.waitFor({ selector: '.quick-input-widget input:focus' });
    await this.type(item);
    const row = '.quick-input-list .monaco-list-row:only-child';
    await this.waitFor({ selector: row, text: item });
    await (await this.#find({ selector: `${row} .codicon-${icon}` })).click();
  }

  /**
   * Takes what an open quick pick offers first, once it is this item, and waits until it offers that no
   * longer: one that an extension has opened stays until the extension closes it, and hears the next keys.
   * @param {string} item
   */
  async accept(item) {
    await this.waitFor({ selector: '.quick-input-widget input:focus' });
    const row = { selector: '.quick-input-list .monaco-list-row.focused', text: item };
    await this.waitFor(row);
    await this.press('Enter');
    await this.page
      .locator(row.selector)
      .filter({ visible: true, hasText: item })
      .first()
      .waitFor({ state: 'hidden', timeout: LIMIT_MS });
  }

  /**
   * Takes an action of an editor's open menu, such as the one of Quick Fix, with the keyboard.
   * @param {string} title
   */
  async pickAction(title) {
    const actions = '.action-widget:focus-within .monaco-list-row.action';
    await this.waitFor({ selector: actions, text: title });
    const titles = await this.texts(actions);
    const [at = ''] = await this.texts(`${actions}.focused`);
    const steps = titles.findIndex((each) => each.includes(title)) - titles.indexOf(at);
    for (let step = 0; step < steps; step++) await this.press('ArrowDown');
    await this.waitFor({ selector: `${actions}.focused`, text: title });
    await this.press('Enter');
  }

  /** Runs a command from the palette by its title. @param {string} title */
  async command(title) {
    await this.#choose(['F1'], title);
  }

  /** Opens a file of the folder by its name. @param {string} name */
  async openFile(name) {
    await this.#choose(['Control+P'], name);
    await this.waitFor({ selector: '.tab.active', text: name });
    await this.waitFor({ selector: '.editor-instance .view-line' });
  }

  /**
   * Chooses a colour theme from VS Code's menu: its server does not notice a changed settings.json.
   * @param {import('./settings.mjs').Theme} theme
   */
  async setTheme(theme) {
    const { label, kind } = THEMES[theme];
    await this.#choose(['Control+K', 'Control+T'], label);
    await this.waitFor({ selector: `.monaco-workbench.${kind}` });
  }

  /**
   * Waits until VS Code has written down something that is to outlive the window, such as where a view stood.
   * @param {string} text as it stands in JSON
   */
  async waitForStored(text) {
    const deadline = Date.now() + LIMIT_MS;
    while (!(await this.page.evaluate(isStored, text))) {
      if (Date.now() > deadline) throw new Error(`VS Code did not write down ${text}.`);
      await sleep(500);
    }
  }

  /**
   * A picture of the window, once what is drawn has stopped changing.
   * @param {string} name without `.png`; may contain folders
   * @param {Target} [part] of the window; absent: the whole window
   * @returns {Promise<string>} the file
   */
  async screenshot(name, part) {
    const file = join(this.pictures, `${name}.png`);
    await mkdir(dirname(file), { recursive: true });
    await this.settle();
    const clip = part && (await this.box(part));
    await this.page.screenshot({
      path: file,
      animations: 'disabled',
      caret: 'hide',
      ...(clip && { clip }),
    });
    return file;
  }

  /**
   * A picture as it stands, of a wait in vain: what is done next would hide why.
   * @returns {Promise<string>} the file
   */
  async pictureOfFailure() {
    const file = join(this.pictures, `${this.name}-failure-${++this.failures}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /**
   * Waits until two looks, a moment apart, show the same.
   * @throws Error where something moves all the time, as a network that trains does
   */
  async settle() {
    const deadline = Date.now() + LIMIT_MS;
    let before = await this.#look();
    while (Date.now() < deadline) {
      await sleep(250);
      const after = await this.#look();
      if (after.equals(before)) return;
      before = after;
    }
    throw new Error(`Within ${LIMIT_MS / 1000} s what is drawn did not stop changing.`);
  }

  /**
   * Opens a menu by its keys, types into it and takes what it then offers first.
   * @param {readonly string[]} keys
   * @param {string} label
   */
  async #choose(keys, label) {
    const input = this.page.locator('.quick-input-widget input').filter({ visible: true });
    const deadline = Date.now() + LIMIT_MS;
    // A window that is still starting, or has the focus in a webview, does not hear the keys: again.
    do {
      for (const key of keys) await this.press(key);
      await input.waitFor({ timeout: MENU_LIMIT_MS }).catch(() => undefined);
    } while ((await input.count()) === 0 && Date.now() < deadline);
    await this.pick(label);
  }

  /**
   * @param {string} selector
   * @param {(elements: (HTMLElement | SVGElement)[], argument: string) => string[]} read runs in the page
   * @param {string} argument
   * @returns {Promise<string[]>}
   */
  async #readVisible(selector, read, argument) {
    const found = [];
    for (const frame of this.page.frames()) {
      const visible = frame.locator(selector).filter({ visible: true });
      // A frame may go away while it is read; what it showed is then gone from the screen too.
      found.push(...(await visible.evaluateAll(read, argument).catch(() => [])));
    }
    return found;
  }

  #look() {
    return this.page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  }

  /**
   * @param {Target} target
   * @returns {Promise<import('playwright-core').Locator>}
   */
  async #find({ selector, text, index = 0 }) {
    const deadline = Date.now() + LIMIT_MS;
    do {
      for (const frame of this.page.frames()) {
        const found = frame
          .locator(selector)
          .filter({ visible: true, ...(text === undefined ? {} : { hasText: text }) });
        if ((await found.count().catch(() => 0)) > index) return found.nth(index);
      }
      await sleep(POLL_MS);
    } while (Date.now() < deadline);
    const sought = text === undefined ? selector : `${selector} with the text “${text}”`;
    throw new Error(`Within ${LIMIT_MS / 1000} s there was no ${sought} on the screen.`);
  }
}

/**
 * What a person reads in each element; drawings have no `innerText`,
 * and their titles show on hover only. Runs in the page.
 * @param {(HTMLElement | SVGElement)[]} elements
 * @returns {string[]}
 */
function shownTexts(elements) {
  return elements.map((element) => {
    if ('innerText' in element) return element.innerText;
    const title = element.querySelector('title')?.textContent ?? '';
    return (element.textContent ?? '').slice(title.length);
  });
}

/** Runs in the page. @param {Element[]} elements @param {string} attribute @returns {string[]} */
function attributesOf(elements, attribute) {
  return elements.flatMap((element) => element.getAttribute(attribute) ?? []);
}

/** Runs in the page. @param {Element} picture */
function naturalSize(picture) {
  if (!(picture instanceof HTMLImageElement)) throw new Error('This is no picture.');
  return { width: picture.naturalWidth, height: picture.naturalHeight };
}

/** Runs in the page. @param {Element} canvas */
function drawnOn(canvas) {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
  const { width, height } = canvas;
  // Of a canvas that has no size yet there are no pixels to be asked for.
  const context = width * height === 0 ? null : canvas.getContext('2d');
  const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
  let bytes = '';
  for (const byte of data) bytes += String.fromCharCode(byte);
  return { width, height, pixels: btoa(bytes) };
}

/**
 * Whether any value that VS Code keeps in the browser contains
 * a text, however deeply it is quoted. Runs in the page.
 * @param {string} text
 */
async function isStored(text) {
  /** @type {<T>(request: IDBRequest<T>) => Promise<T>} */
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => {
        resolve(request.result);
      };
      request.onerror = () => {
        reject(request.error ?? new Error('no answer'));
      };
    });
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name));
    try {
      for (const store of database.objectStoreNames) {
        const values = await answer(database.transaction(store).objectStore(store).getAll());
        if (values.some((value) => String(value).replaceAll('\\', '').includes(text))) return true;
      }
    } finally {
      database.close();
    }
  }
  return false;
}
