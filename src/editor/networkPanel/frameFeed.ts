import type { HostToNetworkPanel } from '../../protocol/networkPanel';
import type { PanelSeries } from '../../protocol/networkPanelViews';
import type { TrainingFrame } from '../../protocol/trainingFrame';
import type { TrainingViews } from '../../protocol/trainingViews';
import { panelFindings, panelSeries, panelStatus, panelViews } from './frameMessages';
import type { Translate } from './frameMessages';

/** More frames than this are not kept for a panel that does not answer: it gets everything anew. */
const mostGathered = 64;

type FrameMessage = Extract<HostToNetworkPanel, { kind: 'frame' }>;

interface Parts {
  readonly send: (message: FrameMessage) => void;
  readonly translate: Translate;
  /** All that the run has told so far. */
  readonly whole: () => PanelSeries;
}

/** Hands a panel the frames of a run, one at a time: what comes while it draws is gathered. */
export class FrameFeed {
  private number = 0;
  private inFlight: number | undefined;
  private gathered: TrainingFrame[] = [];
  private views: TrainingViews | null = null;
  /** The panel knows nothing of the run, or of an earlier one. */
  private needsAll = true;

  constructor(private readonly parts: Parts) {}

  /** Whether the panel has drawn what it was sent. */
  get isReady(): boolean {
    return this.inFlight === undefined;
  }

  /** The panel was loaded anew, or another run began. */
  begin(): void {
    this.inFlight = undefined;
    this.needsAll = true;
    this.gathered = [];
    this.views = null;
  }

  add(frame: TrainingFrame): void {
    if (frame.restarted || this.gathered.length === mostGathered) {
      this.needsAll = true;
      this.gathered = [];
      this.views = null;
    }
    this.gathered.push(frame);
    this.views = panelViews(frame) ?? this.views;
    if (this.isReady) this.flush();
  }

  /** The panel has drawn frame `number`. */
  shown(number: number): void {
    if (number !== this.inFlight) return;
    this.inFlight = undefined;
    if (this.gathered.length > 0) this.flush();
  }

  /** The panel could not take what it was sent, and gets everything anew. */
  missed(): void {
    if (this.isReady) return;
    this.inFlight = undefined;
    this.needsAll = true;
    if (this.gathered.length > 0) this.flush();
  }

  private flush(): void {
    const last = this.gathered.at(-1);
    if (last === undefined) return;
    const findings = this.gathered.filter((frame) => frame.findings !== undefined).at(-1)?.findings;
    const snapshots = this.gathered.filter((frame) => frame.snapshots !== undefined).at(-1)?.snapshots;
    const { send, translate, whole } = this.parts;
    const number = ++this.number;
    this.inFlight = number;
    const message: FrameMessage = {
      ...{ kind: 'frame', number, restarted: this.needsAll, views: this.views },
      status: panelStatus(last.status, translate),
      series: this.needsAll ? whole() : joined(this.gathered.map(panelSeries)),
      ...(findings && { findings: [...panelFindings(findings, translate)] }),
      ...(snapshots && { snapshots: [...snapshots] }),
    };
    this.needsAll = false;
    this.gathered = [];
    this.views = null;
    send(message);
  }
}

function joined(series: readonly PanelSeries[]): PanelSeries {
  const [only, ...more] = series;
  if (only !== undefined && more.length === 0) return only;
  const join = (key: keyof PanelSeries): Float64Array => {
    const all = new Float64Array(series.reduce((length, each) => length + each[key].length, 0));
    let at = 0;
    for (const each of series) {
      all.set(each[key], at);
      at += each[key].length;
    }
    return all;
  };
  return {
    lossSteps: join('lossSteps'),
    losses: join('losses'),
    evaluations: join('evaluations'),
    scalarSteps: join('scalarSteps'),
    scalars: join('scalars'),
    learningRates: join('learningRates'),
  };
}
