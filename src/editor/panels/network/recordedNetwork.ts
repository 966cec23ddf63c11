import { documentAt, openDocumentAt } from '../../documents/openDocuments';
import * as vscode from 'vscode';
import { errorText } from '../../../protocol/errorText';
import type { NetworkPanelState } from '../../../protocol/networkPanelState';
import type { PanelNetwork } from '../../../protocol/networkDescription';
import type { Source } from '../../../protocol/sourcePlace';
import type { RecordedLayer } from '../../../recording/recordedLayers';
import { recordedTexts } from '../../../recording/runDescription';
import { localise } from '../../localise';
import { recompute, whyNotAgain, type RecomputationParts } from '../../runs/recomputation';
import { recordedNetwork } from '../../runs/describeRecording';
import type { RecordedFacts } from '../../runs/panelFacts';
import { RecordedRun } from '../../runs/recordedRun';
import { placeOfDefinition, placeOfScript } from '../../runs/recordedPlaces';
import type { Recordings } from '../../runs/recordings';
import { recordedTextUri, recordingNameOf } from '../../runs/recordingUris';
import { uriStore } from '../../runs/uriStore';
import { panelFindings } from './frameFeed';
import { LayerLines } from './layerLights';
import { RecomputedNetwork } from './recomputedNetwork';
import { aboutRecording, recordingStatus } from './recordingStatus';
import { ScriptLines } from './scriptLines';
import type { PanelSubject, SubjectMessage, SubjectPanel } from './panelSubject';
import { shownNetwork } from './shownNetwork';
import type { TrainedNetworkParts } from './trainedNetwork';

type PanelRun = NonNullable<NetworkPanelState['run']>;

/** What a recorded run works with. */
export type RecordedNetworkParts = TrainedNetworkParts &
  RecomputationParts & { readonly recordings: Pick<Recordings, 'onDidChange' | 'library'> };

