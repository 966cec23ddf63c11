import * as vscode from 'vscode';
import { curvesOf, type RunCurves } from '../../../recording/comparison/runCurves';
import { readRecording, readRun } from '../../../recording/recordingReader';
import { runFile, stateAt } from '../../../recording/runDescription';
import { readLabel } from '../../../recording/runLabel';
import type { FileStore } from '../../../recording/fileStore';
import { fileNameOf } from '../../documents/uris';
import type { Recordings } from '../../runs/recordings';

/** A recording among those compared. */
interface Compared {
  readonly uri: vscode.Uri;
  /** As long as it can be compared. */
  readonly run?: RunCurves;
  /** Why it cannot, or what of it is damaged, in the reader's language. */
  readonly problem?: string;
  /** What its last sign of life was when it was read: where that is the same it need not be read again. */
  readonly signature: string;
}

/** So many are read at a time: each may have megabytes. */
const readAtOnce = 4;
/** Of each curve: enough for a chart, and bounded for all of them together. */
const mostRows = (recordings: number): number => (recordings <= 8 ? 512 : recordings <= 24 ? 256 : 128);
/** Milliseconds between two looks; longer where a look takes long, so that looking stays a twentieth. */
const pause = 2000;
const pauseForLook = 20;

/**
 * The recordings that are compared, as far as they can be read, kept up to date while somebody looks. Files
 * are looked at again and again, for what others write on network drives is not reported.
 */
export class ComparedRecordings implements vscode.Disposable {
  private all: readonly Compared[];
  private timer: number | undefined;
  private isWatched = false;
  private isLooking = false;

  /** @param didChange something of them is other than before */
  constructor(
    uris: readonly vscode.Uri[],
    private readonly recordings: Pick<Recordings, 'library'>,
    private readonly didChange: () => void,
  ) {
    this.all = uris.map((uri) => ({ uri, signature: '' }));
  }

  /** Those that can be compared, with their addresses. */
  get runs(): readonly { readonly uri: vscode.Uri; readonly run: RunCurves }[] {
    return this.all.flatMap(({ uri, run }) => (run === undefined ? [] : [{ uri, run }]));
  }

  get problems(): readonly string[] {
    return this.all.flatMap(({ problem }) => problem ?? []);
  }

  /** These are compared from now on, in this order; what is known of them stays. */
  choose(uris: readonly vscode.Uri[]): void {
    const known = new Map(this.all.map((each) => [each.uri.toString(), each]));
    this.all = uris.map((uri) => known.get(uri.toString()) ?? { uri, signature: '' });
    if (this.isWatched && !this.isLooking) void this.look();
  }

  filesOf(uri: vscode.Uri): Promise<FileStore> {
    return this.recordings.library().then((library) => library.filesOf(uri));
  }

  /** Looks at once, and from now on again and again. */
  watch(): void {
    this.isWatched = true;
    if (!this.isLooking) void this.look();
  }

  /** Looks no more: nobody sees it. */
  rest(): void {
    this.isWatched = false;
    clearTimeout(this.timer);
  }

  dispose(): void {
    this.rest();
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    this.isLooking = true;
    const began = Date.now();
    const before = this.all;
    const now: Compared[] = [];
    for (let start = 0; start < before.length; start += readAtOnce) {
      const some = before.slice(start, start + readAtOnce);
      now.push(...(await Promise.all(some.map((each) => this.readAnew(each)))));
    }
    this.isLooking = false;
    if (this.all === before) this.all = now;
    else {
      // Others were chosen meanwhile; what was read of those that stay is as new as before.
      const read = new Map(now.map((each) => [each.uri.toString(), each]));
      this.all = this.all.map((each) => read.get(each.uri.toString()) ?? each);
      if (this.isWatched) void this.look();
      this.didChange();
      return;
    }
    // Nobody may have waited for it: the next who looks is told then.
    if (now.some((each, at) => each !== before[at])) this.didChange();
    if (!this.isWatched) return;
    const wait = Math.max(pause, pauseForLook * (Date.now() - began));
    this.timer = setTimeout(() => {
      void this.look();
    }, wait);
  }

  /** @returns the same object where nothing of it has changed */
  private async readAnew(before: Compared): Promise<Compared> {
    const { uri } = before;
    const named = (problem: string): Compared =>
      before.problem === problem ? before : { uri, problem, signature: problem };
    const files = await this.filesOf(uri);
    const folder = await files.list('').catch(() => undefined);
    if (folder === undefined) return named(vscode.l10n.t('{0} is no longer there.', fileNameOf(uri)));
    const read = await readRun(files, folder);
    const label = await readLabel(files);
    if (read?.ok !== true) {
      return named(
        read?.problem.kind === 'newer'
          ? vscode.l10n.t('{0} was written by a newer version, and cannot be read.', fileNameOf(uri))
          : vscode.l10n.t('{0} is damaged: its {1} cannot be read.', fileNameOf(uri), runFile),
      );
    }
    const { alive, step, origin } = read.run;
    const state = stateAt(read.run, new Date());
    const name = label.name ?? read.run.name;
    const signature = [alive, state, step, name, origin?.file].join(' ');
    if (signature === before.signature) return before;
    const whole = await readRecording(files);
    const run = whole.ok ? curvesOf(whole.recording, mostRows(this.all.length)) : undefined;
    if (run === undefined) return named(vscode.l10n.t('{0} is no longer there.', fileNameOf(uri)));
    if (state !== 'running') void (await this.recordings.library()).noteDamage(uri, run.damaged);
    return {
      uri,
      run: { ...run, run: { ...run.run, name, state } },
      ...(run.damaged.length > 0 && {
        problem: vscode.l10n.t(
          'Damaged files of {0} are left out: {1}.',
          fileNameOf(uri),
          run.damaged.join(', '),
        ),
      }),
      signature,
    };
  }
}
