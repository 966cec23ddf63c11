import { documentAt, openDocumentAt } from '../../documents/openDocuments';
import type * as vscode from 'vscode';
import type { Range } from '../../../language';
import type { Source } from '../../../protocol/sourcePlace';
import { sourceOf } from '../../documents/definitionText';
import type { Documents } from '../../documents/documents';
import type { PanelHost } from '../host/panelHost';
import type { NetworkRun } from '../../training/networkRun';
import { shownNetwork } from './shownNetwork';

/**
 * The lines of a network's layers in the text as it stands now, and the light on the one that is pointed at.
 */
export class LayerLines {
  private pointedAt: number | null = null;

  constructor(
    private readonly run: Pick<NetworkRun, 'uri' | 'network' | 'text' | 'description'>,
    private readonly host: Pick<PanelHost<never, never>, 'lightUp' | 'revealSource'>,
    private readonly documents: Documents,
  ) {}

  lightUp(layer: number | null): void {
    if (layer === this.pointedAt) return;
    this.pointedAt = layer;
    this.host.lightUp(this.sourceOf(layer));
  }

  async reveal(layer: number | null): Promise<undefined> {
    await documentAt(this.run.uri);
    await this.host.revealSource(this.sourceOf(layer));
  }

  /** The layer that a line of the text is of, the first of several. */
  layerAt(document: vscode.TextDocument, line: number): number | null {
    const { network } = this.run;
    const { file } = this.documents.check(document);
    const { layers } = shownNetwork(file, network, this.run) ?? { layers: [] };
    const found = layers.findIndex((_layer, index) => {
      const range = this.rangeOf(index);
      return range !== undefined && document.positionAt(range.start).line === line;
    });
    return found < 0 ? null : found;
  }

  private sourceOf(layer: number | null): Source | undefined {
    const document = openDocumentAt(this.run.uri);
    if (layer === null || document === undefined) return undefined;
    const { file } = this.documents.check(document);
    const range = this.rangeOf(layer);
    return range && sourceOf(file, range);
  }

  private rangeOf(layer: number): Range | undefined {
    const { text, network } = this.run;
    if (text !== undefined) return text.lineOf(layer);
    const document = openDocumentAt(this.run.uri);
    const file = document && this.documents.check(document).file;
    return file?.networks.find(({ name }) => name === network)?.layers[layer]?.range;
  }
}
