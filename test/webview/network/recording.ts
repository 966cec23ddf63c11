/**
 * Real runs for the tests of the network panel: the runtime trains here, in Node, and what it gives becomes
 * the very messages the host would send.
 */
import { noViewRequests } from '../../../src/protocol/emptyViews';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeData, filesOf } from '../../../src/data/load';
import { dataSources, findDataSource } from '../../../src/data/dataSources';
import { describeNetwork } from '../../../src/editor/panels/network/describeNetwork';
import { panelFindings, panelRunStatus, panelViews } from '../../../src/editor/panels/network/frameFeed';
import { formatMessage, type Message } from '../../../src/engine/message';
import { inferNetwork } from '../../../src/engine/network/networkInference';
import { checkText } from '../../../src/language';
import { clock } from '../../../src/platform/clock';
import { loadKernels } from '../../../src/platform/kernels/loadKernels';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import type { NetworkPanelState, NetworkPanelStatus } from '../../../src/protocol/networkPanelState';
import { invoke, remoteOf, type Remote } from '../../../src/protocol/channel';
import type { KernelFiles, RuntimeService } from '../../../src/protocol/runtimeService';
import type { TrainingDescription, TrainingCommand, TrainingFile } from '../../../src/protocol/training';
import type { StepInspection, TrainingFrame } from '../../../src/protocol/trainingFrame';
import type { ViewRequests } from '../../../src/protocol/trainingViews';
import { sha256 } from '../../../src/platform/sha256';
import { runtimeService } from '../../../src/runtime/serveRuntime';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export function example(name: string): string {
  return readFileSync(join(root, 'examples', `${name}.backprop`), 'utf8');
}

type Frame = Extract<HostToNetworkPanel, { kind: 'frame' }>;

interface RecordingOptions {
  readonly fileName?: string;
  /** Where the data files lie that the definition expects beside it. */
  readonly folder?: string;
  /** The compiled kernels; default: the reference kernels. */
  readonly kernels?: KernelFiles;
  /** How the host says what it says; default: in English. */
  readonly say?: (message: Message) => string;
}

/** One network that trains in this process. */
export class RecordedRun {
  private frames = 0;

  private constructor(
    private readonly fileName: string,
    private readonly text: string,
    readonly service: Remote<RuntimeService>,
    readonly description: TrainingDescription,
    private readonly network: NonNullable<NetworkPanelState['network']>,
    private readonly say: (message: Message) => string,
  ) {}

  /** @param text a definition with one network */
  static async start(text: string, options: RecordingOptions = {}): Promise<RecordedRun> {
    const { fileName = 'example.backprop', folder = root, say = formatMessage } = options;
    const file = checkText(text, { dataSources });
    const outline = file.networks[0];
    if (outline?.program === undefined) throw new Error('the definition has no sound network');
    const { definition, data } = outline.program;
    const source = findDataSource(data.source);
    if (source === undefined) throw new Error(`there is no data source ${data.source}`);
    const requests = filesOf(source, data.settings);
    if (!requests.ok) throw new Error(formatMessage(requests.error.message));
    const files: Record<string, TrainingFile> = {};
    for (const { role, from, paths } of requests.value) {
      const [name] = paths;
      const bytes = new Uint8Array(readFileSync(join(from === 'beside' ? folder : join(root, 'data'), name)));
      files[role] = { name, bytes, size: bytes.length };
    }
    const described = describeData(source, data.settings, files);
    if (!described.ok) throw new Error(formatMessage(described.error.message));
    if (described.value === undefined) throw new Error('the files do not tell the shape of a sample');
    const { sampleShape, targets } = described.value;
    const classes = targets.kind === 'labels' ? (targets.classes ?? 0) : 0;

    const methods = runtimeService({ clock, loadKernels, sliceMilliseconds: 10, sha256 });
    const service = remoteOf<RuntimeService>(
      async (method, argument) => await invoke(methods, method, argument),
    );
    if (options.kernels !== undefined) await service.useKernels(options.kernels);
    const start = await service.startTraining({
      network: definition,
      data: { source: data.source, arguments: data.settings, files },
      pace: { kind: 'full' },
    });
    if (!start.ok) throw new Error(start.refusals.map(({ message }) => formatMessage(message)).join(' '));
    const { description } = start;
    const inference = inferNetwork(definition, { sampleShape });
    const network = describeNetwork(file, outline, inference, {
      inputShape: sampleShape,
      classNames: description.classNames ?? Array.from({ length: classes }, (_, at) => String(at)),
    });
    if (network === undefined) throw new Error('the network cannot be described');
    return new RecordedRun(fileName, text, service, description, network, say);
  }

