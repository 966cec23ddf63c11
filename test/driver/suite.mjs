import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { format, promisify } from 'node:util';
import { describeError } from '../../scripts/console/problem.mjs';
import { fail, note } from '../../scripts/console/report.mjs';
import { ensureBrowser } from '../../scripts/ensure/browser.mjs';
import { ensurePython } from '../../scripts/ensure/python.mjs';
import { ensureJapanese } from '../../scripts/ensure/japanese.mjs';
import { ensureVsCodeServer } from '../../scripts/ensure/vscode-server.mjs';
import { isEnding } from '../../scripts/process/cleanup.mjs';
import { inRoot, root } from '../../scripts/process/root.mjs';
import { startBridge } from './bridge.mjs';
import { installExtension, packageExtension } from './package.mjs';
import { NONE, Progress, sum } from './results.mjs';
import { RUNS, settingsOf } from './runs.mjs';
import { startServer } from './server.mjs';
import { THEMES, writeSettings } from './settings.mjs';
import { temporaryFolder } from './temporary-folder.mjs';
import { Window } from './window.mjs';
import { launchBrowser, newWindow, openWorkbench, workbenchAddress } from './workbench.mjs';

/**
 * A suite that tells nothing for so long has stopped: every test, and what is done before and behind it, ends
 * by itself in 180 s. How long all of them take is a matter of the machine.
 */
const SILENCE_LIMIT_MS = 600_000;
const KNOWN_LIMIT_MS = 60_000;

/**
 * @typedef {object} SuiteOptions
 * @property {import('./runs.mjs').RunName} run
 * @property {import('./settings.mjs').Theme} [theme]
 * @property {string} [grep] only tests whose title matches this regular expression
 *
 * @typedef {import('./results.mjs').Counts} Counts
 */

/**
 * Runs the test suite in a real VS Code: its server here, its window in Chromium.
 * @param {SuiteOptions} options
 * @returns {Promise<Counts>} at least one failure when the suite did not end by itself
 */
export async function runSuite({ run: name, theme = 'dark', grep = '' }) {
  const run = RUNS[name];
  const files = await ensureVsCodeServer();
  const executable = await ensureBrowser();
  const logs = inRoot('.cache', 'vscode-tests', name);
  const temporary = await temporaryFolder();
  const dataFolder = join(temporary.folder, 'data');
  const extensionsFolder = join(temporary.folder, 'extensions');
  // A space and a letter beyond ASCII: paths as people have them.
  const examples = join(temporary.folder, 'my 例');
  await makeWorkspace(examples);
  const workspace = run.twoFolders ? await addFolder(temporary.folder, examples) : examples;
  await mkdir(logs, { recursive: true });

  /** @type {Window | undefined} */
  let window;
  let address = '';
  /** @type {Promise<void> | undefined} */
  let reported;
  const bridge = await startBridge({
    window: () => {
      if (window === undefined) throw new Error('The window is not open yet.');
      return window;
    },
    reload: async () => {
      // What the suite said last must have arrived before its extension host ends.
      await reported;
      if (window !== undefined) await openWorkbench(window.page, address);
    },
  });
  await writeSettings(dataFolder, {
    'workbench.colorTheme': THEMES[theme].setting,
    // Motion took a fifth of what a run costs; the webviews' own tests know both ways.
    'workbench.reduceMotion': 'on',
    'backpropTest.bridge': bridge.address,
    'backpropTest.run': name,
    'backpropTest.grep': grep,
    ...(run.browserHost ? {} : { 'backpropTest.python': await ensurePython() }),
    ...(await settingsOf(run)),
  });
  if (run.locale === 'ja') await ensureJapanese(dataFolder);
  if (run.packaged) {
    const vsix = join(temporary.folder, 'extension.vsix');
    await packageExtension(vsix);
    await installExtension(files, { dataFolder, extensionsFolder }, vsix);
  }
  const server = await startServer({
    files,
    dataFolder,
    extensionsFolder,
    logFile: join(logs, 'server.log'),
    acceptsDevelopment: true,
    ...(run.locale === undefined ? {} : { locale: run.locale }),
  });
  const { browser, close } = await launchBrowser(executable);
  try {
    const page = await newWindow(browser);
    window = new Window(page, inRoot('screenshots', 'tests'), name);
    const listener = await listen(page, join(logs, 'workbench.log'));
    reported = listener.reported;
    address = workbenchAddress(server, {
      folder: run.withoutFolder ? undefined : workspace,
      tests: inRoot('dist', 'test', 'vscode', run.browserHost ? 'index.web.js' : 'index.js'),
      extension: run.packaged ? await makeCarrier(temporary.folder) : root,
    });
    if (run.twoFolders) await makeKnown(page, workbenchAddress(server, { folder: workspace }), dataFolder);
    await openWorkbench(page, address);
    const problem = await listener.ended;
    return await conclude(listener.progress.counts, problem, window, logs);
  } catch (error) {
    if (!isEnding()) fail(describeError(error));
    return { ...NONE, failed: 1, failures: [describeError(error)] };
  } finally {
    await close();
    await bridge.close();
    await server.stop();
    await temporary.remove();
  }
}

