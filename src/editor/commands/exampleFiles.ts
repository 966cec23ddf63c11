import * as v from 'valibot';
import * as vscode from 'vscode';
import { errorText } from '../../protocol/errorText';
import { lessonLanguageFor } from '../lessons/lessonNames';
import { withComments } from './exampleComments';
import type { Example } from './examples';

/** The text of an example's definition. @param extension where the extension lies */
export async function readExample(extension: vscode.Uri, example: Example): Promise<string> {
  return decoded(await readFile(extension, example, example.file));
}

/**
 * Copies an example into a folder, with all that lies beside it, and never over what is there: a single file
 * gets a number behind its name. Where one of several names is taken, all of them go into a folder of their
 * own, for the definition refers to its companions by name.
 * @returns the copy of the definition
 * @throws Error if it cannot be copied whole; then what was written of it is deleted again
 */
export async function copyExample(
  extension: vscode.Uri,
  example: Example,
  folder: vscode.Uri,
): Promise<vscode.Uri> {
  const names = [example.file, ...(example.companions?.files ?? [])];
  // All are read before the first is written: half an example is worse than none.
  const files = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readFile(extension, example, name) })),
  );
  if (example.companions === undefined) {
    const uri = await freeUri(folder, example.file);
    await writeAll(files.map(({ bytes }) => ({ uri, bytes })));
    return uri;
  }
  const isTaken = await Promise.all(names.map((name) => exists(vscode.Uri.joinPath(folder, name))));
  const own = isTaken.includes(true) ? await freeUri(folder, example.companions.folder) : undefined;
  const place = own ?? folder;
  await writeAll(
    files.map(({ name, bytes }) => ({ uri: vscode.Uri.joinPath(place, name), bytes })),
    own,
  );
  return vscode.Uri.joinPath(place, example.file);
}

/** The copies of an example that may be in a folder already, that of its definition. */
export async function earlierCopyOf(example: Example, folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  const places = example.companions === undefined ? [[]] : [[], [example.companions.folder]];
  for (const place of places) {
    const uri = vscode.Uri.joinPath(folder, ...place, example.file);
    if (await exists(uri)) return uri;
  }
  return undefined;
}

/** A file of an example; its definition has its comments in the reader's language, where they are known. */
async function readFile(extension: vscode.Uri, example: Example, name: string): Promise<Uint8Array> {
  const folder = example.companions === undefined ? [] : [example.companions.folder];
  const bytes = await readShipped(extension, ...folder, name);
  if (name !== example.file || lessonLanguageFor(vscode.env.language) === 'en') return bytes;
  const comments: unknown = JSON.parse(decoded(await readShipped(extension, 'comments.ja.json')));
  const translated = v.parse(v.record(v.string(), v.array(v.string())), comments)[nameOf(example)];
  return translated === undefined
    ? bytes
    : new TextEncoder().encode(withComments(decoded(bytes), translated));
}

function readShipped(extension: vscode.Uri, ...place: readonly string[]): Thenable<Uint8Array> {
  return vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'examples', ...place));
}

const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** As the list of comments calls it. */
const nameOf = ({ file }: Example): string => file.replace(/\.backprop$/, '');

interface NewFile {
  readonly uri: vscode.Uri;
  readonly bytes: Uint8Array;
}

/** @param folder that is made for the files, and goes with them */
async function writeAll(files: readonly NewFile[], folder?: vscode.Uri): Promise<void> {
  const created: vscode.Uri[] = [];
  try {
    if (folder) {
      created.push(folder);
      await vscode.workspace.fs.createDirectory(folder);
    }
    for (const { uri, bytes } of files) {
      // One that fails may be there in part.
      created.push(uri);
      await vscode.workspace.fs.writeFile(uri, bytes);
    }
  } catch (error) {
    const left = await deleteAll(created.reverse());
    const paths = left.map(({ path }) => path).join(', ');
    const text =
      left.length === 0
        ? vscode.l10n.t('{0} (what was written of it has been deleted again)', errorText(error))
        : vscode.l10n.t('{0} (what was written of it could not be deleted: {1})', errorText(error), paths);
    throw new Error(text, { cause: error });
  }
}

/** @returns what could not be deleted */
async function deleteAll(uris: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const left: vscode.Uri[] = [];
  for (const uri of uris) {
    try {
      if (await exists(uri)) await vscode.workspace.fs.delete(uri);
    } catch {
      left.push(uri);
    }
  }
  return left;
}

/** A file or folder that is not there yet, with a number behind its name where that is taken. */
export async function freeUri(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  const [, stem = '', extension = ''] = /^(.+?)(\.\w+)?$/.exec(name) ?? [];
  for (let attempt = 1; ; attempt++) {
    const uri = vscode.Uri.joinPath(folder, attempt === 1 ? name : `${stem}-${attempt}${extension}`);
    if (!(await exists(uri))) return uri;
  }
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

/** Whether files can be written there. */
export function isWritable({ uri }: vscode.WorkspaceFolder): boolean {
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false;
}
