import * as vscode from 'vscode';
import { readLabel } from '../../../recording/runLabel';
import type { Recordings } from '../../runs/recordings';
import { uriStore } from '../../runs/uriStore';
import type { SubjectPanel } from './panelSubject';
import { TrainedNetwork, type TrainedNetworkParts } from './trainedNetwork';

/** A recorded run that was computed again: called as its recording is, whatever becomes of that. */
export class RecomputedNetwork extends TrainedNetwork {
  private readonly following: vscode.Disposable;
  private isRecorded = true;
  /** What was said of the run before its recording was deleted. */
  private noteBefore: string | undefined;

  constructor(
    place: { readonly uri: vscode.Uri; readonly network: string },
    private readonly recording: vscode.Uri,
    parts: TrainedNetworkParts & { readonly recordings: Pick<Recordings, 'onDidChange'> },
    panel: SubjectPanel,
  ) {
    super(place, parts, panel);
    this.following = parts.recordings.onDidChange((changed) => {
      if (changed?.some((each) => each.toString() === recording.toString()) ?? true) void this.look();
    });
  }

  override dispose(): void {
    this.following.dispose();
    super.dispose();
  }

  private async look(): Promise<void> {
    const files = uriStore(this.recording);
    const isRecorded = await files.list('').then(
      () => true,
      () => false,
    );
    if (isRecorded) {
      const { name } = await readLabel(files);
      this.panel.host.entitle(name && vscode.l10n.t('Recording: {0}', name));
    }
    if (isRecorded === this.isRecorded) return;
    this.isRecorded = isRecorded;
    if (!isRecorded) this.noteBefore = this.trained.note;
    const gone = vscode.l10n.t('This recording was deleted. Shown is what was computed from it before.');
    this.trained.remark(isRecorded ? (this.noteBefore ?? '') : gone);
  }
}
