import { dequal } from 'dequal/lite';
import * as vscode from 'vscode';
import { arraySources } from '../../data/arraySources';
import { dataSources } from '../../data/dataSources';
import type { Settings } from '../../engine/layers/support/layer';
import type { ArchiveReading, Environment } from '../../language';
import { Delayed, pauseInTyping } from '../timing';
import { DataFiles } from './dataFiles';
import type { RequestedUri } from './dataFiles';
import { DataPlace, type RealPath } from './dataPlace';
import type * as Preview from './versionedPreview';
import type { FileReport, RequestedFile, VersionedPreview, VersionedReading } from './versionedPreview';

/** Whether a file exists is found out without reading it. */
const existence = 0;

/**
 * What looks at data knows every format: its code is loaded
 * with the first network, not when the extension starts.
 */
const loadPreview = (): Promise<typeof Preview> =>
  import(/* webpackChunkName: "extension.data" */ './versionedPreview');

interface CallPreview {
  readonly source: string;
  readonly settings: Settings;
  last: VersionedPreview;
}

interface CallReading {
  readonly source: string;
  readonly settings: Settings;
  last: VersionedReading;
}

interface ArchiveRead {
  readonly source: string;
  readonly path: string;
  last: VersionedReading<ArchiveReading>;
}

interface Seen {
  /** What the text asked for when it was checked last. */
  requested: RequestedUri[];
  /** What was worked out last of each call. */
  readonly previews: CallPreview[];
  readonly arrays: CallReading[];
  readonly archives: ArchiveRead[];
}

/**
 * What definitions can know of their data while they are written. Never waits: what is not known yet is
 * looked for, and `onDidChange` says when to check again.
 */
export class DataPreviews implements vscode.Disposable {
  private readonly files: DataFiles;
  private readonly seen = new Map<string, Seen>();
  private readonly lookSoon = new Delayed(pauseInTyping, () => {
    this.files.request([...this.seen.values()].flatMap(({ requested }) => requested));
  });

  private readonly didSee = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private preview: typeof Preview | undefined;
  private loading: Promise<void> | undefined;

  /** More is known than at the last check, or other things are. */
  readonly onDidChange = this.didSee.event;
  /** A data file was looked at, came, went or changed. */
  readonly onDidChangeFile: vscode.Event<vscode.Uri>;

  /** @param realPath follows symbolic links, which must not lead out of what nobody trusts */
  constructor(
    private readonly extension: vscode.Uri,
    realPath: RealPath,
  ) {
    this.files = new DataFiles(realPath);
    this.onDidChangeFile = this.files.onDidChange;
    this.subscriptions = vscode.Disposable.from(
      this.didSee,
      this.files.onDidChange(() => {
        this.didSee.fire();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.didSee.fire();
      }),
    );
  }

  /** For one check of a definition's text. */
  environmentOf(definition: vscode.Uri): Environment {
    const address = definition.toString();
    const place = new DataPlace(this.extension, definition);
    const seen: Seen = {
      requested: [],
      previews: this.seen.get(address)?.previews ?? [],
      arrays: this.seen.get(address)?.arrays ?? [],
      archives: this.seen.get(address)?.archives ?? [],
    };
    this.seen.set(address, seen);
    const find = ({ from, path, bytes, unsaved }: RequestedFile): FileReport | undefined => {
      const found = place.find(from, path);
      if (found.kind === 'unsaved') return undefined;
      if (found.kind !== 'place') return { kind: found.kind === 'impossible' ? 'absent' : 'untrusted' };
      const { uri, within } = found;
      const requested = { uri, within, bytes, ...(unsaved && { unsaved }) };
      seen.requested.push(requested);
      const known = this.files.find(requested);
      if (known === undefined) this.lookSoon.trigger();
      return known;
    };
    return {
      dataSources,
      fileKind: (path) => {
        const known = find({ from: 'beside', path, bytes: existence });
        return known === undefined || known.kind === 'untrusted' ? undefined : known.kind;
      },
      describeData: (source, settings) => {
        if (this.preview === undefined) void this.loadOnce();
        return this.preview && describe(this.preview, seen.previews, source, settings, find);
      },
      arraySources,
      readArray: (source, settings) => {
        if (this.preview === undefined) void this.loadOnce();
        return this.preview && readArray(this.preview, seen.arrays, source, settings, find);
      },
      readArchive: (source, path) => {
        if (this.preview === undefined) void this.loadOnce();
        return this.preview && readArchive(this.preview, seen.archives, source, path, find);
      },
    };
  }

  /** Resolves when everything has been looked at that definitions have asked for so far. */
  async settle(): Promise<void> {
    await this.loadOnce();
    this.lookSoon.act();
    await this.files.settle();
  }

  /** The definition is closed: its data need not be watched any more. */
  forget(definition: vscode.Uri): void {
    if (this.seen.delete(definition.toString())) this.lookSoon.trigger();
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.lookSoon.dispose();
    this.files.dispose();
  }

  private loadOnce(): Promise<void> {
    return (this.loading ??= loadPreview().then((preview) => {
      this.preview = preview;
      this.didSee.fire();
    }));
  }
}

/** As many calls of data sources as one definition is likely to have; while one is typed there are others. */
const mostPreviews = 16;

function describe(
  { previewOf }: typeof Preview,
  previews: CallPreview[],
  source: string,
  settings: Settings,
  find: (requested: RequestedFile) => FileReport | undefined,
): VersionedPreview['preview'] {
  const earlier = previews.find((one) => one.source === source && dequal(one.settings, settings));
  const last = previewOf(source, settings, find, (version) =>
    earlier?.last.version === version && earlier.last.preview !== undefined ? earlier.last : undefined,
  );
  if (earlier) {
    earlier.last = last;
  } else {
    if (previews.length >= mostPreviews) previews.length = 0;
    previews.push({ source, settings, last });
  }
  return last.preview;
}

/** As many values as one definition is likely to read: each keeps its numbers until its file changes. */
const mostReadings = 64;

function readArray(
  { readingOf }: typeof Preview,
  readings: CallReading[],
  source: string,
  settings: Settings,
  find: (requested: RequestedFile) => FileReport | undefined,
): VersionedReading['reading'] {
  const earlier = readings.find((one) => one.source === source && dequal(one.settings, settings));
  const last = readingOf(source, settings, find, earlier?.last);
  if (earlier) {
    earlier.last = last;
  } else {
    if (readings.length >= mostReadings) readings.length = 0;
    readings.push({ source, settings, last });
  }
  return last.reading;
}

/** As many archives as one definition is likely to start networks from. */
const mostArchives = 8;

function readArchive(
  { archiveOf }: typeof Preview,
  archives: ArchiveRead[],
  source: string,
  path: string,
  find: (requested: RequestedFile) => FileReport | undefined,
): ArchiveReading | undefined {
  const earlier = archives.find((one) => one.source === source && one.path === path);
  const last = archiveOf(source, path, find, earlier?.last);
  if (earlier) {
    earlier.last = last;
  } else {
    if (archives.length >= mostArchives) archives.length = 0;
    archives.push({ source, path, last });
  }
  return last.reading;
}
