import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from '../engine/layers/support/layer';
import { findArraySource } from '../data/arraySources';
import { LARGEST_FILE, tooLarge } from '../data/bytes/fileSize';
import { filesOf } from '../data/load';
import { archiveReading, arrayFileOf, arrayReading, LARGEST_ARRAY_FILE } from '../data/readArray';
import { previewData } from '../data/networkData';
import { shortened } from '../data/result';
import type { FileRequest, SourceFile } from '../data/dataSource';
import { findDataSource } from '../data/dataSources';
import type { ArchiveReading, ArrayReading, FileKind } from '../language';
import type { DataPreview } from '../engine/network/dataPreview';
import type { TrainingFile } from '../protocol/training';
import { CommandFailure, exitUnusable } from './failure';
import { l10n } from './l10n';
import { unreadableText } from './readSource';
import { noteRead } from './readFiles';
import { systemReason } from './systemReason';

/** Beside the bundle lies the folder of the data that is shipped. */
const shipped = path.resolve(__dirname, '..', 'data');

/** The first of the request's names that exists; `undefined` where none does. */
function locate({ from, paths }: FileRequest, folder: string): string | undefined {
  const base = from === 'shipped' ? shipped : folder;
  return paths.map((name) => path.resolve(base, name)).find((file) => isFile(file));
}

/** What is said of a path that leads nowhere, or that no file can have. */
const noSuchFile = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'];

/** What a path beside the definition leads to; `undefined` where that is unknown. */
export function fileKindAt(folder: string, name: string): FileKind | undefined {
  try {
    return kindOf(path.resolve(folder, name));
  } catch {
    return undefined;
  }
}

function isFile(file: string): boolean {
  return kindOf(file) === 'file';
}

/**
 * What there is of this name, which may be none that a file can have.
 * @throws CommandFailure where that cannot be found out
 */
function kindOf(file: string): FileKind {
  try {
    const found = statSync(file);
    if (found.isFile()) return 'file';
    return found.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof code === 'string' && noSuchFile.includes(code)) return 'absent';
    throw unreadable(path.basename(file), error);
  }
}

/** What was seen of data: the networks of a file, and the variants of one, often have the same. */
const seen = new Map<string, DataPreview | undefined>();

/**
 * What a network is checked against: all that it would be trained with.
 * @param folder of the definition file
 */
export function previewFiles(folder: string, name: string, settings: Settings): DataPreview | undefined {
  const call = JSON.stringify([folder, name, settings]);
  if (!seen.has(call)) seen.set(call, lookAtFiles(folder, name, settings));
  return seen.get(call);
}

function lookAtFiles(folder: string, name: string, settings: Settings): DataPreview | undefined {
  const source = findDataSource(name);
  if (source === undefined) return undefined;
  const requests = filesOf(source, settings);
  if (!requests.ok) return { ...requests.error, ok: false, isMissing: false };
  const files: Record<string, SourceFile | undefined> = {};
  for (const request of requests.value) files[request.role] = readAtOnce(request, folder);
  return previewData(source, settings, requests.value, files, 'whole');
}

/** The value of a call that reads a file, whole. */
export function readArrayFile(folder: string, name: string, settings: Settings): ArrayReading | undefined {
  const source = findArraySource(name);
  if (source === undefined) return undefined;
  const request = arrayFileOf(source, settings);
  if (!request.ok) return { ok: false, ...request.error };
  const file = readAtOnce(request.value, folder, LARGEST_ARRAY_FILE);
  return file && arrayReading(source, settings, file);
}

/** All arrays of an archive beside the definition. */
export function readArchiveFile(folder: string, name: string, path: string): ArchiveReading | undefined {
  const source = findArraySource(name);
  const request = source && arrayFileOf(source, { file: path });
  if (source === undefined || request?.ok !== true) return undefined;
  const file = readAtOnce(request.value, folder, LARGEST_ARRAY_FILE);
  return file && archiveReading(source, file);
}

/** @param largest a larger file is refused by its size alone, so that nothing of it is read */
function readAtOnce(request: FileRequest, folder: string, largest = LARGEST_FILE): SourceFile | undefined {
  const file = locate(request, folder);
  if (file === undefined) return undefined;
  noteRead(file);
  const name = path.basename(file);
  try {
    const handle = openSync(file, 'r');
    try {
      const { size } = fstatSync(handle);
      const room = new Uint8Array(size <= largest && request.describedBy !== 0 ? size : 0);
      const bytes = room.subarray(0, readInto(room, handle));
      // Another program may have made it shorter meanwhile: the rest of the room is not what it holds.
      return { name, bytes, size: bytes.length < room.length ? bytes.length : size };
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** @returns how many bytes there were */
function readInto(room: Uint8Array, handle: number): number {
  let filled = 0;
  while (filled < room.length) {
    const count = readSync(handle, room, filled, room.length - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

/** Thrown into a check, which says that the data cannot be looked at, or the file not read. */
function unreadable(name: string, error: unknown): CommandFailure {
  return new CommandFailure(`${shortened(name)}: ${systemReason(error)}`, exitUnusable);
}

/**
 * The files of a data source, whole.
 * @throws CommandFailure for arguments that do not fit the source
 */
export async function readDataFiles(
  folder: string,
  name: string,
  settings: Settings,
): Promise<Readonly<Record<string, TrainingFile | undefined>>> {
  const source = findDataSource(name);
  if (source === undefined)
    throw new CommandFailure(l10n.t('There is no data source {0}.', name), exitUnusable);
  const requests = filesOf(source, settings);
  const files: Record<string, TrainingFile | undefined> = {};
  if (!requests.ok) return files; // The loader says what is wrong.
  for (const request of requests.value) {
    const file = locate(request, folder);
    if (file === undefined) continue;
    files[request.role] = await readWhole(file);
  }
  return files;
}

async function readWhole(file: string): Promise<TrainingFile> {
  noteRead(file);
  const name = path.basename(file);
  try {
    const { size } = await stat(file);
    if (tooLarge(name, size) !== undefined) return { name, bytes: new Uint8Array(0), size };
    // The very memory that was read into: a large file is not copied.
    const { buffer, byteOffset, length } = await readFile(file);
    return { name, bytes: new Uint8Array(buffer, byteOffset, length), size: length };
  } catch (error) {
    throw new CommandFailure(unreadableText(shortened(name), error), exitUnusable);
  }
}