  get session(): number {
    return this.description.session;
  }

  get layerNames(): readonly string[] {
    return this.network.layers.map(({ name }) => name);
  }

  async command(command: TrainingCommand): Promise<void> {
    const { refused } = await this.service.commandTraining({ session: this.session, command });
    if (refused) throw new Error(formatMessage(refused));
  }

  /** So many steps, each with the scalars of every layer. */
  async steps(count: number): Promise<void> {
    for (let step = 0; step < count; step++) await this.command({ kind: 'step' });
  }

  /** What the host says when the panel is ready. */
  async state(status: NetworkPanelStatus = { kind: 'ready', text: '' }): Promise<HostToNetworkPanel> {
    const { trainSamples, testSamples, evaluated, kernels } = this.description;
    const { status: runStatus } = await this.service.commandTraining({
      session: this.session,
      command: { kind: 'setPace', pace: { kind: 'full' } },
    });
    return {
      kind: 'state',
      state: {
        fileName: this.fileName,
        status,
        network: this.network,
        run: {
          status: panelRunStatus(runStatus, this.say),
          trainSamples,
          testSamples,
          evaluated,
          kernels,
          definition: this.text,
          changedByHand: false,
          findings: [],
          snapshots: [],
          marks: [],
          batch: Math.ceil(trainSamples / runStatus.stepsPerEpoch),
        },
      },
    };
  }

  /** The same where the definition was edited after so many steps. */
  async edited(after: number): Promise<HostToNetworkPanel> {
    const message = await this.state();
    if (message.kind !== 'state' || message.state.run === null) throw new Error('not a run');
    const { run } = message.state;
    return {
      ...message,
      state: { ...message.state, run: { ...run, status: { ...run.status, firstStep: after + 1 } } },
    };
  }

  /** The same before anything has run. */
  async neverRun(status: NetworkPanelStatus = { kind: 'ready', text: '' }): Promise<HostToNetworkPanel> {
    const message = await this.state(status);
    if (message.kind !== 'state') throw new Error('not a state');
    return { kind: 'state', state: { ...message.state, run: null } };
  }

  /** The newest numbers as the runtime has them: what a picture is compared with. */
  async raw(requests: ViewRequests = noViewRequests): Promise<TrainingFrame> {
    return await this.service.nextTrainingFrame({ session: this.session, requests });
  }

  /** The same as a message, and the frame it was made of. */
  async frame(requests: ViewRequests = noViewRequests): Promise<{ message: Frame; raw: TrainingFrame }> {
    const raw = await this.raw(requests);
    return { raw, message: this.messageOf(raw) };
  }

  messageOf(raw: TrainingFrame): Frame {
    return {
      kind: 'frame',
      number: ++this.frames,
      anew: raw.restarted ? 'run' : 'nothing',
      status: panelRunStatus(raw.status, this.say),
      series: raw.series,
      ...(raw.findings && { findings: panelFindings(raw.findings, this.say) }),
      ...(raw.snapshots && { snapshots: [...raw.snapshots] }),
      views: panelViews(raw),
    };
  }

  /** How it was at a step done, as a message and as the runtime has it. */
  async lookBack(
    step: number,
    requests: ViewRequests = noViewRequests,
  ): Promise<{ message: HostToNetworkPanel; raw: StepInspection }> {
    const raw = await this.service.inspectTraining({ session: this.session, step, requests });
    const { loss, scalars, views } = raw;
    const answer = { step, loss: Float64Array.of(loss ?? NaN), scalars, views };
    return { raw, message: { kind: 'lookBack', step, answer } };
  }

  /** Where a layer stands in every list. */
  layer(name: string): number {
    const at = this.network.layers.findIndex((layer) => layer.name === name);
    if (at < 0) throw new Error(`${this.fileName} has no layer ${name}: ${this.text.slice(0, 80)}`);
    return at;
  }

  async end(): Promise<void> {
    await this.service.endTraining({ session: this.session });
  }
}