const systemClock = {
  now: () => new Date(),
  after: (milliseconds: number, act: () => void) => {
    const timer = setTimeout(act, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A run that was recorded, here or elsewhere: what was stored of it, and nothing that has to be computed. */
export class RecordedNetwork implements PanelSubject {
  readonly run: RecordedRun;
  readonly moment = undefined;
  /** The definition as it was recorded, where there is one. */
  private text: vscode.Uri | undefined;
  private lines: LayerLines | ScriptLines | undefined;
  private network: PanelNetwork | undefined;
  /** What the network was described from. */
  private describedFrom: readonly unknown[] = [];
  private hasLooked = false;
  private isClosed = false;
  private isComputing = false;
  /** Why it could not be computed again, once somebody has tried. */
  private notAgain: string | undefined;
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly uri: vscode.Uri,
    private readonly parts: RecordedNetworkParts,
    private readonly panel: SubjectPanel,
  ) {
    this.run = new RecordedRun(
      uriStore(uri),
      systemClock,
      () => {
        void this.takeIn();
      },
      (error) => {
        parts.log.error(`The recording ${uri.toString()} cannot be followed: ${errorText(error)}`);
      },
    );
    this.subscriptions = vscode.Disposable.from(
      parts.documents.onDidCheck((document) => {
        if (document.uri.toString() === this.text?.toString()) panel.refresh();
      }),
      parts.recordings.onDidChange((changed) => {
        // One that is over is looked at no more, but it may be renamed, deleted, and brought back.
        if (changed?.some((each) => each.toString() === uri.toString()) ?? true) void this.run.begin();
      }),
    );
    void this.run.begin();
  }

  dispose(): void {
    this.isClosed = true;
    this.run.dispose();
    this.subscriptions.dispose();
  }

  get shownRun(): unknown {
    return this.run.identity;
  }

  stateParts(): readonly unknown[] | undefined {
    if (!this.hasLooked) return undefined;
    const { source, state, facts, identity, recording } = this.run;
    return [
      identity,
      state,
      facts,
      this.run.health,
      this.describedNetwork(),
      source.problem?.kind,
      source.damaged.length,
      recording?.run?.reason,
      recording?.run?.name,
      this.isComputing,
      this.notAgain,
      // Until there is a first step it is said that there is none.
      (recording?.run?.step ?? 0) > 0,
    ];
  }

  describe(): NetworkPanelState {
    const { recording, status, facts } = this.run;
    const fileName = recordingNameOf(this.uri);
    const shown = {
      fileName,
      status: recordingStatus(this.run, this.againText()),
      network: this.describedNetwork() ?? null,
    };
    if (recording === undefined || facts === undefined) return { ...shown, run: null };
    return {
      ...shown,
      run: {
        ...facts,
        ...this.judgedHealth(facts),
        status,
        definition: (recording.run && recordedTexts(recording.run).at(-1)) ?? '',
      },
      recording: {
        name: recording.run?.name ?? fileName,
        about: aboutRecording(this.run),
        canCompute: this.canCompute,
        tabs: tabsOf(facts, this.run.health !== undefined || recording.run?.origin?.kind === 'definition'),
      },
    };
  }

  /** What the rules say of it that nobody has judged while it was recorded. */
  private judgedHealth({ findings }: RecordedFacts): Pick<PanelRun, 'findings' | 'notJudged'> {
    const { health } = this.run;
    if (health === undefined) return { findings };
    return {
      findings: [...findings, ...panelFindings(health.findings, localise)],
      notJudged: health.notJudged.map(({ rule, why }) => ({ rule, why: localise(why) })),
    };
  }

  beginRun(): void {
    // All there is came with the state, and the rest comes with frames.
  }

  async handle(message: SubjectMessage): Promise<void> {
    if (message.kind === 'recompute') await this.recompute();
    if (message.kind !== 'select' && message.kind !== 'hover') return;
    await this.lines?.lightUp(message.layer);
    if (message.kind !== 'select' || !message.reveal) return;
    const sentence = await this.lines?.reveal(message.layer);
    if (sentence !== undefined) this.panel.host.post({ kind: 'notice', text: sentence });
  }

  load(): void {
    // The page gets everything with the next frame.
  }

  unload(): void {
    // What is read stays: the page may come back.
  }

  async restore(): Promise<void> {
    // The recording is still there.
  }

  async refreshFile(): Promise<void> {
    await this.run.begin();
  }

  placeOfError(): Promise<Source | undefined> {
    return Promise.resolve(undefined);
  }

  followCursor(document: vscode.TextDocument, line: number): void {
    if (this.lines instanceof ScriptLines) void this.pointAt(this.lines, document, line);
  }

  /** The layer that is built where the cursor stands. */
  private async pointAt(lines: ScriptLines, document: vscode.TextDocument, line: number): Promise<void> {
    this.panel.host.post({ kind: 'reveal', layer: await lines.layerAt(document, line) });
  }

  /** Something new was read. */
  /** Of a run that goes on, a file may be missing for a moment. */
  private async noteDamage(): Promise<void> {
    const { recording, state, source } = this.run;
    if (recording === undefined || state === 'running' || source.problem !== undefined) return;
    const damaged = source.damaged.map(({ file }) => file);
    await (await this.parts.recordings.library()).noteDamage(this.uri, damaged);
  }

  private async takeIn(): Promise<void> {
    void this.noteDamage();
    const origin = this.run.recording?.run?.origin;
    if (this.text === undefined && origin?.kind === 'definition') {
      const definition = await placeOfDefinition(this.uri, origin.file);
      this.text = recordedTextUri({ recording: this.uri, definition });
      this.panel.host.textUri = this.text;
      this.lines = new LayerLines(
        { uri: this.text, network: origin.network, text: undefined, description: undefined },
        this.panel.host,
        this.parts.documents,
      );
      await documentAt(this.text);
    }
    if (origin?.kind === 'script' && this.lines === undefined) {
      const layers = (): readonly RecordedLayer[] => this.run.recording?.run?.layers ?? [];
      this.lines = new ScriptLines(this.uri, this.panel.host, layers);
      this.panel.host.textUri = await placeOfScript(this.uri, origin.file);
    }
    if (this.isClosed) return;
    const { givenName } = this.run.source;
    this.panel.host.entitle(givenName && vscode.l10n.t('Recording: {0}', givenName));
    this.hasLooked = true;
    this.panel.refresh();
  }

  private get canCompute(): boolean {
    const { recording, state, source } = this.run;
    const isOver = state !== 'running' && !this.isComputing && this.notAgain === undefined;
    return (
      isOver &&
      source.problem === undefined &&
      this.text !== undefined &&
      whyNotAgain(recording?.run, this.parts.version) === undefined
    );
  }

  /** Trains it again; from then on the panel shows that run, with everything that a run has. */
  private async recompute(): Promise<void> {
    const { text, parts, panel } = this;
    const { recording } = this.run;
    const origin = recording?.run?.origin;
    if (!this.canCompute || recording === undefined || text === undefined || origin?.kind !== 'definition')
      return;
    this.isComputing = true;
    panel.refresh();
    const result = await recompute(recording, text, parts);
    this.isComputing = false;
    if (this.isClosed) return;
    if ('run' in result) {
      const place = { uri: text, network: origin.network };
      panel.change((next) => new RecomputedNetwork(place, this.uri, parts, next));
      return;
    }
    if (result.isFinal) this.notAgain = result.sentence;
    else panel.host.post({ kind: 'notice', text: result.sentence });
    panel.refresh();
  }

  /** The network as it was recorded, and as its text has it where that can be read. */
  private describedNetwork(): PanelNetwork | undefined {
    const { recording, identity } = this.run;
    if (recording === undefined) return undefined;
    const { run } = recording;
    const document = this.text && openDocumentAt(this.text);
    const file = document && this.parts.documents.check(document).file;
    const hasEvaluations = recording.series.evaluations.steps.length > 0;
    const from = [identity, file, hasEvaluations, run === undefined];
    if (this.network === undefined || from.some((part, at) => part !== this.describedFrom[at])) {
      const name = run?.origin?.kind === 'definition' ? run.origin.network : undefined;
      const written = name === undefined ? undefined : shownNetwork(file, name, undefined);
      this.network = recordedNetwork(recording, run?.name ?? recordingNameOf(this.uri), written);
      this.describedFrom = from;
    }
    return this.network;
  }

  /** Whether the steps between can be had. */
  private againText(): string {
    const { recording, state } = this.run;
    if (this.isComputing) return vscode.l10n.t('It is being computed again…');
    if (state === 'running' || recording?.run?.step === 0) return '';
    return (
      this.notAgain ??
      whyNotAgain(recording?.run, this.parts.version) ??
      vscode.l10n.t('Computed again, every step can be looked at.')
    );
  }
}

/** Only what was recorded has a tab. */
function tabsOf(
  { snapshots, findings }: RecordedFacts,
  isJudged: boolean,
): NonNullable<NetworkPanelState['recording']>['tabs'] {
  const hasPictures = snapshots.length > 0;
  return [
    ...(hasPictures ? (['layers', 'distributions'] as const) : []),
    // That nothing was found says something only where somebody looked.
    ...(isJudged || findings.length > 0 ? (['health'] as const) : []),
  ];
}
