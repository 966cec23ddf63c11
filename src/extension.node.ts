import type * as vscode from 'vscode';
// A file of its own, which both extension hosts load.
import { activate as start, deactivate } from './extension';
import { diskStore } from './platform/diskStore';
import { realPath, spareCores, thisProcess } from './platform/thisMachine';
import { startWorkerThread } from './platform/workerThread';

export { deactivate };

/** The door for the extension host of Node. */
export function activate(context: vscode.ExtensionContext): void {
  start(context, {
    startWorker: startWorkerThread,
    realPath,
    spareCores,
    openDisk: diskStore,
    thisProcess,
  });
}
