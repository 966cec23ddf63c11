import { text as readText } from 'node:stream/consumers';
import type { SavedTensor } from '../../engine/tensor';
import type { Evaluation } from '../../engine/training/evaluation';
import { learnedTensors } from '../../engine/training/namedTensors';
import { TrainingRun } from '../../runtime/training/trainingRun';
import { displayWidth, type Diagnostic, type NetworkProgram } from '../../language';
import { checkDefinition, describeDiagnostic, readDefinition } from '../readDefinition';
import type { Definition } from '../readDefinition';
import { CommandFailure, exitNegative, exitUnrecorded, exitUnusable, stoppedExit } from '../failure';
import { l10n, localise } from '../l10n';
import {
  formatTable,
  jsonNumber,
  outputTaken,
  padded,
  sealed,
  writeError,
  writeLine,
  writeRemark,
} from '../output';
import { jsonLine, type Json } from '../../protocol/jsonText';
import { writeFindings, writeFindingsAsJson } from '../healthReport';
import { withoutSealed, type SealedNetwork } from '../gradedNetworks';
import { findNetwork, prepareTrainer } from '../networkOfFile';
import { tensorFlags, withTensorOutput, type TensorOutput } from '../tensorOutput';
import { prepareRecordingPlace, unrecordable } from '../recordingPlace';
import { RunRecorder, type RecordingRequest } from '../runRecorder';
import { readWords, type Words } from '../words';

const flags = {
  network: 'text',
  epochs: 'count',
  steps: 'count',
  record: 'text',
  ...tensorFlags,
} as const;

/** How long steps run before the program looks whether Ctrl-C was pressed. */
const slice = 50;

/**
 * `backprop train FILE [--network NAME] [--epochs N] [--steps N] [--json] [--npz OUT] [--safetensors OUT]
 * [--record FOLDER]`
 */
export async function train(words: readonly string[]): Promise<number> {
  const given = readWords(words, 1, flags);
  const exitCode = await withTensorOutput(given.texts, async (output) =>
    trainDefinition(await readDefinition(given.files[0] ?? ''), given, output),
  );
  return exitCode === exitUnrecorded ? exitNegative : exitCode;
}

/**
 * `backprop variant FILE [--json] [--record FOLDER --name NAME]`, which `compare` starts: trains the text on
 * its standard input as if it stood in the file.
 */
export async function trainVariant(words: readonly string[]): Promise<number> {
  const given = readWords(words, 1, { record: 'text', name: 'text' });
  const definition = checkDefinition(given.files[0] ?? '', await readText(process.stdin));
  return trainDefinition(definition, given, undefined, true);
}

/** @param isVariant one of a comparison: its figures are wanted where it cannot be recorded, too */
async function trainDefinition(
  definition: Definition,
  words: Words,
  output: TensorOutput | undefined,
  isVariant = false,
): Promise<number> {
  const interruption = new AbortController();
  const stop = (): void => {
    interruption.abort();
  };
  // From the beginning to the end: a Ctrl-C meanwhile must not leave half a recording.
  process.on('SIGINT', stop);
  try {
    return await trainUnlessStopped(definition, words, interruption.signal, output, isVariant);
  } finally {
    process.off('SIGINT', stop);
  }
}

async function trainUnlessStopped(
  definition: Definition,
  { json, texts, counts }: Words,
  interruption: AbortSignal,
  output: TensorOutput | undefined,
  isVariant: boolean,
): Promise<number> {
  const program = findNetwork(definition, texts['network']);
  refuseUntrainable(definition, program);
  const { name } = program.definition;
  const hints = hintsOf(definition, name);
  if (!json) for (const hint of hints) writeError(describeDiagnostic(definition, hint));
  const { epochs } = counts;
  const { trainer, seal } = await prepareTrainer(definition, program, epochs === undefined ? {} : { epochs });
  refuseSealed(definition, program, seal, texts['record'] !== undefined);
  const last = counts['steps'] ?? trainer.totalSteps;
  if (last > trainer.totalSteps) trainer.trainMore(last - trainer.totalSteps);
  const run = new TrainingRun(trainer);
  const recorder = await beginRecording(
    texts['record'],
    { name: texts['name'] ?? name, definition, program, run, lastStep: last },
    json,
    isVariant,
  );
  const hidesLoss = seal.names.has('loss');
  const report = json ? jsonReport(hidesLoss) : tableReport(hidesLoss);
  const outcome = await trainUntil(run, last, report, recorder, interruption);
  if (outcome === 'stopped')
    writeRemark(
      trainer.step === 1 ? l10n.t('stopped after 1 step.') : l10n.t('stopped after {0} steps.', trainer.step),
    );
  const findings =
    (await recorder?.end(endStates[outcome], run.failure && localise(run.failure))) ??
    run.takeNews(undefined).findings ??
    [];
  // Their sentences name losses and norms.
  const told = seal.isClosed ? [] : findings;
  if (json) writeFindingsAsJson(definition, name, told, hints);
  else writeFindings(definition, name, told);
  await keep(withoutSealed(learnedTensors(trainer), seal), output, trainer.step);
  if (outcome === 'broken') {
    throw new CommandFailure(run.failure === undefined ? '' : localise(run.failure), exitNegative);
  }
  if (outcome === 'stopped') return stoppedExit;
  const isRecorded = texts['record'] === undefined || recorder?.isWhole === true;
  return isRecorded ? 0 : exitUnrecorded;
}

