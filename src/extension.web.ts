import * as vscode from 'vscode';
import type { activate as start, deactivate as end } from './extension';
import { spareCores, startBrowserWorker } from './platform/browserWorker';
import { loadBundle } from './platform/loadBundle';

/** The files that webpack makes of `extension.ts`; packaging refuses one that is not here. */
const files = [
  'extension.main.js',
  'extension.asked.js',
  'extension.convert.js',
  'extension.data.js',
  'extension.panels.js',
  'extension.recordings.js',
  'extension.tests.js',
] as const;

let main: { readonly activate: typeof start; readonly deactivate: typeof end } | undefined;

/** The door for the extension host of a browser, which gives an extension one file and reads no other. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  main = (await loadBundle(
    { read: (name) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, 'dist', name)) },
    files,
    (request) => {
      if (request === 'vscode') return vscode;
      throw new Error(`There is no module ${request} in a browser.`);
    },
  )) as typeof main & object;
  main.activate(context, {
    startWorker: startBrowserWorker,
    spareCores,
    // The files a browser is given have no symbolic links.
    realPath: (path) => Promise.resolve(path),
  });
}

export async function deactivate(): Promise<void> {
  await main?.deactivate();
}
