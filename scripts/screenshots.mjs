/**
 * npm run screenshots -- [--scene NAME] [--update-readme | --update-walkthrough [--locale ja]] [--built]
 * Pictures of the extension in a real VS Code, used as a person uses it: every scene of scripts/scenes
 * in every theme, into screenshots/. With --update-readme only those the README shows, which also go to
 * media/screenshots/; with --update-walkthrough those of the walkthrough, to media/walkthrough/, with
 * --locale ja as readers of Japanese see them.
 * With --built the extension is taken as it was built last.
 */
import { copyFile, cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { command, Problem } from './console/problem.mjs';
import { headline, note } from './console/report.mjs';
import { ensureDependencies } from './ensure/dependencies.mjs';
import { ensureBrowserAndFonts } from './ensure/fonts.mjs';
import { inRoot } from './process/root.mjs';
import { build } from './tasks/build.mjs';
import { encodeMoving, encodeStill, ensureWebp } from './webp.mjs';
import { serveExtension } from '../test/driver/served.mjs';
import { isTheme, THEMES } from '../test/driver/settings.mjs';
import { temporaryFolder } from '../test/driver/temporary-folder.mjs';
import { Window } from '../test/driver/window.mjs';
import { launchBrowser, newWindow, openWorkbench, workbenchAddress } from '../test/driver/workbench.mjs';

/**
 * A scene is the default export of a file; the file's name is the picture's.
 * @typedef {object} Scene
 * @property {(window: Window, translated: Translate) => Promise<void>} play what a person does until the
 *   picture is worth taking
 * @property {(window: Window, takeFrame: () => Promise<void>) => Promise<void>} [film] what a person does
 *   after that, where the picture moves
 * @property {number} [frameMilliseconds] how long each of its pictures is shown; absent: as long as a film's
 * @property {readonly import('../test/driver/settings.mjs').Theme[]}
 *   [readme] the themes in which the README shows it
 * @property {import('../test/driver/window.mjs').Target} [part] of the window that is the picture
 * @property {boolean} [walkthrough] whether the walkthrough shows it, in every theme that has a picture there
 */

/**
 * A sentence of the extension in the language of the picture.
 * @typedef {(english: string, ...values: string[]) => string} Translate
 */

/** Sharp on the screens people have. */
const PIXELS_PER_PIXEL = 2;
/** The walkthrough's come with the package, which is to stay small. */
const WALKTHROUGH_PIXELS = 1;
/** @type {readonly import('../test/driver/settings.mjs').Theme[]} */
const WALKTHROUGH_THEMES = ['light', 'dark'];
const scenesFolder = inRoot('scripts', 'scenes');

await command(async () => {
  const { values } = parseArgs({
    options: {
      scene: { type: 'string' },
      'update-readme': { type: 'boolean' },
      'update-walkthrough': { type: 'boolean' },
      built: { type: 'boolean' },
      locale: { type: 'string' },
    },
  });
  const locale = values.locale === 'ja' ? values.locale : undefined;
  if (values.locale !== undefined && !(locale && values['update-walkthrough']))
    throw new Problem('--locale can only be ja, and goes with --update-walkthrough.');
  const translated = await translation(locale);
  await ensureDependencies();
  const executable = await ensureBrowserAndFonts();
  if (values['update-readme'] || values['update-walkthrough']) await ensureWebp();
  if (!values.built) {
    headline('Build');
    if (!(await build())) throw new Problem('The build failed; its messages are above.');
  }

  headline('Screenshots');
  const scenes = await loadScenes(values.scene);
  const { browser, close } = await launchBrowser(executable);
  try {
    for (const theme of Object.keys(THEMES).filter(isTheme)) {
      const shown = scenes.filter(([, { readme = [], walkthrough = false }]) => {
        if (values['update-readme']) return readme.includes(theme);
        return !values['update-walkthrough'] || (walkthrough && WALKTHROUGH_THEMES.includes(theme));
      });
      if (shown.length > 0) await takeIn(theme, shown);
    }
  } finally {
    await close();
  }
  return 0;

  /**
   * Takes the pictures of one theme, which VS Code's server does not change while it runs.
   * @param {import('../test/driver/settings.mjs').Theme} theme
   * @param {readonly [string, Scene][]} shown
   */
  async function takeIn(theme, shown) {
    const temporary = await temporaryFolder();
    const server = await serveExtension({
      folder: temporary.folder,
      settings: {
        'workbench.colorTheme': THEMES[theme].setting,
        // It would cover the lines above.
        'editor.hover.above': false,
      },
      ...(locale !== undefined && { locale }),
    });
    try {
      for (const [name, scene] of shown) {
        const workspace = join(temporary.folder, 'examples');
        // A scene may have edited its file, which VS Code in a browser saves by itself.
        await cp(inRoot('examples'), workspace, { recursive: true });
        const scale = scene.walkthrough === true ? WALKTHROUGH_PIXELS : PIXELS_PER_PIXEL;
        const page = await newWindow(browser, { scale });
        await openWorkbench(page, workbenchAddress(server, { folder: workspace }));
        await take(page, scene, `${name}-${theme}`);
        await page.context().close();
      }
    } finally {
      await server.stop();
      await temporary.remove();
    }
  }

  /**
   * @param {import('playwright-core').Page} page
   * @param {Scene} scene
   * @param {string} name of the picture
   */
  async function take(page, scene, name) {
    const window = new Window(page, inRoot('screenshots'));
    const picture = await play(window, name, scene, translated);
    note(picture);
    const { film } = scene;
    if (film !== undefined) {
      const frames = await takeFrames(window, film, join(inRoot('screenshots'), name));
      const moving = await inMedia('screenshots', `${name}.webp`);
      if (values['update-readme']) await encodeMoving(frames, moving, scene.frameMilliseconds);
      return;
    }
    if (values['update-readme']) await copyFile(picture, await inMedia('screenshots', basename(picture)));
    const still = await inMedia('walkthrough', `${name}${locale === undefined ? '' : `.${locale}`}.webp`);
    if (values['update-walkthrough']) await encodeStill(picture, still);
  }
});

/**
 * @param {Window} window
 * @param {string} name of the picture
 * @param {Scene} scene
 * @param {Translate} translated
 */
async function play(window, name, scene, translated) {
  try {
    await scene.play(window, translated);
  } catch (error) {
    note(`How far it came: ${await window.screenshot(`failed-${name}`)}`);
    throw error;
  }
  return window.screenshot(name, scene.part);
}

/** @param {string | undefined} locale @returns {Promise<Translate>} */
async function translation(locale) {
  /** @type {Record<string, string>} */
  const catalogue =
    locale === undefined
      ? {}
      : JSON.parse(await readFile(inRoot('l10n', `bundle.l10n.${locale}.json`), 'utf8'));
  return (english, ...values) =>
    (catalogue[english] ?? english).replaceAll(/\{(\d)\}/g, (place, at) => values[at] ?? place);
}

/**
 * Pictures one after the other, as fast as they come, which says nothing of how fast training is.
 * @param {Window} window
 * @param {NonNullable<Scene['film']>} film
 * @param {string} folder
 * @returns {Promise<string[]>} their files, in order
 */
async function takeFrames({ page }, film, folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  /** @type {string[]} */
  const files = [];
  await film(new Window(page, folder), async () => {
    const file = join(folder, `${String(files.length).padStart(3, '0')}.png`);
    await page.screenshot({ path: file, caret: 'hide', scale: 'css' });
    files.push(file);
  });
  return files;
}

/** @param {string | undefined} only @returns {Promise<[string, Scene][]>} */
async function loadScenes(only) {
  const files = (await readdir(scenesFolder)).filter((name) => name.endsWith('.mjs')).sort();
  const names = files
    .map((file) => basename(file, '.mjs'))
    .filter((name) => only === undefined || name === only);
  if (names.length === 0) throw new Problem(`There is no scene ${only ?? ''} in ${scenesFolder}.`);
  return Promise.all(
    names.map(async (name) => {
      /** @type {{ default: Scene }} */
      const { default: scene } = await import(new URL(`./scenes/${name}.mjs`, import.meta.url).href);
      return /** @type {[string, Scene]} */ ([name, scene]);
    }),
  );
}

/** @param {'screenshots' | 'walkthrough'} place @param {string} name */
async function inMedia(place, name) {
  const folder = inRoot('media', place);
  await mkdir(folder, { recursive: true });
  return join(folder, name);
}
