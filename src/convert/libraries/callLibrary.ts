import { deviation } from '../arrayFunctions';
import type { CallArguments } from '../callArguments';
import { callChapter } from '../chapter/chapterLibrary';
import { forgetValue } from '../effects';
import { formulaFunction } from '../formulas';
import { message } from '../../language';
import type { Interpreter } from '../interpreter';
import { callKeras } from '../keras/kerasLibrary';
import { functionOf } from '../networks/networkTrace';
import { call, levels, literal } from '../numeric';
import { binaryValue } from '../operators';
import { isHarmlessLibrary, isReport } from '../plumbing';
import type { Place } from '../python/pythonSyntax';
import { callTorch } from '../torch/torchLibrary';
import {
  dataOf,
  integersOf,
  isPartOfModel,
  lost,
  numberOf,
  opaque,
  sequence,
  truthOf,
  type Flow,
  type Numeric,
  type Value,
} from '../values';
import { callBuiltin } from './builtins';

/** A function or a class of a library. */
export function callLibrary(
  interpreter: Interpreter,
  path: string,
  args: CallArguments,
  place: Place,
): Value {
  const given = [...args.positional, ...args.named.values()];
  const near = given.find((value) => value.kind === 'flow' || value.kind === 'loss');
  const known =
    callBuiltin(interpreter, path, args, place) ??
    callChapter(interpreter, path, args, place) ??
    callTorch(interpreter, path, args, place) ??
    callKeras(interpreter, path, args, place) ??
    callNumeric(interpreter, path, args, place);
  const isChanging = changesArguments(path, args) || !(known ?? isRespectful(path));
  if (isChanging) for (const value of given) forgetValue(interpreter, value);
  const isOfModel =
    isChanging && !path.startsWith('torch.nn.') && given.some((value) => isPartOfModel(value));
  if (isOfModel && (known ?? isHarmlessLibrary(path))) interpreter.trainingGap(place);
  if (known) return known;
  if (path === 'numpy.random.choice') {
    const batch = args.number(1, 'size');
    if (batch !== undefined)
      interpreter.conversion.training.batch ??= { text: String(batch), line: place.line };
  }
  const isOfArray = given.some((value) => value.kind === 'numeric' && value.constant === undefined);
  const [first] = args.positional;
  // A bar of progress goes through what it is given.
  if (path.startsWith('tqdm.') && first?.kind === 'opaque') return first;
  // What counts with known numbers is missing in a formula.
  const isRange = path === 'numpy.arange' && given.every((value) => numberOf(value) !== undefined);
  if (isHarmlessLibrary(path) && !(isChanging && isOfArray)) return isRange ? lost() : opaque();
  return interpreter.gap(place, near);
}

/** Libraries that leave what they are given as it is, but for what `changing` names. */
const respectful =
  /^(builtins|numpy|torch|torchvision|math|scipy|sklearn|keras|tensorflow|jax|pandas|argparse|collections|functools|statistics|operator)(\.|$)/;
const changing = /\.(shuffle|put|copyto|fill_diagonal|place|putmask|put_along_axis|\w+\.at|\w*[^_]_)$/;

/** Whether a function of a known library changes arrays that it is given. */
function changesArguments(path: string, { named }: CallArguments): boolean {
  const inPlace = named.get('inplace');
  return changing.test(path) || named.has('out') || (inPlace !== undefined && truthOf(inPlace) !== false);
}

function isRespectful(path: string): boolean {
  return respectful.test(path) || isReport(path);
}

const numericModules =
  /^(numpy|torch|math|jax\.numpy|scipy\.special|tensorflow)\.(random\.|nn\.functional\.|nn\.|math\.|special\.|linalg\.)?(\w+)$/;

/** Functions that leave the numbers of data as they are. */
const arranging: ReadonlySet<string> = new Set(
  [
    'reshape flatten squeeze unsqueeze expand_dims ravel asarray array tensor Tensor as_tensor from_numpy',
    'one_hot eye stack cat concatenate split chunk arange randperm permutation choice randint argmax argsort',
    'shuffle index_select take full zeros ones mean sum max min zeros_like ones_like empty FloatTensor LongTensor',
  ].flatMap((line) => line.split(' ')),
);

