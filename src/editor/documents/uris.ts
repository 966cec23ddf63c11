import type * as vscode from 'vscode';

/** The last part of an address: the name of its file, with the ending. */
export function fileNameOf({ path }: { readonly path: string }): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Whether `uri` is `folder` itself or lies in it: a folder that is renamed or deleted takes its files along.
 */
export function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  return `${uri.toString()}/`.startsWith(`${folder.toString()}/`);
}

/** The address of `uri` after `from`, which is itself or a folder around it, was renamed to `to`. */
export function movedUri(uri: vscode.Uri, from: vscode.Uri, to: vscode.Uri): vscode.Uri {
  return to.with({ path: to.path + uri.path.slice(from.path.length) });
}
