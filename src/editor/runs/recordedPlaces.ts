import * as vscode from 'vscode';

/** How many folders around a recording are searched for its definition. */
const nearbyFolders = 4;

/**
 * Where the definition of a recording lies, or would lie: data files are looked for beside it.
 * @param file as whoever recorded named it: an address, a path, or only a name
 */
export async function placeOfDefinition(recording: vscode.Uri, file: string): Promise<vscode.Uri> {
  if (isAddress(file)) return vscode.Uri.parse(file);
  const path = file.replaceAll('\\', '/');
  if (path.startsWith('/')) return recording.with({ path });
  const name = path.slice(path.lastIndexOf('/') + 1);
  let folder = vscode.Uri.joinPath(recording, '..');
  for (let around = 0; around < nearbyFolders; around++) {
    const candidate = vscode.Uri.joinPath(folder, name);
    if (await isFile(candidate)) return candidate;
    folder = vscode.Uri.joinPath(folder, '..');
  }
  const [found] = await vscode.workspace.findFiles(`**/${escaped(name)}`, '**/node_modules/**', 1);
  return found ?? vscode.Uri.joinPath(recording, '..', name);
}

/** Where a file of a script is now: where it was, or near the recording if that was moved with it. */
export async function placeOfScript(recording: vscode.Uri, file: string): Promise<vscode.Uri | undefined> {
  const path = file.replaceAll('\\', '/');
  if (path.startsWith('/') && (await isFile(recording.with({ path })))) return recording.with({ path });
  const place = await placeOfDefinition(recording, path.slice(path.lastIndexOf('/') + 1));
  return (await isFile(place)) ? place : undefined;
}

/** A file as whoever recorded named it, as short as one reads it: within the workspace, from there. */
export function originText(file: string): string {
  return vscode.workspace.asRelativePath(isAddress(file) ? vscode.Uri.parse(file) : file);
}

function isAddress(file: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\//i.test(file);
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

/** As a pattern that means the name itself. */
function escaped(name: string): string {
  return name.replace(/[*?[\]{}]/g, '?');
}
