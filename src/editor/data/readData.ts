import * as vscode from 'vscode';
import { tooLarge } from '../../data/bytes/fileSize';
import { filesOf } from '../../data/load';
import { outsideTrust } from '../../data/networkData';
import { findDataSource } from '../../data/dataSources';
import type { FileRequest } from '../../data/dataSource';
import type { DataCall } from '../../language';
import type { DataRequest, TrainingFile } from '../../protocol/training';
import { errorText } from '../../protocol/errorText';
import { localise } from '../localise';
import type { DataPlace, ReadFile, RealPath } from './dataPlace';
import { leadsOut, statFile } from './dataPlace';
import { fileNameOf } from '../documents/uris';

export type ReadData =
  | { readonly ok: true; readonly request: DataRequest; readonly files: readonly ReadFile[] }
  | { readonly ok: false; readonly sentence: string; readonly argument?: string };

/**
 * Reads the files of a data source, whole. One that is
 * missing is left out: the loader says so in its own words.
 * @param isCancelled asked between two files; what is read by then is given back
 * @param mostBytes of a file: a larger one is refused before it is read
 * @returns a sentence, too, where the file system refused
 */
export async function readData(
  data: DataCall,
  place: DataPlace,
  realPath: RealPath,
  isCancelled: () => boolean,
  mostBytes = Infinity,
): Promise<ReadData> {
  try {
    return await readFiles(data, place, realPath, isCancelled, mostBytes);
  } catch (error) {
    return { ok: false, sentence: vscode.l10n.t('The data could not be read: {0}', errorText(error)) };
  }
}

async function readFiles(
  { source: name, settings }: DataCall,
  place: DataPlace,
  realPath: RealPath,
  isCancelled: () => boolean,
  mostBytes: number,
): Promise<ReadData> {
  const source = findDataSource(name);
  const requests = source && filesOf(source, settings);
  const contents: Record<string, TrainingFile | undefined> = {};
  const files: ReadFile[] = [];
  for (const request of requests?.ok === true ? requests.value : []) {
    if (isCancelled()) break;
    const found = await locate(request, place, realPath);
    if (found === 'untrusted') return refusal(request, localise(outsideTrust(request.paths[0])));
    if (found === 'unsaved') {
      return refusal(request, vscode.l10n.t('Save this definition first: its data is looked for beside it.'));
    }
    if (found === undefined) continue;
    const { uri, size } = found;
    const title = fileNameOf(uri);
    const refused = tooLarge(title, size);
    if (refused) return refusal(request, localise(refused.message));
    if (size > mostBytes) {
      return refusal(
        request,
        vscode.l10n.t('{0} has {1} bytes: it is read when the network is run.', title, size),
      );
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    contents[request.role] = { name: title, bytes, size: bytes.length };
    files.push(found);
  }
  return { ok: true, request: { source: name, arguments: settings, files: contents }, files };
}

function refusal({ argument }: FileRequest, sentence: string): ReadData {
  return { ok: false, sentence, ...(argument !== undefined && { argument }) };
}

/** The first of the request's names that exists; `undefined` where none does. */
async function locate(
  { from, paths }: FileRequest,
  place: DataPlace,
  realPath: RealPath,
): Promise<ReadFile | 'unsaved' | 'untrusted' | undefined> {
  for (const path of paths) {
    const found = place.find(from, path);
    if (found.kind !== 'place') {
      if (found.kind === 'impossible') continue;
      return found.kind;
    }
    const file = await statFile(found.uri);
    if (file === undefined) continue;
    const { uri, within } = found;
    return within !== undefined && (await leadsOut(uri, within, realPath)) ? 'untrusted' : { uri, ...file };
  }
  return undefined;
}
