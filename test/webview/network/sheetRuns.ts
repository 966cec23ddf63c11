/** The runs that the contact sheet's pictures are of. */
import { readFile } from 'node:fs/promises';
import type { HostToNetworkPanel } from '../../../src/protocol/networkPanelMessages';
import { readKernels } from '../../../src/platform/runtimeAssets';
import { example, RecordedRun } from './recording';

export type Frame = Extract<HostToNetworkPanel, { kind: 'frame' }>;
export type State = Extract<HostToNetworkPanel, { kind: 'state' }>;

/** Learns nothing: too large a step in the beginning leaves most of its units without effect. */
const dying = `network Dying {
  data = spiral(classes=3, points=100, noise=0.2, test=0.2)
  layers {
    Affine(24, init=He)
    ReLU
    Affine(24, init=He)
    ReLU
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = SGD(lr=4)
    batch = 30
    epochs = 40
  }
}`;

const runs = {
  spiral: { text: example('spiral'), steps: 600 },
  digits: { text: example('digits'), steps: 60 },
  regression: { text: example('regression'), steps: 200 },
  dying: { text: dying, steps: 120 },
} as const;
export type RunName = keyof typeof runs;

/** A run that has come some way, and everything it gave so far. */
export interface Trained {
  readonly run: RecordedRun;
  readonly state: State;
  readonly frames: readonly Frame[];
  readonly points: HostToNetworkPanel;
}

/** Each is trained once, when the first picture of it is taken. */
export class RunsOfPictures {
  private readonly known = new Map<RunName, Promise<Trained>>();

  of(name: RunName): Promise<Trained> {
    const trained = this.known.get(name) ?? train(name);
    this.known.set(name, trained);
    return trained;
  }

  async end(): Promise<void> {
    for (const trained of this.known.values()) await (await trained).run.end();
  }
}

const dist = new URL('../../../dist/', import.meta.url);

const parts = 4;

async function train(name: RunName): Promise<Trained> {
  const { text, steps } = runs[name];
  // The compiled kernels where they are built: the digits take minutes without them.
  const kernels = await readKernels({ read: (file) => readFile(new URL(file, dist)) });
  const run = await RecordedRun.start(text, {
    fileName: `${name}.backprop`,
    ...(kernels && { kernels }),
  });
  // Some numbers come once with every frame.
  const frames: Frame[] = [];
  for (let part = 0; part < parts; part++) {
    await run.steps(steps / parts);
    frames.push((await run.frame()).message);
  }
  const state = await run.state();
  if (state.kind !== 'state') throw new Error('not a state');
  const points = (await run.service.dataPoints({ session: run.session })) ?? null;
  return { run, state, frames, points: { kind: 'points', points } };
}
