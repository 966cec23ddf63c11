import type { ExportedLayer, NetworkToExport } from './exportedNetwork';

/** The parts of a script, each behind two blank lines. */
export function scriptOf(parts: readonly (readonly string[])[]): string {
  return `${parts.map((lines) => lines.join('\n')).join('\n\n\n')}\n`;
}

/** What is said first in either script. */
export function scriptTitle({ definition, fileName }: NetworkToExport, library: string): string {
  const file = fileName.replace(/[\r\n"\\]/g, ' ');
  return `${definition.name} of ${file} in ${library}: the same layers, data, mini-batches and initial parameters.`;
}

/** How the training samples are ordered in an epoch; the same in either script. */
export function orderLines({ definition, numbers }: NetworkToExport): readonly string[] {
  if (numbers.order === undefined) {
    return [
      'def order_of(epoch):',
      '    """Every epoch takes the training samples as they are."""',
      '    return np.arange(len(TRAIN_X))',
    ];
  }
  const seed = Math.abs(definition.training.seed);
  return [
    'def order_of(epoch):',
    '    """The order of the training samples: that of the definition as far as it is written down."""',
    '    if epoch < len(ORDER):',
    '        return ORDER[epoch]',
    `    return np.random.default_rng([${String(seed)}, epoch]).permutation(len(TRAIN_X))`,
  ];
}

/**
 * Whether each sample's class is right, as an expression of Python; `undefined` where the targets are no
 * classes. @param axis what the library calls an axis
 */
export function accuracyOf(
  { numbers }: NetworkToExport,
  layers: readonly ExportedLayer[],
  axis: 'axis' | 'dim',
): string | undefined {
  switch (numbers.encoding) {
    case 'labels':
      return `output.argmax(${axis}=1) == target`;
    case 'oneHot':
      return `output.argmax(${axis}=1) == target.argmax(${axis}=1)`;
    case 'binary':
      return `(output > ${String(layers.at(-1)?.nature.decisionThreshold ?? 0)}) == (target > 0.5)`;
    case 'values':
      return undefined;
  }
}

interface TrainParts {
  /** Makes what the steps work with. */
  readonly begin: readonly string[];
  /** One step: takes the samples of `order` from `start` on, and appends to `losses`. */
  readonly step: readonly string[];
  /** Whether this process reports; absent where there is one alone. */
  readonly isFirst?: string;
}

/** How either script goes through the epochs. */
export function trainLines({ begin, step, isFirst }: TrainParts): readonly string[] {
  return [
    'def train(model, steps=None, report=None):',
    '    """Trains for all epochs or for so many steps; gives the loss of every mini-batch before its update."""',
    ...begin.map((line) => `    ${line}`),
    '    losses = []',
    '    for epoch in range(EPOCHS):',
    '        order = order_of(epoch)',
    '        for start in range(0, len(order), BATCH):',
    '            if steps is not None and len(losses) >= steps:',
    '                return losses',
    ...step.map((line) => `            ${line}`),
    `        if report is not None${isFirst === undefined ? '' : ` and ${isFirst}`}:`,
    '            report(epoch + 1, losses)',
    '    return losses',
  ];
}

interface EvaluateParts {
  readonly decorators?: readonly string[];
  readonly begin?: readonly string[];
  /** What the network makes of some samples, as an expression of Python. */
  readonly output: (samples: string) => string;
  /** The sum of the losses of `output` and `target`. */
  readonly loss: string;
  /** As `accuracyOf` says it. */
  readonly accuracy: string | undefined;
}

/** How either script evaluates the network on all samples of a part. */
export function evaluateLines({
  decorators = [],
  begin = [],
  output,
  loss,
  accuracy,
}: EvaluateParts): readonly string[] {
  return [
    ...decorators,
    'def evaluate(model, x, t):',
    `    """The mean loss${accuracy === undefined ? '' : ', and the share of samples whose class is right'}."""`,
    ...begin.map((line) => `    ${line}`),
    '    total, right = 0.0, 0',
    '    for start in range(0, len(x), 256):',
    `        output, target = ${output('x[start : start + 256]')}, t[start : start + 256]`,
    `        total += ${loss}`,
    ...(accuracy === undefined ? [] : [`        right += int((${accuracy}).sum())`]),
    accuracy === undefined
      ? '    return total / max(1, len(x)), None'
      : '    return total / max(1, len(x)), right / max(1, len(x))',
  ];
}

interface MainParts {
  /** Says which process is the first, where there may be several. */
  readonly ready?: readonly string[];
  /** Makes `model` with the parameters of the file `words.parameters`. */
  readonly load: readonly string[];
  /** What else there is to do before the training. */
  readonly begin?: readonly string[];
  /** Behind the line that is printed after an epoch, of `loss` and `accuracy`. */
  readonly report?: readonly string[];
  /** Whether this process prints and saves; absent where there is one alone. */
  readonly isFirst?: string;
  readonly end?: readonly string[];
}

/** What `main` of either script has for its own: a network of such a name is called something else. */
export const namesOfMain: readonly string[] =
  'parser words model file is_new error report epoch losses part x t loss accuracy text recorder figures is_first'.split(
    ' ',
  );

/** What either script does when it is run. */
export function mainLines({
  ready = [],
  load,
  begin = [],
  report = [],
  isFirst,
  end = [],
}: MainParts): readonly string[] {
  const guard = isFirst === undefined ? '' : `${isFirst} and `;
  return [
    'def main():',
    '    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)',
    '    parser.add_argument("--parameters", default=os.path.join(HERE, "initial.npz"), help="where to begin")',
    '    parser.add_argument("--steps", type=int, help="stop after so many mini-batches")',
    '    parser.add_argument("--save", help="write what was learned to this .npz file")',
    '    words = parser.parse_args()',
    '    if words.steps is not None and words.steps < 1:',
    '        parser.error(f"--steps takes a whole number from 1 up, not {words.steps}")',
    ...ready.map((line) => `    ${line}`),
    `    if ${guard}words.save:`,
    '        # NumPy adds the ending itself. Nobody wants to lose a training to a place that takes no file.',
    '        file = words.save if words.save.endswith(".npz") else words.save + ".npz"',
    '        try:',
    '            is_new = not os.path.exists(file)',
    '            open(file, "ab").close()',
    '            if is_new:',
    '                os.remove(file)',
    '        except OSError as error:',
    '            parser.error(f"--save: {error}")',
    '    try:',
    ...load.map((line) => `        ${line}`),
    '    except Exception as error:  # Whatever becomes of a file that is no such one.',
    '        parser.error(f"--parameters: {words.parameters} cannot be used: {error}")',
    ...begin.map((line) => `    ${line}`),
    '',
    '    def report(epoch, losses):',
    '        part, x, t = ("test", TEST_X, TEST_T) if len(TEST_X) else ("train", TRAIN_X, TRAIN_T)',
    '        loss, accuracy = evaluate(model, x, t)',
    '        text = "" if accuracy is None else f"  accuracy {accuracy:.1%}"',
    '        print(f"epoch {epoch}  step {len(losses)}  {part} loss {loss:.6g}{text}", flush=True)',
    ...report.map((line) => `        ${line}`),
    '',
    '    losses = train(model, words.steps, report)',
    `    if ${guard}losses:`,
    '        print(f"{len(losses)} steps, last loss {losses[-1]:.9g}")',
    `    if ${guard}words.save:`,
    '        save_parameters(model, words.save)',
    ...end.map((line) => `    ${line}`),
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
  ];
}
