import * as vscode from 'vscode';
import { Throttled } from '../timing';
import type { NetworkRun } from './networkRun';

/** Milliseconds between two moments of them that are shown. */
const betweenMoments = 900;

/** A variant of a comparison that is trained now, or was last. */
export interface VariantRun {
  readonly run: NetworkRun;
  /** What tells it from the others. */
  readonly name: string;
  /** Opens the panel in which its comparison is. */
  readonly openPanel: () => Promise<unknown>;
}

/** The variants that are being trained: runs of no panel, which somebody may want to watch all the same. */
export class VariantRuns implements vscode.Disposable {
  private readonly training = new Set<VariantRun>();
  private last: VariantRun | undefined;
  private readonly didShow = new vscode.EventEmitter<void>();
  private readonly showSoon = new Throttled(betweenMoments, () => {
    for (const { run } of this.training) run.takeMoment();
    this.didShow.fire();
  });

  /** Another moment of them is shown. */
  readonly onDidShow = this.didShow.event;

  /** Those that have begun and not ended, in the order in which they began. */
  get running(): readonly VariantRun[] {
    return [...this.training];
  }

  /** The one that ended last. */
  get ended(): VariantRun | undefined {
    return this.last;
  }

  begin(variant: VariantRun): void {
    this.training.add(variant);
    this.showSoon.trigger();
  }

  /** One of them came further. */
  changed(): void {
    this.showSoon.trigger();
  }

  end(variant: VariantRun): void {
    if (!this.training.delete(variant)) return;
    variant.run.takeMoment();
    this.last = variant;
    this.showSoon.trigger();
  }

  dispose(): void {
    this.showSoon.dispose();
    this.didShow.dispose();
  }
}
