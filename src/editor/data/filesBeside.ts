import * as vscode from 'vscode';
import { findArraySource } from '../../data/arraySources';
import { findDataSource } from '../../data/dataSources';
import type { FileRequest, SourceFile } from '../../data/dataSource';
import type * as Load from '../../data/load';
import type * as ReadArray from '../../data/readArray';
import type { FilesBeside } from '../../language/services';
import { fileNameOf } from '../documents/uris';
import { keyOf, largestRead, lookAt, type RequestedUri } from './dataFiles';
import { DataPlace, leadsOut, type RealPath } from './dataPlace';
import type { FileReport } from './versionedPreview';

/** What looks into data knows every format: it is read when somebody asks for a name in a file. */
const loadFormats = (): Promise<typeof Load> =>
  import(/* webpackChunkName: "extension.data" */ '../../data/load');

const loadArrays = (): Promise<typeof ReadArray> =>
  import(/* webpackChunkName: "extension.data" */ '../../data/readArray');

/** A folder with more files than this is nothing to choose from. */
const mostFiles = 1000;

/** Files whose names were asked for last, so that a keystroke does not read them again. */
const keptReports = 2;

/** The files beside definitions, as far as completions name them or what is in them. */
export class NamesBeside {
  private readonly reports = new Map<string, FileReport>();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly realPath: RealPath,
  ) {}

  of(definition: vscode.Uri): FilesBeside {
    const place = new DataPlace(this.extension, definition);
    return {
      list: (folder) => this.list(place, folder),
      namesIn: async (name, argument, settings) => {
        const source = findDataSource(name);
        if (source === undefined) return [];
        const { filesOf, namesIn } = await loadFormats();
        const requests = filesOf(source, settings);
        const files: Record<string, SourceFile | undefined> = {};
        for (const request of requests.ok ? requests.value : []) {
          const file = await this.fileFor(request, place);
          if (file === undefined) return [];
          files[request.role] = file;
        }
        return namesIn(source, argument, settings, files);
      },
      namesInArrayFile: async (name, argument, settings) => {
        const source = findArraySource(name);
        if (source === undefined) return [];
        const { arrayFileOf, namesInArrayFile } = await loadArrays();
        const request = arrayFileOf(source, settings);
        const file = request.ok ? await this.fileFor(request.value, place) : undefined;
        return file ? namesInArrayFile(source, argument, settings, file) : [];
      },
    };
  }

  private async fileFor(
    { from, paths: [path], describedBy }: FileRequest,
    place: DataPlace,
  ): Promise<SourceFile | undefined> {
    const found = place.find(from, path);
    if (found.kind !== 'place') return undefined;
    const { uri, within } = found;
    const bytes = describedBy === 'whole file' ? largestRead : describedBy;
    const report = await this.read({ uri, within, bytes });
    if (report.kind !== 'file' || report.head === undefined) return undefined;
    return { name: fileNameOf({ path }), bytes: report.head, size: report.size };
  }

  /** Only what has changed is read again. */
  private async read(file: RequestedUri): Promise<FileReport> {
    const key = keyOf(file);
    const report = await lookAt({ ...file, report: this.reports.get(key) }, this.realPath);
    this.reports.delete(key);
    this.reports.set(key, report);
    const [oldest] = this.reports.keys();
    if (this.reports.size > keptReports && oldest !== undefined) this.reports.delete(oldest);
    return report;
  }

  private async list(place: DataPlace, folder: string): Promise<readonly string[]> {
    // A place is that of a file: the folder is what such a file lies in.
    const found = place.find('beside', `${folder}file`);
    if (found.kind !== 'place') return [];
    const uri = vscode.Uri.joinPath(found.uri, '..');
    try {
      if (found.within !== undefined && (await leadsOut(found.uri, found.within, this.realPath))) return [];
      return namesOf(await vscode.workspace.fs.readDirectory(uri));
    } catch {
      // What cannot be read has nothing to offer.
      return [];
    }
  }
}

/** In the order of the alphabet, folders with a `/`, without what is hidden and definitions themselves. */
function namesOf(entries: readonly [string, vscode.FileType][]): readonly string[] {
  return entries
    .filter(([name]) => !name.startsWith('.') && !name.endsWith('.backprop'))
    .map(([name, type]) => ((type & vscode.FileType.Directory) === 0 ? name : `${name}/`))
    .sort()
    .slice(0, mostFiles);
}
