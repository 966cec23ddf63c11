import type { CallArguments } from '../callArguments';
import { callChapter } from '../chapter/chapterLibrary';
import { formulaFunction } from '../formulas';
import type { Interpreter } from '../interpreter';
import { callKeras } from '../keras/kerasLibrary';
import { functionOf } from '../networks/networkTrace';
import { call, levels, literal } from '../numeric';
import { isHarmlessLibrary } from '../plumbing';
import type { Place } from '../python/pythonSyntax';
import { callTorch } from '../torch/torchLibrary';
import { integersOf, numberOf, opaque, type Flow, type Numeric, type Value } from '../values';
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
  if (known) return known;
  if (path === 'numpy.random.choice') {
    const batch = args.number(1, 'size');
    if (batch !== undefined)
      interpreter.conversion.training.batch ??= { text: String(batch), line: place.line };
  }
  return isHarmlessLibrary(path) ? opaque() : interpreter.gap(place, near);
}

const numericModules =
  /^(numpy|torch|math|jax\.numpy|scipy\.special|tensorflow)\.(random\.|nn\.functional\.|nn\.|math\.|special\.)?(\w+)$/;

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
  if (module === 'random.' || name === 'randn' || name === 'rand')
    return random(interpreter, name, args, place);
  const made = formulaFunction(name, args);
  if (made) return made;
  if (name === 'copy' || name === 'array')
    return args.positional[0]?.kind === 'opaque' ? opaque() : undefined;
  const isAboutData = args.positional.every(
    (value) => value.kind === 'opaque' || numberOf(value) !== undefined,
  );
  return isAboutData && args.positional.some(({ kind }) => kind === 'opaque') ? opaque() : undefined;
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
  if (['dot', 'matmul', 'mm', 'add', 'mul', 'multiply'].includes(name) && left && right) {
    const sign = name === 'add' ? '+' : name.startsWith('mul') ? '*' : '@';
    return interpreter.operate(sign, left, right, place);
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

/** Random numbers: ours are others, of the same distribution. */
function random(
  interpreter: Interpreter,
  name: string,
  args: CallArguments,
  place: Place,
): Numeric | Value | undefined {
  const isSpread = ['randn', 'rand'].includes(name);
  if (name === 'normal' || name === 'standard_normal' || name === 'randn') {
    const mean = name === 'normal' ? (args.number(0, 'loc', 'mean') ?? 0) : 0;
    const scale = name === 'normal' ? (args.number(1, 'scale', 'std') ?? 1) : 1;
    const size =
      isSpread && args.positional.length > 1 ? undefined : args.take(name === 'normal' ? 2 : 0, 'size');
    const shape = size ? integersOf(size) : args.positional.map((_, at) => args.number(at));
    args.ignore('requires_grad', 'dtype', 'device');
    if (mean !== 0 || !shape?.every((each): each is number => each !== undefined) || shape.length === 0)
      return undefined;
    if (args.rest() !== undefined) return undefined;
    interpreter.noteRandom(place);
    const drawn = call('randn', [...shape.map(String), 'seed=0'], shape);
    const whole: Numeric = { ...drawn, drawn: { distribution: 'normal', parameter: scale } };
    if (scale === 1) return whole;
    return { ...whole, text: `${literal(scale).text} * ${drawn.text}`, level: levels.product };
  }
  return undefined;
}
