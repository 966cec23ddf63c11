import type { Evaluation } from '../../engine/training/evaluation';
import { learnedTensors } from '../../engine/training/namedTensors';
import { formatMessage } from '../../engine/message';
import { TrainingRun } from '../../runtime/training/trainingRun';
import type { NetworkProgram } from '../../language/checker/networks/networkProgram';
import type { Diagnostic } from '../../language/diagnostic';
import { describeDiagnostic, readDefinition } from '../readDefinition';
import type { Definition } from '../readDefinition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { formatTable, jsonNumber, outputTaken, writeError, writeLine } from '../output';
import { jsonLine } from '../../protocol/jsonText';
import { writeFindings, writeFindingsAsJson } from '../healthReport';
import { findNetwork, prepareTrainer } from '../networkOfFile';
import { withNpzFile, type NpzFile } from '../npzFile';
import { RunRecorder, type RecordingRequest } from '../runRecorder';
import { readWords, type Words } from '../words';

const flags = { network: 'text', epochs: 'count', steps: 'count', npz: 'text', record: 'text' } as const;

/** How long steps run before the program looks whether Ctrl-C was pressed. */
const slice = 50;

/** `backprop train FILE [--network NAME] [--epochs N] [--steps N] [--json] [--npz OUT] [--record FOLDER]` */
export async function train(words: readonly string[]): Promise<number> {
  const given = readWords(words, 1, flags);
  return withNpzFile(given.texts['npz'], (npz) => trainFile(given, npz));
}

async function trainFile({ files, json, texts, counts }: Words, npz: NpzFile | undefined): Promise<number> {
  const definition = await readDefinition(files[0] ?? '');
  const program = findNetwork(definition, texts['network']);
  refuseUntrainable(definition, program);
  const { name } = program.definition;
  const hints = hintsOf(definition, name);
  if (!json) for (const hint of hints) writeError(describeDiagnostic(definition, hint));
  const { epochs } = counts;
  const trainer = await prepareTrainer(definition, program, epochs === undefined ? {} : { epochs });
  const last = counts['steps'] ?? trainer.totalSteps;
  if (last > trainer.totalSteps) trainer.trainMore(last - trainer.totalSteps);
  const run = new TrainingRun(trainer);
  const recorder = await beginRecording(texts['record'], { definition, program, run, lastStep: last }, json);
  const outcome = await trainUntil(run, last, json ? jsonReport : tableReport(), recorder);
  if (outcome === 'stopped') writeError(`backprop: stopped after ${String(trainer.step)} steps.`);
  const findings =
    (await recorder?.end(endStates[outcome], run.failure && formatMessage(run.failure))) ??
    run.takeNews(undefined).findings ??
    [];
  await npz?.write(learnedTensors(trainer));
  if (json) writeFindingsAsJson(definition, name, findings, hints);
  else writeFindings(definition, name, findings);
  if (outcome === 'broken') {
    throw new CommandFailure(run.failure === undefined ? '' : formatMessage(run.failure), exitNegative);
  }
  return outcome === 'stopped' ? stoppedExit : 0;
}

/** @throws CommandFailure for a folder without a name; whatever else is in the way, the run goes on */
async function beginRecording(
  folder: string | undefined,
  what: Omit<RecordingRequest, 'folder'>,
  json: boolean,
): Promise<RunRecorder | undefined> {
  if (folder === undefined) return undefined;
  if (folder === '') throw new CommandFailure('The folder of --record has no name.', exitUnusable);
  const recorder = await RunRecorder.begin({ ...what, folder });
  if (recorder === undefined) return undefined;
  if (json) writeLine(jsonLine({ recording: recorder.path }));
  else writeError(`backprop: recording to ${recorder.path}`);
  return recorder;
}

const endStates = { done: 'finished', stopped: 'stopped', broken: 'failed' } as const;

/** What `check` has to say of the network and of blocks: who trains it may never have checked it. */
function hintsOf({ checked }: Definition, name: string): readonly Diagnostic[] {
  const parts = checked.ast.statements.filter(
    (item) => item.kind === 'block' || (item.kind === 'network' && item.name?.name === name),
  );
  return checked.diagnostics.filter(({ range }) =>
    parts.some(({ start, end }) => range.start >= start && range.end <= end),
  );
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

/** The layers are measured at every one of so many steps, and then about so often in an epoch. */
const firstMeasured = 20;
const measuredInEpoch = 20;

/**
 * Trains and reports after every epoch, and once at the end. It ends early where a number is none any more.
 */
async function trainUntil(
  run: TrainingRun,
  last: number,
  report: (progress: Progress) => void,
  recorder: RunRecorder | undefined,
): Promise<'done' | 'stopped' | 'broken'> {
  const { trainer } = run;
  const { stepsPerEpoch } = trainer.blueprint;
  const measuring = Math.ceil(stepsPerEpoch / measuredInEpoch);
  const interruption = new AbortController();
  const stop = (): void => {
    interruption.abort();
  };
  const isStopped = (): boolean => interruption.signal.aborted;
  const isBroken = (): boolean => run.isBroken;
  process.on('SIGINT', stop);
  let training = 0;
  let since = trainer.step;
  const reportNow = (): void => {
    const { step } = trainer;
    const stepsPerSecond = training === 0 ? 0 : ((step - since) * 1000) / training;
    const [train, test] = [trainer.evaluate('train'), trainer.evaluate('test')];
    report({ epoch: step / stepsPerEpoch, step, train, test, stepsPerSecond });
    recorder?.addEvaluation(step, train, test);
    training = 0;
    since = step;
  };
  const advance = (): void => {
    if (run.wantsEvaluation) finish(run.evaluate());
    if (isBroken()) return;
    const began = performance.now();
    run.advance(trainer.step < firstMeasured || trainer.step % measuring === 0);
    training += performance.now() - began;
    recorder?.stepDone();
  };
  try {
    reportNow();
    while (trainer.step < last && !isBroken() && !isStopped()) {
      const began = performance.now();
      do advance();
      while (
        !isBroken() &&
        trainer.step < last &&
        trainer.step % stepsPerEpoch !== 0 &&
        performance.now() - began < slice
      );
      if (!isBroken() && (trainer.step % stepsPerEpoch === 0 || trainer.step >= last)) reportNow();
      await outputTaken();
      await recorder?.rest();
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!isBroken()) finish(run.evaluate(true));
    if (isBroken()) {
      finish(run.locate());
      return 'broken';
    }
    if (isStopped() && since !== trainer.step) reportNow();
    return isStopped() ? 'stopped' : 'done';
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Nothing else waits for this program: what a run does in pieces is done at once. */
function finish(work: Generator<void, void>): void {
  while (work.next().done !== true);
}

function jsonReport({ epoch, step, train: trained, test, stepsPerSecond }: Progress): void {
  writeLine(
    jsonLine({
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
