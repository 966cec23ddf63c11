import type { Evaluation } from '../../engine/training/evaluation';
import { findNonFinite } from '../../engine/training/nonFinite';
import { learnedTensors } from '../../engine/training/namedTensors';
import type { Trainer } from '../../engine/training/trainer';
import type { NetworkProgram } from '../../language/checker/networks/program';
import { readDefinition } from '../definition';
import type { Definition } from '../definition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { jsonNumber, jsonText } from '../json';
import { findNetwork, prepareTrainer } from '../network';
import { writeNpzFile } from '../npzFile';
import { writeError, writeLine } from '../output';
import { formatTable } from '../textTable';
import { readWords } from '../words';

const flags = { network: 'text', epochs: 'count', steps: 'count', npz: 'text' } as const;

/** How long steps run before the program looks whether Ctrl-C was pressed. */
const slice = 50;

/** `backprop train FILE [--network NAME] [--epochs N] [--steps N] [--json] [--npz OUT]` */
export async function train(words: readonly string[]): Promise<number> {
  const { files, json, texts, counts } = readWords(words, 1, flags);
  const definition = await readDefinition(files[0] ?? '');
  const program = findNetwork(definition, texts['network']);
  refuseUntrainable(definition, program);
  const { epochs } = counts;
  const trainer = await prepareTrainer(definition, program, epochs === undefined ? {} : { epochs });
  const last = counts['steps'] ?? trainer.totalSteps;
  if (last > trainer.totalSteps) trainer.trainMore(last - trainer.totalSteps);
  const report = json ? jsonReport : tableReport();
  const outcome = await trainUntil(trainer, last, report);
  const out = texts['npz'];
  if (out !== undefined) await writeNpzFile(out, learnedTensors(trainer));
  if (outcome === 'stopped') writeError(`backprop: stopped after ${String(trainer.step)} steps.`);
  if (typeof outcome === 'object') {
    throw new CommandFailure(notFiniteText(outcome), exitNegative);
  }
  return outcome === 'stopped' ? stoppedExit : 0;
}

const theLoss = 'the loss';

/** What is no number any more, and after how many steps. */
interface NotFinite {
  readonly notFinite: string;
  readonly step: number;
}

function notFiniteText({ notFinite, step }: NotFinite): string {
  // Before the first step nothing has been learned, so no learning rate is to blame.
  const advice = step === 0 ? 'look at the data and at init=' : 'lower the learning rate';
  return `${notFinite} became NaN or infinite at step ${String(step)}: ${advice}.`;
}

/** @throws CommandFailure where the network has no `train` block: nothing says how to train it. */
function refuseUntrainable({ file, checked }: Definition, { definition: { name } }: NetworkProgram): void {
  if (checked.networks.find((network) => network.name === name)?.hasTraining === true) return;
  throw new CommandFailure(
    `${file}: ${name} has no train block, so it cannot be trained. Add one: train { optimizer = SGD(lr=0.1) }`,
    exitUnusable,
  );
}

/** As shells give it for a program that Ctrl-C ended. */
const stoppedExit = 130;

interface Progress {
  readonly epoch: number;
  readonly step: number;
  readonly train: Evaluation | undefined;
  readonly test: Evaluation | undefined;
  readonly stepsPerSecond: number;
}

/**
 * Trains and reports after every epoch, and once at the end. It
 * ends early where a number is none any more, and says which.
 */
async function trainUntil(
  trainer: Trainer,
  last: number,
  report: (progress: Progress) => void,
): Promise<'done' | 'stopped' | NotFinite> {
  const { stepsPerEpoch, definition } = trainer.blueprint;
  const interruption = new AbortController();
  const stop = (): void => {
    interruption.abort();
  };
  const isStopped = (): boolean => interruption.signal.aborted;
  process.on('SIGINT', stop);
  let training = 0;
  let since = trainer.step;
  /** Whether every loss there is, is a finite number. */
  const tell = (): boolean => {
    const { step } = trainer;
    const stepsPerSecond = training === 0 ? 0 : ((step - since) * 1000) / training;
    const [train, test] = [trainer.evaluate('train'), trainer.evaluate('test')];
    report({ epoch: step / stepsPerEpoch, step, train, test, stepsPerSecond });
    training = 0;
    since = step;
    return [train, test].every((each) => each === undefined || Number.isFinite(each.loss));
  };
  try {
    tell();
    while (trainer.step < last && !isStopped()) {
      const began = performance.now();
      do if (!Number.isFinite(trainer.runStep())) return { notFinite: theLoss, step: trainer.step - 1 };
      while (trainer.step < last && trainer.step % stepsPerEpoch !== 0 && performance.now() - began < slice);
      training += performance.now() - began;
      if (trainer.step % stepsPerEpoch === 0 || trainer.step >= last) {
        const origin = findNonFinite(definition, trainer.plan, trainer.step);
        if (origin !== undefined) return { notFinite: origin.name, step: trainer.step };
        if (!tell()) return { notFinite: theLoss, step: trainer.step };
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (isStopped() && since !== trainer.step) tell();
    return isStopped() ? 'stopped' : 'done';
  } finally {
    process.off('SIGINT', stop);
  }
}

function jsonReport({ epoch, step, train: trained, test, stepsPerSecond }: Progress): void {
  writeLine(
    jsonText({
      epoch,
      step,
      trainLoss: jsonNumber(trained?.loss),
      testLoss: jsonNumber(test?.loss),
      trainAccuracy: jsonNumber(trained?.accuracy),
      testAccuracy: jsonNumber(test?.accuracy),
      stepsPerSecond: Math.round(stepsPerSecond),
    }),
  );
}

/** One row an epoch. The columns are as wide as their widest content can be, because rows come one by one. */
function tableReport(): (progress: Progress) => void {
  const heading = ['epoch', '   step', 'train loss', 'test loss', 'train acc.', 'test acc.', 'steps/s'];
  const [, rule = ''] = formatTable([heading]).split('\n');
  writeLine(`${heading.join('  ')}\n${rule}`);
  const figure = (value: number | undefined, width: number): string =>
    (value === undefined ? '–' : value.toPrecision(4)).padStart(width);
  const share = (value: number | undefined, width: number): string =>
    (value === undefined ? '–' : `${(value * 100).toFixed(1)} %`).padStart(width);
  return ({ epoch, step, train: trained, test, stepsPerSecond }) => {
    const cells = [
      (Number.isInteger(epoch) ? String(epoch) : epoch.toFixed(2)).padStart(5),
      String(step).padStart(7),
      figure(trained?.loss, 10),
      figure(test?.loss, 9),
      share(trained?.accuracy, 10),
      share(test?.accuracy, 9),
      Math.round(stepsPerSecond).toLocaleString('en').padStart(7),
    ];
    writeLine(cells.join('  '));
  };
}
