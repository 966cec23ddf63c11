/**
 * Servers, browsers and temporary folders must not outlive the command that made them, also when it is
 * interrupted or fails: whoever makes one says here how to undo it.
 */

/** @type {Set<() => Promise<void>>} */
const pending = new Set();
let listening = false;
/** @type {string | undefined} */
let lastWord;
let ending = false;

/**
 * Runs `undo` when the command is interrupted. The returned function runs it now, once.
 * @param {() => Promise<void>} undo
 * @returns {() => Promise<void>}
 */
export function onExit(undo) {
  if (!listening) listen();
  /** @type {Promise<void> | undefined} */
  let undone;
  // Whoever comes second, the command or the interrupt, waits for the first.
  const undoOnce = () => (undone ??= undo().finally(() => pending.delete(undoOnce)));
  pending.add(undoOnce);
  return undoOnce;
}

/**
 * For a command that has done all it should and now only stays: Ctrl-C is then how it ends well.
 * @param {string} text the one line that says so
 */
export function expectInterrupt(text) {
  lastWord = text;
  if (!listening) listen();
}

/** Whether the command is being ended from outside: what then fails is a consequence, and no news. */
export const isEnding = () => ending;

function listen() {
  listening = true;
  const signals = /** @type {const} */ ([
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]);
  for (const [signal, number] of signals) {
    process.on(signal, () => {
      // npm passes on what the terminal has sent us already.
      if (ending) return;
      void undoAll().finally(() => {
        // The terminal has just written ^C into the line.
        if (lastWord !== undefined) console.log(`\n   ${lastWord}`);
        process.exit(lastWord === undefined ? 128 + number : 0);
      });
    });
  }
  // A reader that closed the pipe (`npm test | head`) ends the command like an interrupt.
  process.on('uncaughtException', (error) => {
    if (ending) return;
    if (!('code' in error) || error.code !== 'EPIPE') console.error(error);
    void undoAll().finally(() => process.exit(1));
  });
}

/** Latest first: a browser is closed before the server it shows. */
async function undoAll() {
  ending = true;
  // What the command still makes while it is being ended joins the list.
  for (let undo = latest(); undo !== undefined; undo = latest()) {
    // What cannot be undone must not keep the rest from being undone.
    await undo().catch(() => undefined);
  }
}

const latest = () => [...pending].at(-1);
