import * as vscode from 'vscode';
import type { Source } from '../../../protocol/sourcePlace';
import type { RecordedLayer } from '../../../recording/recordedLayers';
import { fileNameOf } from '../../documents/uris';
import { placeOfScript } from '../../runs/recordedPlaces';
import type { PanelHost } from '../host/panelHost';

type LinesHost = Pick<PanelHost<never, never>, 'lightUp' | 'revealSource' | 'textUri'>;

/** The lines of a script that build its layers, as whoever recorded them named them. */
export class ScriptLines {
  private pointedAt: number | null = null;
  /** By the file as it was recorded, where it is here. */
  private readonly files = new Map<string, Promise<vscode.Uri | undefined>>();

  /** @param layers of the recording, as it is now */
  constructor(
    private readonly recording: vscode.Uri,
    private readonly host: LinesHost,
    private readonly layers: () => readonly RecordedLayer[],
  ) {}

  async lightUp(layer: number | null): Promise<void> {
    if (layer === this.pointedAt) return;
    this.pointedAt = layer;
    this.host.lightUp(undefined);
    const found = await this.placeOf(layer);
    if (found?.uri === undefined || this.pointedAt !== layer) return;
    this.host.textUri = found.uri;
    this.host.lightUp(found.source);
  }

  /** Opens the script at the line of a layer. @returns a sentence where it cannot be opened */
  async reveal(layer: number | null): Promise<string | undefined> {
    const place = this.layers()[layer ?? -1]?.place;
    if (place === undefined) return undefined;
    const found = await this.placeOf(layer);
    if (found?.uri === undefined) {
      // It may be put there meanwhile.
      this.files.delete(place.file);
      return vscode.l10n.t(
        '{0} was built in line {1} of {2}, which is not here.',
        this.layers()[layer ?? -1]?.name ?? '',
        place.line,
        place.file,
      );
    }
    this.host.textUri = found.uri;
    await this.host.revealSource(found.source);
    return undefined;
  }

  /** The layer that a line builds, the first of several. */
  async layerAt({ uri }: vscode.TextDocument, line: number): Promise<number | null> {
    const name = fileNameOf(uri);
    for (const [at, { place }] of this.layers().entries()) {
      if (place?.line !== line + 1 || fileNameOf({ path: place.file.replaceAll('\\', '/') }) !== name)
        continue;
      if ((await this.fileOf(place.file))?.toString() === uri.toString()) return at;
    }
    return null;
  }

  private async placeOf(
    layer: number | null,
  ): Promise<{ readonly uri: vscode.Uri | undefined; readonly source: Source } | undefined> {
    const place = this.layers()[layer ?? -1]?.place;
    if (place === undefined) return undefined;
    const { file, line } = place;
    return { uri: await this.fileOf(file), source: { line, column: 0, endLine: line, endColumn: 0 } };
  }

  private fileOf(file: string): Promise<vscode.Uri | undefined> {
    const known = this.files.get(file) ?? placeOfScript(this.recording, file);
    this.files.set(file, known);
    return known;
  }
}