/** A function of arrays: of those in the source, or of a batch on its way through a network. */
function callNumeric(
  interpreter: Interpreter,
  path: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const [, , module = '', name = ''] = numericModules.exec(path) ?? [];
  if (name === '') return undefined;
  const flow = args.positional.find((value): value is Flow => value.kind === 'flow');
  if (flow) return ofFlow(interpreter, name, flow, args, place);
  if (path === 'numpy.random.default_rng' || path === 'numpy.random.RandomState')
    return { kind: 'library', path: 'numpy.random' };
  if (module === 'random.' || /^torch\.(randn?|randint|normal|bernoulli)$/.test(path))
    return random(interpreter, name, args);
  // Where no axis is named, SciPy takes all entries together.
  const isOfAll = module === 'special.' && name.endsWith('softmax') && !args.named.has('axis');
  if (/^(numpy|torch)\.(std|var)$/.test(path)) return deviation(name, args, path.startsWith('torch'));
  const made = isOfAll && args.positional.length < 2 ? undefined : formulaFunction(name, args);
  if (made) return isPairOfTorch(interpreter, path, args) ? sequence([made, lost()], true) : made;
  if (name === 'copy' || name === 'array')
    return args.positional[0]?.kind === 'opaque' ? opaque() : undefined;
  const isAboutData = args.positional.every(
    (value) => value.kind === 'opaque' || numberOf(value) !== undefined,
  );
  const data = args.positional.find(({ kind }) => kind === 'opaque');
  if (!isAboutData || !data) return undefined;
  return dataOf(data, interpreter.training.isFollowed && !arranging.has(name) ? place : undefined);
}

/** `max` of PyTorch along an axis: what is largest, and where it stands. */
export function isPairOfTorch(
  { usesTorch }: Interpreter,
  path: string,
  { positional, named }: CallArguments,
): boolean {
  const isExtreme = /^(torch\.)?(max|min)$/.test(path);
  return isExtreme && usesTorch && !named.has('axis') && (named.has('dim') || positional.length > 1);
}

function ofFlow(
  interpreter: Interpreter,
  name: string,
  flow: Flow,
  args: CallArguments,
  place: Place,
): Value | undefined {
  if (/^arg|^(equal|eq|allclose|array_equal|round)$/.test(name)) return opaque();
  const [left, right] = args.positional;
  const isPlain = args.positional.length === 2 && args.named.size === 0;
  if (['dot', 'matmul', 'mm', 'add', 'mul', 'multiply'].includes(name) && left && right && isPlain) {
    const sign = name === 'add' ? '+' : name.startsWith('mul') ? '*' : '@';
    return binaryValue(interpreter, sign, left, right, place);
  }
  const computed = functionOf(
    flow,
    (x) => {
      // Other arguments stay as they are; the batch stands for itself.
      const inner = args.with((value) => (value.kind === 'flow' ? (value === flow ? x : undefined) : value));
      return inner && formulaFunction(name, inner);
    },
    place,
  );
  return computed;
}

const undrawn: ReadonlySet<string> = new Set(
  [
    'rand random random_sample ranf uniform randint integers random_integers binomial bernoulli poisson',
    'exponential laplace beta gamma multinomial truncnorm lognormal multivariate_normal',
  ].flatMap((line) => line.split(' ')),
);

/** Beside a network it is data more often than not: what needs it as an array is marked. */
function drawnElsewhere(): Value {
  return lost(message('ours draws no such numbers'));
}

/** Random numbers: ours are others, of the same distribution. */
function random(interpreter: Interpreter, name: string, args: CallArguments): Value | undefined {
  const isSpread = name === 'randn';
  if (name === 'normal' || name === 'standard_normal' || name === 'randn') {
    const mean = name === 'normal' ? (args.number(0, 'loc', 'mean') ?? 0) : 0;
    const scale = name === 'normal' ? (args.number(1, 'scale', 'std') ?? 1) : 1;
    const size =
      isSpread && args.positional.length > 1 ? undefined : args.take(name === 'normal' ? 2 : 0, 'size');
    const shape = size ? integersOf(size) : args.positional.map((_, at) => args.number(at));
    args.ignore('requires_grad', 'dtype', 'device');
    const isKnown = shape?.every((each): each is number => each !== undefined) && shape.length > 0;
    if (mean !== 0 || !isKnown || args.rest() !== undefined) return drawnElsewhere();
    const seed = `seed=${String(interpreter.nextSeed())}`;
    const drawn = call('randn', [...shape.map(String), seed], shape);
    const whole: Numeric = { ...drawn, drawn: { distribution: 'normal', parameter: scale } };
    if (scale === 1) return whole;
    return { ...whole, text: `${literal(scale).text} * ${drawn.text}`, level: levels.product };
  }
  return undrawn.has(name) ? drawnElsewhere() : undefined;
}