/** @throws CommandFailure with what is lost, where a file cannot be written */
async function keep(
  learned: ReadonlyMap<string, SavedTensor>,
  output: TensorOutput | undefined,
  steps: number,
): Promise<void> {
  try {
    await output?.write(learned);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new CommandFailure(
      l10n.t('{0} What was learned in {1} steps is not kept there.', error.message, steps),
      error.exitCode,
    );
  }
}

/**
 * In a sheet an update tells the gradient, and a recording holds everything.
 * @throws CommandFailure where that would answer a question
 */
function refuseSealed(
  { file }: Definition,
  { definition: { name } }: NetworkProgram,
  { isClosed, isSheet }: SealedNetwork,
  isRecorded: boolean,
): void {
  if (isClosed && isSheet)
    throw new CommandFailure(
      l10n.t(
        '{0}: {1} is trained once the questions of the sheet are answered: an update tells the gradient.',
        file,
        name,
      ),
      exitUnusable,
    );
  if (isClosed && isRecorded)
    throw new CommandFailure(
      l10n.t('{0}: {1} is recorded once it is asked for nothing: a recording holds everything.', file, name),
      exitUnusable,
    );
}

/** @throws CommandFailure where nothing can be recorded; a variant goes on without */
async function beginRecording(
  folder: string | undefined,
  what: Omit<RecordingRequest, 'folder'>,
  json: boolean,
  isVariant: boolean,
): Promise<RunRecorder | undefined> {
  if (folder === undefined) return undefined;
  let recorder: RunRecorder;
  try {
    await prepareRecordingPlace(folder);
    recorder = await RunRecorder.begin({ ...what, folder });
  } catch (error) {
    const failure = error instanceof CommandFailure ? error : unrecordable(folder, error);
    if (!isVariant) throw failure;
    writeRemark(failure.message);
    return undefined;
  }
  if (json) writeLine(jsonLine({ recording: recorder.path }));
  else writeRemark(l10n.t('recording to {0}', recorder.path));
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
export function refuseUntrainable(
  { file, checked }: Definition,
  { definition: { name } }: NetworkProgram,
): void {
  if (checked.networks.find((network) => network.name === name)?.hasTraining === true) return;
  throw new CommandFailure(
    l10n.t(
      '{0}: {1} has no train block, so it cannot be trained. Add one: {2}',
      file,
      name,
      'train { optimizer = SGD(lr=0.1) }',
    ),
    exitUnusable,
  );
}

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
  interruption: AbortSignal,
): Promise<'done' | 'stopped' | 'broken'> {
  const { trainer } = run;
  const { stepsPerEpoch } = trainer.blueprint;
  const measuring = Math.ceil(stepsPerEpoch / measuredInEpoch);
  const isStopped = (): boolean => interruption.aborted;
  const isBroken = (): boolean => run.isBroken;
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
}

/** Nothing else waits for this program: what a run does in pieces is done at once. */
function finish(work: Generator<void, void>): void {
  while (work.next().done !== true);
}

function jsonReport(hidesLoss: boolean): (progress: Progress) => void {
  const loss = (evaluation: Evaluation | undefined): Json =>
    hidesLoss && evaluation ? sealed : jsonNumber(evaluation?.loss);
  return ({ epoch, step, train: trained, test, stepsPerSecond }) => {
    writeLine(
      jsonLine({
        epoch,
        step,
        trainLoss: loss(trained),
        testLoss: loss(test),
        trainAccuracy: jsonNumber(trained?.accuracy),
        testAccuracy: jsonNumber(test?.accuracy),
        stepsPerSecond: Math.round(stepsPerSecond),
      }),
    );
  };
}

/** What is written in each column may take as many characters; rows come one by one. */
const widest = [5, 7, 9, 9, 7, 7, 7];

/** One row an epoch. */
function tableReport(hidesLoss: boolean): (progress: Progress) => void {
  const headings = [
    l10n.t('epoch'),
    l10n.t('step'),
    l10n.t('train loss'),
    l10n.t('test loss'),
    l10n.t('train acc.'),
    l10n.t('test acc.'),
    l10n.t('steps/s'),
  ];
  const widths = headings.map((heading, column) => Math.max(displayWidth(heading), widest[column] ?? 0));
  const aligned = (cells: readonly string[]): string[] =>
    cells.map((cell, column) => padded(cell, widths[column] ?? 0, 'start'));
  writeLine(formatTable([aligned(headings)]).trimEnd());
  const figure = (value: number | undefined): string =>
    value === undefined ? '–' : hidesLoss ? sealed : value.toPrecision(4);
  const share = (value: number | undefined): string =>
    value === undefined ? '–' : `${(value * 100).toFixed(1)} %`;
  return ({ epoch, step, train: trained, test, stepsPerSecond }) => {
    const cells = [
      Number.isInteger(epoch) ? String(epoch) : epoch.toFixed(2),
      String(step),
      figure(trained?.loss),
      figure(test?.loss),
      share(trained?.accuracy),
      share(test?.accuracy),
      Math.round(stepsPerSecond).toLocaleString('en'),
    ];
    writeLine(aligned(cells).join('  '));
  };
}
