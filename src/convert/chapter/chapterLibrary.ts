import { message } from '../../language';
import type { CallArguments } from '../callArguments';
import { formulaFunction } from '../formulas';
import type { Interpreter } from '../interpreter';
import { functionOf, initialiserOf } from '../networks/networkTrace';
import { setting, written } from '../networks/recipe';
import { set } from '../networks/statedTraining';
import { call } from '../numeric';
import type { Place } from '../python/pythonSyntax';
import { readPython } from '../python/readPython';
import { integersOf, none, numberOf, opaque, type Flow, type Scope, type Value } from '../values';
import { chapterModules, chapterSource } from './chapterSource';

/** What the book's own modules give, and what `chapterSource` is written with. */
export function callChapter(
  interpreter: Interpreter,
  path: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const name = path.split('.').at(-1) ?? '';
  if (path.startsWith('chapter.')) return inChapter(interpreter, name, args, place);
  if (!chapterModules.test(path)) return undefined;
  const optimizer = optimizers.get(name);
  if (optimizer !== undefined) {
    const lr = args.number(0, 'lr');
    const momentum = args.number(1, 'momentum');
    const call = optimizer(lr, momentum);
    if (call === undefined) return interpreter.gap(place);
    set(interpreter.conversion.training, 'optimizer', call, place);
    return { kind: 'optimizer' };
  }
  switch (name) {
    case 'sigmoid':
    case 'relu':
    case 'softmax':
      return elementwise(interpreter, name, args, place);
    case 'cross_entropy_error': {
      const [y] = args.positional;
      if (y?.kind === 'flow') return y.network.setLoss(y, 'SoftmaxWithLoss', place, 'Softmax');
      return interpreter.gap(place);
    }
    case 'load_mnist':
      return interpreter.gap(place, undefined, message('its arrays have to be saved as data.npz'));
    default: {
      const value = chapterScope(interpreter).names.get(name);
      return value ? interpreter.call(value, args, place) : undefined;
    }
  }
}

const optimizers: ReadonlyMap<string, (lr?: number, momentum?: number) => string | undefined> = new Map([
  ['SGD', (lr?: number) => written('SGD', `lr=${String(lr ?? 0.01)}`)],
  [
    'Momentum',
    (lr?: number, momentum?: number) =>
      written('Momentum', `lr=${String(lr ?? 0.01)}`, `momentum=${String(momentum ?? 0.9)}`),
  ],
  ['AdaGrad', (lr?: number) => written('AdaGrad', `lr=${String(lr ?? 0.01)}`, 'eps=1e-7')],
  ['Adam', (lr?: number) => written('Adam', `lr=${String(lr ?? 0.001)}`, 'eps=1e-7')],
]);

const functionsOfChapter = ['sigmoid', 'relu', 'softmax', 'cross_entropy_error', 'load_mnist'];

/** Whether a module of the book has a thing of this name. */
export function isChapterName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const isKnown =
    optimizers.has(name) ||
    functionsOfChapter.includes(name) ||
    new RegExp(`^class ${name}:`, 'm').test(chapterSource);
  return isKnown && chapterModules.test(path);
}

const scopes = new WeakMap<Interpreter, Scope>();

function chapterScope(interpreter: Interpreter): Scope {
  const there = scopes.get(interpreter);
  if (there) return there;
  const scope: Scope = {
    names: new Map<string, Value>([
      ['np', { kind: 'library', path: 'numpy' }],
      ['chapter', { kind: 'library', path: 'chapter' }],
    ]),
  };
  scopes.set(interpreter, scope);
  interpreter.run(readPython(chapterSource), scope);
  return scope;
}

function elementwise(
  interpreter: Interpreter,
  name: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const [x] = args.positional;
  if (x?.kind === 'flow') return functionOf(x, (inner) => call(name, [inner], inner.shape), place);
  if (x?.kind === 'opaque') return opaque();
  return formulaFunction(name, args) ?? interpreter.gap(place);
}

function inChapter(
  interpreter: Interpreter,
  name: string,
  args: CallArguments,
  place: Place,
): Value | undefined {
  const [x, second, third, fourth] = args.positional;
  if (name === 'weight_decay') {
    const lambda = numberOf(x) ?? 0;
    if (lambda !== 0) {
      interpreter.conversion.trainingComment(
        place,
        message('weight_decay_lambda={0} is not taken over: ours decays biases, too', lambda),
        true,
      );
    }
    return none;
  }
  if (name === 'relu' || name === 'sigmoid') return elementwise(interpreter, name, args, place);
  if (name === 'softmax_with_loss') {
    if (x?.kind === 'flow') return x.network.setLoss(x, 'SoftmaxWithLoss', place);
    return formulaFunction('softmax_with_loss', args) ?? interpreter.gap(place);
  }
  if (x?.kind !== 'flow') return name === 'flat' ? x : interpreter.gap(place);
  return ofFlow(interpreter, name, x, [second, third, fourth], place);
}

function ofFlow(
  interpreter: Interpreter,
  name: string,
  x: Flow,
  [second, third, fourth]: readonly (Value | undefined)[],
  place: Place,
): Value | undefined {
  const { network } = x;
  switch (name) {
    case 'flat':
      return { ...network.settle(x, place.line), sample: 'row' };
    case 'dropout': {
      const ratio = numberOf(second);
      if (ratio === undefined) return undefined;
      network.comment(
        place.line,
        message('the book scales by 1 − {0} in evaluation; ours by 1 / (1 − {0}) in training', ratio),
        false,
      );
      return network.layer(written('Dropout', ratio), [x], place, x.sample);
    }
    case 'batch_norm':
      return network.layer('BatchNorm(eps=1e-6)', [x], place, x.sample);
    case 'convolution': {
      const weights = second?.kind === 'numeric' ? second : undefined;
      const [filters, channels, height, width] = weights?.shape ?? [];
      if (filters === undefined || height === undefined || height !== width) return interpreter.gap(place, x);
      const fan = (channels ?? NaN) * height * height;
      const init = initialiserOf(weights?.drawn, fan, NaN);
      const pads = numberOf(fourth);
      return network.layer(
        written(
          'Conv',
          filters,
          `size=${String(height)}`,
          setting('stride', numberOf(third), 1),
          setting('pad', pads, 0),
          init !== undefined && `init=${init}`,
        ),
        [x],
        place,
        'image',
      );
    }
    case 'pooling': {
      const [height, width] = integersOf(second) ?? [];
      if (height === undefined || height !== width || (numberOf(fourth) ?? 0) !== 0)
        return interpreter.gap(place, x);
      const stride = numberOf(third);
      if (stride === undefined) return interpreter.gap(place, x, message('its stride is not said'));
      return network.layer(
        written('MaxPool', height, setting('stride', stride, height)),
        [x],
        place,
        'image',
      );
    }
    default:
      return undefined;
  }
}
