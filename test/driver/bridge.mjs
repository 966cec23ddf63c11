import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { onExit } from '../../scripts/process/cleanup.mjs';
import { isTheme, THEMES } from './settings.mjs';

/**
 * The bridge: what tests inside the extension host can ask of the driver outside, because only a person at
 * the screen could do it. `POST <address>/<action>` with the arguments as a JSON object answers
 * `{"value": …}` or `{"error": "…"}`. The address contains a random token and is found by the tests in the
 * setting `backpropTest.bridge`: a setting and not an environment variable, because the browser's extension
 * host has settings only. There, too, `fetch` reaches 127.0.0.1.
 */

const LONGEST_REQUEST = 100_000;

/**
 * @typedef {import('./window.mjs').Window} Window
 * @typedef {(window: Window, question: Record<string, unknown>) => Promise<unknown>} Action
 */

/** All that can be asked. @type {Record<string, Action>} */
const ACTIONS = {
  click: (window, question) => window.click(target(question)),
  hover: (window, question) => window.hover(target(question)),
  waitFor: (window, question) => window.waitFor(target(question)),
  box: (window, question) => window.box(target(question)),
  style: (window, question) =>
    window.style(target(question), string(question, 'property'), optionalString(question, 'pseudoElement')),
  texts: (window, question) => window.texts(string(question, 'selector')),
  attributes: (window, question) =>
    window.attributes(string(question, 'selector'), string(question, 'attribute')),
  writtenByStyle: (window, question) => window.writtenByStyle(string(question, 'selector')),
  pixels: (window, question) => window.pixels(target(question)),
  pictureSize: (window, question) => window.pictureSize(target(question)),
  press: (window, question) => window.press(string(question, 'keys')),
  type: (window, question) => window.type(string(question, 'text')),
  dragInto: (window, { from, to }) => window.dragInto(target(record(from)), target(record(to))),
  paste: (window, question) => window.paste(string(question, 'text')),
  waitForStored: (window, question) => window.waitForStored(string(question, 'text')),
  pick: (window, question) => window.pick(string(question, 'item')),
  pickButton: (window, question) => window.pickButton(string(question, 'item'), string(question, 'icon')),
  pickAction: (window, question) => window.pickAction(string(question, 'title')),
  accept: (window, question) => window.accept(string(question, 'item')),
  theme: (_window, question) => Promise.resolve(THEMES[theme(string(question, 'theme'))]),
  pictureOfFailure: (window) => window.pictureOfFailure(),
  screenshot: (window, question) => window.screenshot(string(question, 'name')),
};

/**
 * @typedef {object} Bridge
 * @property {string} address
 * @property {() => Promise<void>} close
 *
 * @param {object} options
 * @param {() => Window} options.window asked for with every question, since settings come before the window
 * @param {() => Promise<void>} options.reload reloads the window, after which the suite starts again
 * @returns {Promise<Bridge>}
 */
export async function startBridge({ window, reload }) {
  const secret = randomBytes(24).toString('hex');
  let reloads = 0;
  const server = createServer((request, response) => {
    void answer(request).then((body) => {
      // The page that asks has another origin; what protects the bridge is the secret in its address.
      response.writeHead(200, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' });
      response.end(JSON.stringify(body));
    });
  });

  /** @param {import('node:http').IncomingMessage} request */
  async function answer(request) {
    try {
      const [given, name = ''] = (request.url ?? '').slice(1).split('/');
      if (given !== secret || request.method !== 'POST') return { error: 'Not for you.' };
      const question = await readQuestion(request);
      if (name === 'reloads') return { value: reloads };
      if (name === 'reload') {
        reloads++;
        // Answered first: the reload ends the asker.
        setTimeout(() => void reload(), 0);
        return { value: null };
      }
      const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
      if (action === undefined) return { error: `The bridge has no action “${name}”.` };
      return { value: (await action(window(), question)) ?? null };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { error: `${message} Picture: ${await pictureOfFailure()}` };
    }
  }

  /** There may be no window yet, or no more. */
  async function pictureOfFailure() {
    try {
      return await window().pictureOfFailure();
    } catch {
      return 'none';
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('The bridge has no port.');
  const close = onExit(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { address: `http://127.0.0.1:${place.port}/${secret}`, close };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Record<string, unknown>>}
 */
async function readQuestion(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > LONGEST_REQUEST) throw new Error('The question is too long.');
  }
  /** @type {unknown} */
  const question = JSON.parse(text);
  if (typeof question !== 'object' || question === null) throw new Error('A question is a JSON object.');
  return { ...question };
}

/** @param {unknown} value @returns {Record<string, unknown>} */
function record(value) {
  if (typeof value !== 'object' || value === null) throw new Error('A target is an object.');
  return { ...value };
}

/**
 * @param {Record<string, unknown>} question
 * @returns {import('./window.mjs').Target}
 */
function target(question) {
  const text = optionalString(question, 'text');
  const { index } = question;
  return {
    selector: string(question, 'selector'),
    ...(text === undefined ? {} : { text }),
    ...(typeof index === 'number' ? { index } : {}),
  };
}

/** @param {Record<string, unknown>} question @param {string} name */
function string(question, name) {
  const value = question[name];
  if (typeof value !== 'string') throw new Error(`“${name}” must be a string.`);
  return value;
}

/** @param {Record<string, unknown>} question @param {string} name */
function optionalString(question, name) {
  return question[name] === undefined ? undefined : string(question, name);
}

/** @param {string} name */
function theme(name) {
  if (!isTheme(name)) throw new Error(`The themes are ${Object.keys(THEMES).join(', ')}.`);
  return name;
}
