import * as vscode from 'vscode';
import {
  receiveFromComparePanel,
  type CompareChoice,
  type ComparedPicture,
  type ComparePanelMessage,
  type HostToComparePanel,
  type ShownSnapshot,
  type SnapshotRequest,
} from '../../../protocol/comparePanelMessages';
import { type KeptPlace, readKeptPlace as readPlace } from '../../../protocol/panelMessages';
import { snapshotAt } from '../../../recording/comparison/comparedSnapshots';
import type { SnapshotPicture } from '../../../recording/snapshot';
import type { Source } from '../../../protocol/sourcePlace';
import { placeOfDefinition } from '../../runs/recordedPlaces';
import { recordedTextUri } from '../../runs/recordingUris';
import type { Recordings } from '../../runs/recordings';
import { PanelHost } from '../host/panelHost';
import type { PanelContent, PanelHostParts, PanelPage, PanelPlace } from '../host/panelHost';
import { ComparedRecordings } from './comparedRecordings';
import { panelTitle, placeOfRecordings, recordingsAt } from './comparePlace';
import { shownComparison } from './shownComparison';

/** @returns `undefined` where what a page has kept stands for no recordings */
export function readKeptPlace(kept: unknown): KeptPlace | undefined {
  const place = readPlace(kept);
  if (place === undefined) return undefined;
  try {
    return recordingsAt(vscode.Uri.parse(place.document)).length > 0 ? place : undefined;
  } catch {
    return undefined;
  }
}

/** What a panel that compares works with. */
export interface ComparePanelParts extends PanelHostParts {
  readonly recordings: Pick<Recordings, 'library'>;
}

/** Recordings beside each other. They are only read. */
export class ComparePanel implements PanelContent<ComparePanelMessage> {
  readonly host: PanelHost<HostToComparePanel, ComparePanelMessage>;
  private readonly compared: ComparedRecordings;
  /** What the page wants to see; absent until it has said so. */
  private choice: CompareChoice | undefined;
  /** What else is said of the runs. */
  private note: string | undefined;

  constructor(
    place: PanelPlace,
    webviewPanel: vscode.WebviewPanel,
    page: PanelPage,
    { recordings, ...parts }: ComparePanelParts,
  ) {
    this.host = new PanelHost(place, webviewPanel, page, parts, receiveFromComparePanel);
    this.compared = new ComparedRecordings(recordingsAt(place.uri), recordings, () => {
      this.refresh();
    });
    this.host.show(this);
  }

  /** Shows these from now on, some of which have only begun. */
  show(recordings: readonly vscode.Uri[], note?: string): void {
    const isOther = note !== this.note;
    this.note = note;
    this.host.entitle(panelTitle(recordings.length));
    this.compared.choose(recordings);
    if (isOther) this.refresh();
  }

  /** These are all: a reload of the window brings them back. @param note what is to be said of them */
  keep(recordings: readonly vscode.Uri[], note?: string): void {
    this.show(recordings, note);
    const place = placeOfRecordings(recordings);
    if (place.toString() !== this.host.uri.toString()) this.host.moveTo(place);
  }

  load(): void {
    this.compared.watch();
  }

  unload(): void {
    this.choice = undefined;
    this.compared.rest();
  }

  dispose(): void {
    this.compared.dispose();
  }

  async handle(message: ComparePanelMessage): Promise<void> {
    switch (message.kind) {
      case 'choose':
        this.choice = message.choice;
        this.refresh();
        return;
      case 'requestSnapshots':
        this.host.post({
          kind: 'snapshots',
          number: message.request.number,
          snapshots: await this.snapshots(message.request),
        });
        return;
      case 'showDifference':
        await this.showDifference(message.left, message.right);
        return;
    }
  }

  recover(): void {
    this.refresh();
  }

  /** After a reload of the window the files are there as before. */
  restore(): Promise<void> {
    return Promise.resolve();
  }

  refreshFile(): void {
    // A comparison is of no file that an editor shows.
  }

  followCursor(): void {
    // No cursor is in what is compared.
  }

  placeOfError(): Promise<Source | undefined> {
    return Promise.resolve(undefined);
  }

  private refresh(): void {
    const { runs } = this.compared;
    const problems = [...(this.note === undefined ? [] : [this.note]), ...this.compared.problems];
    // Before the first look there is neither, and nothing to be said.
    if (!this.host.isShown || this.choice === undefined || runs.length + problems.length === 0) return;
    const comparison = shownComparison(
      runs.map(({ run }) => run),
      this.choice,
      problems,
    );
    this.host.post({ kind: 'comparison', comparison });
  }

  /** What differs between the definitions of two runs, as VS Code shows differences. */
  private async showDifference(left: number, right: number): Promise<void> {
    const { runs } = this.compared;
    const names = shownComparison(
      runs.map(({ run }) => run),
      { bySeed: false, layer: null },
      [],
    ).runs.map(({ name }) => name);
    const texts = [left, right].map(async (at) => {
      const { uri, run } = runs[at] ?? {};
      if (uri === undefined || run?.run.origin?.kind !== 'definition') return undefined;
      const definition = await placeOfDefinition(uri, run.run.origin.file);
      return recordedTextUri({ recording: uri, definition, edit: 'told' });
    });
    const [before, after] = await Promise.all(texts);
    if (before === undefined || after === undefined) return;
    const title = vscode.l10n.t('{0} ↔ {1}', names[left] ?? '', names[right] ?? '');
    await vscode.commands.executeCommand('vscode.diff', before, after, title);
  }

  private snapshots({ moments, kind, layer }: SnapshotRequest): Promise<ShownSnapshot[]> {
    const { runs } = this.compared;
    return Promise.all(
      moments.map(async ({ run: place, step }) => {
        const { uri, run } = runs[place] ?? {};
        if (uri === undefined || run === undefined) return { run: place, step: null, pictures: [] };
        const files = await this.compared.filesOf(uri);
        const layers = run.run.layers.map(({ name }) => name);
        const question = { kind, ...(layer !== null && { layer }) };
        const shown = await snapshotAt(files, run.snapshots, step, question, layers);
        return {
          run: place,
          step: shown.step ?? null,
          pictures: shown.pictures.map((picture) => shownPicture(picture, layer !== null || kind === 'mask')),
          ...(shown.damaged !== undefined && { damaged: shown.damaged }),
        };
      }),
    );
  }
}

/** @param withCells they are many where every layer is shown; of a mask there is nothing else to be seen */
function shownPicture(picture: SnapshotPicture, withCells: boolean): ComparedPicture {
  const { layer, shape, rows, columns, means, extremes, statistics, histogram } = picture;
  return {
    layer,
    shape,
    ...(statistics && { statistics }),
    ...(histogram && { histogram }),
    ...(withCells && { cells: { rows, columns, means, ...(extremes && { extremes }) } }),
  };
}
