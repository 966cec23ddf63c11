import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordedNetwork } from '../../../src/editor/runs/describeRecording';
import { OpenRecording } from '../../../src/editor/runs/openRecording';
import { factsOf } from '../../../src/editor/runs/panelFacts';
import { RecordedFrames, statusOf } from '../../../src/editor/runs/recordedFrames';
import { diskStore } from '../../../src/platform/diskStore';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import type { NetworkPanelState } from '../../../src/protocol/networkPanelState';
import type { ViewRequests } from '../../../src/protocol/trainingViews';

const command = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'dist', 'cli.js');

type Tabs = NonNullable<NetworkPanelState['recording']>['tabs'];

/** A recording that the command made, and the messages of a panel that is opened on it. */
export class RecordingFolder {
  private numbers = 0;

  private constructor(
    private readonly folder: string,
    private readonly source: OpenRecording,
    private frames: RecordedFrames,
  ) {}

  /** @param text a definition with one network */
  static async record(text: string): Promise<RecordingFolder> {
    const folder = mkdtempSync(join(tmpdir(), 'recording-'));
    const file = join(folder, 'recorded.backprop');
    writeFileSync(file, text);
    // The recording keeps the sentences of its findings in the language it was made in.
    const words = [command, '--lang', 'en', 'train', file, '--record', folder];
    execFileSync(process.execPath, words, { stdio: 'pipe' });
    const name = readdirSync(folder).find((each) => each.endsWith('.bprun')) ?? '';
    const source = new OpenRecording(diskStore(join(folder, name)));
    const frames = framesOf(source);
    await frames.begin();
    return new RecordingFolder(folder, source, frames);
  }

  /** Another panel is opened, which knows nothing of it yet. */
  reopen(): void {
    this.numbers = 0;
    this.frames = framesOf(this.source);
  }

  /** Steps of which there are pictures. */
  get steps(): readonly number[] {
    return this.source.snapshotSteps;
  }

  state(tabs: Tabs = ['layers', 'distributions', 'health'], canCompute = true): HostToNetworkPanel {
    const { recording } = this.source;
    if (recording === undefined) throw new Error('It cannot be read.');
    return {
      kind: 'state',
      state: {
        fileName: 'recorded',
        status: { kind: 'recorded', text: 'Of this run the pictures of some steps were recorded.' },
        network: recordedNetwork(recording, 'Recorded', undefined),
        recording: { name: 'Recorded', about: '30 Nov 2026, 04:10 · finished', tabs, canCompute },
        run: {
          ...factsOf(recording, this.steps),
          status: statusOf(recording, new Date()),
          definition: '',
        },
      },
    };
  }

  /** Everything at first, then with other pictures. */
  async frame(requests: ViewRequests): Promise<HostToNetworkPanel> {
    const { series, status, views, snapshots } = await this.frames.nextTrainingFrame({
      requests,
      anew: true,
    });
    return {
      kind: 'frame',
      number: ++this.numbers,
      anew: this.numbers === 1 ? 'run' : 'nothing',
      series,
      status: { ...status, reason: '' },
      views,
      ...(snapshots && { snapshots: Array.from(snapshots) }),
    };
  }

  async lookBack(step: number, requests: ViewRequests): Promise<HostToNetworkPanel> {
    const answer = await this.frames.inspect(step, requests);
    if (answer === undefined) throw new Error(`There is nothing of step ${String(step)}.`);
    return { kind: 'lookBack', step, answer: { ...answer, loss: Float64Array.of(answer.loss ?? NaN) } };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function framesOf(source: OpenRecording): RecordedFrames {
  const clock = { now: () => new Date(), after: () => () => undefined };
  return new RecordedFrames(source, clock, () => undefined);
}
