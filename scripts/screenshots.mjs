/**
 * npm run screenshots -- [--scene NAME] [--update-readme | --update-walkthrough] [--built]
 * Pictures of the extension in a real VS Code, used as a person uses it: every scene of scripts/scenes
 * in every theme, into screenshots/. With --update-readme only those the README shows, which also go to
 * media/screenshots/; with --update-walkthrough those of the walkthrough, to media/walkthrough/.
 * With --built the extension is taken as it was built last.
 */
import { copyFile, cp, mkdir, readdir, rm } from 'node:fs/promises';
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
 * @property {(window: Window) => Promise<void>} play what a person does until the picture is worth taking
 * @property {(window: Window, takeFrame: () => Promise<void>) => Promise<void>} [film] what a person does
 *   after that, where the picture moves
 * @property {number} [frameMilliseconds] how long each of its pictures is shown; absent: as long as a film's
 * @property {readonly import('../test/driver/settings.mjs').Theme[]}
 *   [readme] the themes in which the README shows it
 * @property {import('../test/driver/window.mjs').Target} [part] of the window that is the picture
 * @property {boolean} [walkthrough] whether the walkthrough shows it, in every theme that has a picture there
 */

/** Sharp on the screens people have. */
const PIXELS_PER_PIXEL = 2;
/** The walkthrough's come with the package, which is to stay small. */
const WALKTHROUGH_PIXELS = 1.25;
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
    },
  });
  await ensureDependencies();
  const executable = await ensureBrowserAndFonts();
  if (values['update-readme'] || values['update-walkthrough']) await ensureWebp();
  if (!values.built) {
    headline('Build');
    if (!(await build())) throw new Problem('The build failed; its messages are above.');
  }

  headline('Screenshots');
  const scenes = await loadScenes(values.scene);
  const temporary = await temporaryFolder();
  const workspace = join(temporary.folder, 'examples');
  const server = await serveExtension({
    folder: temporary.folder,
    // It would cover the lines above.
    settings: { 'editor.hover.above': false },
  });
  const { browser, close } = await launchBrowser(executable);
  try {
    for (const theme of Object.keys(THEMES).filter(isTheme)) {
      for (const [name, scene] of scenes) {
        const isInReadme = scene.readme?.includes(theme) ?? false;
        const isInWalkthrough = scene.walkthrough === true && WALKTHROUGH_THEMES.includes(theme);
        if (values['update-readme'] && !isInReadme) continue;
        if (values['update-walkthrough'] && !isInWalkthrough) continue;
        // A scene may have edited its file, which VS Code in a browser saves by itself.
        await cp(inRoot('examples'), workspace, { recursive: true });
        const scale = scene.walkthrough === true ? WALKTHROUGH_PIXELS : PIXELS_PER_PIXEL;
        const page = await newWindow(browser, { scale });
        await openWorkbench(page, workbenchAddress(server, { folder: workspace }));
        const window = new Window(page, inRoot('screenshots'));
        const picture = await play(window, name, scene, theme);
        note(picture);
        const { film } = scene;
        if (film !== undefined) {
          const frames = await takeFrames(window, film, join(inRoot('screenshots'), `${name}-${theme}`));
          if (values['update-readme'])
            await encodeMoving(
              frames,
              await inMedia('screenshots', `${name}-${theme}.webp`),
              scene.frameMilliseconds,
            );
          await page.context().close();
          continue;
        }
        if (values['update-readme']) await copyFile(picture, await inMedia('screenshots', basename(picture)));
        if (values['update-walkthrough'])
          await encodeStill(picture, await inMedia('walkthrough', `${basename(picture, '.png')}.webp`));
        await page.context().close();
      }
    }
  } finally {
    await close();
    await server.stop();
    await temporary.remove();
  }
  return 0;
});

/**
 * @param {Window} window
 * @param {string} name
 * @param {Scene} scene
 * @param {import('../test/driver/settings.mjs').Theme} theme
 */
async function play(window, name, scene, theme) {
  try {
    await window.setTheme(theme);
    await scene.play(window);
  } catch (error) {
    note(`How far it came: ${await window.screenshot(`failed-${name}-${theme}`)}`);
    throw error;
  }
  return window.screenshot(`${name}-${theme}`, scene.part);
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
