import * as vscode from 'vscode';

export type Log = Pick<vscode.LogOutputChannel, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'show'>;

/** The output channel "Backprop": what happened, for whoever wants to know more than a notification says. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Backprop', { log: true });
}