/** The examples people get, and what only tests need. @param {string} folder */
async function makeWorkspace(folder) {
  await cp(inRoot('examples'), folder, { recursive: true });
  await makeRecording(folder);
}

const recorded = `network Recorded {
  data = csv("points.csv", target="t", test=0.2)
  layers {
    hidden = Affine(8)
    relu = ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = Adam(lr=0.02)
    batch     = 24
    epochs    = 30
  }
}
`;

/**
 * A recording as the command makes one, beside the definition it is of.
 * @param {string} folder
 */
async function makeRecording(folder) {
  const place = join(folder, 'recorded');
  await mkdir(place);
  const definition = join(place, 'recorded.backprop');
  await writeFile(definition, recorded);
  const points = Array.from({ length: 120 }, (_, at) => {
    const angle = at / 9;
    return `${Math.cos(angle)},${Math.sin(angle) * at},${at % 3}`;
  });
  await writeFile(join(place, 'points.csv'), ['x,y,t', ...points, ''].join('\n'));
  // The recording keeps the sentences of its findings in the language it was made in.
  const words = ['--lang', 'en', 'train', definition, '--record', join(place, 'runs')];
  await promisify(execFile)(process.execPath, [inRoot('dist', 'cli.js'), ...words]);
}

/**
 * A workspace of the examples and a folder with a file of a name that they have too.
 * @param {string} folder for what is made
 * @param {string} examples
 * @returns {Promise<string>} its file
 */
async function addFolder(folder, examples) {
  const homework = join(folder, 'homework');
  await mkdir(homework);
  await writeFile(join(homework, 'shopping.backprop'), 'pear = 30\nprice = pear * 4\nbackward price\n');
  const file = join(folder, 'both.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: examples }, { path: homework }] }));
  return file;
}

/**
 * Opens a workspace of several folders once before its tests. Of one that it has not had open before, VS Code
 * learns the folders while extensions begin, and where that takes long, extensions are never told of them.
 * @param {import('playwright-core').Page} page
 * @param {string} address
 * @param {string} dataFolder where the server keeps what is known of a workspace
 */
async function makeKnown(page, address, dataFolder) {
  await openWorkbench(page, address);
  const known = join(dataFolder, 'data', 'User', 'caches', 'CachedConfigurations', 'workspaces');
  const files = async () => (await readdir(known, { recursive: true }).catch(() => [])).join();
  for (const deadline = Date.now() + KNOWN_LIMIT_MS; !(await files()).includes('workspace.json');) {
    if (Date.now() > deadline) throw new Error('VS Code did not write down the folders of the workspace.');
    await sleep(50);
  }
}

/**
 * VS Code runs tests only beside an extension in development.
 * Where the installed package is tested, that is an empty one.
 * @param {string} folder
 */
async function makeCarrier(folder) {
  const carrier = join(folder, 'carrier');
  await mkdir(carrier);
  const manifest = { name: 'carrier', publisher: 'test', version: '0.0.0', engines: { vscode: '*' } };
  await writeFile(join(carrier, 'package.json'), JSON.stringify(manifest));
  return carrier;
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} logFile everything the workbench and the extension host log
 */
async function listen(page, logFile) {
  await writeFile(logFile, '');
  const progress = new Progress();
  /** @type {(problem: string | undefined) => void} */
  let end = () => undefined;
  /** @type {Promise<string | undefined>} */
  const ended = new Promise((resolve) => (end = resolve));

  const silence = setTimeout(() => {
    end(`nothing was heard of it for ${SILENCE_LIMIT_MS / 1000} s: ${progress.describe()}`);
  }, SILENCE_LIMIT_MS).unref();

  /** @type {() => void} */
  let report = () => undefined;
  /** @type {Promise<void>} */
  const reported = new Promise((resolve) => (report = resolve));

  await page.exposeFunction(
    'codeAutomationLog',
    async (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      const text = format(...args);
      const { told } = progress;
      for (const line of text.split('\n')) {
        const readable = progress.take(line);
        if (readable !== undefined) note(readable);
        if (progress.ends > 0) report();
      }
      if (progress.told > told) silence.refresh();
      await appendFile(logFile, `[${type}] ${text}\n`);
    },
  );
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => {
    end(code === 0 || progress.counts.failed > 0 ? undefined : `it ended with ${code}`);
  });
  page.on('crash', () => {
    end(`the window crashed: ${progress.describe()}`);
  });
  return { ended, reported, progress };
}

/**
 * @param {Counts} counts
 * @param {string | undefined} problem why the suite cannot be trusted
 * @param {Window} window
 * @param {string} logs
 * @returns {Promise<Counts>}
 */
async function conclude(counts, problem, window, logs) {
  const nothing = counts.passed + counts.failed === 0 ? 'it ran no test' : undefined;
  const reason = problem ?? nothing;
  if (reason === undefined && counts.failed === 0) return counts;
  // As it stands: what did not end may be moving all the time.
  const picture = await window.pictureOfFailure().catch(() => 'none');
  if (reason !== undefined) fail(`The suite in VS Code failed: ${reason}.`);
  note(`Logs: ${logs}; picture of the window: ${picture}`);
  return reason === undefined
    ? counts
    : sum(counts, { ...NONE, failed: 1, failures: [`It failed: ${reason}.`] });
}
