import type { HealthFinding } from '../../../engine/health/finding';
import type { HostToNetworkPanel } from '../../../protocol/networkPanel';
import type { RunSeries, TrainingFrame } from '../../../protocol/trainingFrame';
import type { TrainingViews } from '../../../protocol/trainingViews';
import { panelFindings, panelStatus, panelViews } from './frameMessages';
import type { Translate } from './frameMessages';

/** More frames than this are not kept for a panel that does not answer: it gets all series anew. */
const mostGathered = 64;

type FrameMessage = Extract<HostToNetworkPanel, { kind: 'frame' }>;

/** All that the run has told so far. */
export interface WholeRun {
  readonly series: RunSeries;
  readonly findings: readonly HealthFinding[];
  readonly snapshots: ArrayLike<number>;
}

interface Parts {
  readonly send: (message: FrameMessage) => void;
  readonly translate: Translate;
  readonly whole: () => WholeRun;
}

/** Hands a panel the frames of a run, one at a time: what comes while it draws is gathered. */
export class FrameFeed {
  private number = 0;
  private inFlight: number | undefined;
  /** How it was with the frame on its way. */
  private sentAnew: FrameMessage['anew'] = 'nothing';
  private gathered: TrainingFrame[] = [];
  private views: TrainingViews | null = null;
  /** What the panel cannot add to what it has. `run`: it knows nothing of the run, or of an earlier one. */
  private anew: FrameMessage['anew'] = 'run';

  constructor(private readonly parts: Parts) {}

  /** Whether the panel has drawn what it was sent. */
  get isReady(): boolean {
    return this.inFlight === undefined;
  }

  /** The panel was loaded anew, or another run began. */
  begin(): void {
    this.inFlight = undefined;
    this.anew = 'run';
    this.gathered = [];
    this.views = null;
  }

  add(frame: TrainingFrame): void {
    if (frame.restarted) {
      this.anew = 'run';
      this.gathered = [];
      this.views = null;
    } else if (this.gathered.length === mostGathered) {
      this.needsSeries();
      this.gathered = [];
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

  /** The panel could not take what it was sent, and gets it anew with all that was before. */
  missed(): void {
    if (this.isReady) return;
    this.inFlight = undefined;
    if (this.sentAnew === 'run') this.anew = 'run';
    this.needsSeries();
    if (this.gathered.length > 0) this.flush();
  }

  private needsSeries(): void {
    if (this.anew === 'nothing') this.anew = 'series';
  }

  private flush(): void {
    const last = this.gathered.at(-1);
    if (last === undefined) return;
    const { send, translate, whole } = this.parts;
    const { series, findings, snapshots } = this.anew === 'nothing' ? this.news() : whole();
    const number = ++this.number;
    this.inFlight = number;
    const message: FrameMessage = {
      kind: 'frame',
      number,
      anew: this.anew,
      views: this.views,
      series,
      status: panelStatus(last.status, translate),
      ...(findings && { findings: [...panelFindings(findings, translate)] }),
      ...(snapshots && { snapshots: Array.from(snapshots) }),
    };
    this.sentAnew = this.anew;
    this.anew = 'nothing';
    this.gathered = [];
    this.views = null;
    send(message);
  }

  /** What the gathered frames tell. */
  private news(): Pick<WholeRun, 'series'> & Partial<WholeRun> {
    const findings = this.gathered.filter((frame) => frame.findings !== undefined).at(-1)?.findings;
    const snapshots = this.gathered.filter((frame) => frame.snapshots !== undefined).at(-1)?.snapshots;
    return {
      series: joined(this.gathered.map(({ series }) => series)),
      ...(findings && { findings }),
      ...(snapshots && { snapshots }),
    };
  }
}

function joined(series: readonly RunSeries[]): RunSeries {
  const [only, ...more] = series;
  if (only !== undefined && more.length === 0) return only;
  const join = (key: keyof RunSeries): RunSeries['losses'] => ({
    steps: concatenated(series.map((each) => each[key].steps)),
    values: concatenated(series.map((each) => each[key].values)),
  });
  return {
    losses: join('losses'),
    evaluations: join('evaluations'),
    scalars: join('scalars'),
    learningRates: join('learningRates'),
  };
}

function concatenated(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((length, each) => length + each.length, 0));
  let at = 0;
  for (const each of arrays) {
    all.set(each, at);
    at += each.length;
  }
  return all;
}
