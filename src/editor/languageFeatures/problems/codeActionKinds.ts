import * as vscode from 'vscode';

/** Full-width forms come many at a time, from a keyboard that was not switched. */
export const fixAllFullWidth = vscode.CodeActionKind.SourceFixAll.append('backprop.fullWidth');
