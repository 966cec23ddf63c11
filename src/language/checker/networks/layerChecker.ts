import { message } from '../../../engine/message';
import type { ArgumentSpec } from '../../../engine/argumentSpec';
import type { Argument, Expression, Identifier, LayerItem, LayerLine, RepeatBody } from '../../ast';
import {
  initializers,
  layerArguments,
  networkLayerNamed,
  networkLayerNames,
  settingsInOrder,
  type NetworkLayerSpec,
} from './networkVocabulary';
import { foreignArgument } from '../../foreign/foreignArguments';
import { foreignLayers, inputSizeFirst, noSuchPooling } from '../../foreign/foreignLayers';
import { foreignCalls } from '../../foreign/foreignSyntax';
import { writtenHere } from '../../foreign/foreignNames';
import { foreignInitializers } from '../../foreign/foreignTraining';
import { signatureOf } from '../../signature';
import {
  bindArguments,
  slotOf,
  translateArguments,
  wordHere,
  type Slot,
  type TranslatedArguments,
} from '../boundArguments';
import { evaluateConstant } from '../constants';
import { changeTo } from '../foreignForms';
import { evaluateSetting } from '../settingChecker';
import type { Blocks, NetworkScope } from './networkScope';
import { evaluateNumbers, isGivenBias, isNumbers } from './givenNumbers';
import { checkCallable, type Wording } from './callables';

const initializerWording: Wording = {
  code: 'unknown-initializer',
  unknown: (name) => message('Unknown initialiser {0}.', name),
  meant: (name, meant) => message('Unknown initialiser {0}. Did you mean {1}?', name, meant),
  expected: message('init takes an initialiser, as in init=He, or numbers, as in init=[[1, 2], [3, 4]].'),
  foreign: foreignInitializers,
};

/** Checks the lines of a `layers`, `block` or `repeat` body, each in the scope of those above. */
export function checkLayerItems(scope: NetworkScope, blocks: Blocks, items: readonly LayerItem[]): void {
  for (const item of items) {
    if (item.kind === 'repeat') checkRepeat(scope, blocks, item);
    else checkLayerLine(scope, blocks, item);
  }
}

function checkRepeat(scope: NetworkScope, blocks: Blocks, { count, items }: RepeatBody): void {
  if (count && !scope.isOpen(count)) {
    const value = evaluateConstant(scope, count);
    if (value !== undefined && !(typeof value === 'number' && Number.isInteger(value) && value >= 1)) {
      scope.report.add('wrong-kind', message('repeat needs a whole number from 1 up.'), count);
    }
  }
  checkLayerItems(scope.inside(), blocks, items);
}

export function checkLayerLine(scope: NetworkScope, blocks: Blocks, line: LayerLine): void {
  const { name, callee, from, damaged } = line;
  if (callee && !damaged) {
    const spec = networkLayerNamed(callee.name);
    if (spec) {
      if (!checkLayer(scope, spec, callee, line)) blocks.misread.add(line);
    } else if (blocks.find(callee.name)) checkBlockCall(scope, blocks, callee, line.arguments);
    else reportUnknownLayer(scope, blocks, callee, line);
    if (from) scope.useLayer(from);
  }
  if (name) scope.define(name);
}

function reportUnknownLayer(scope: NetworkScope, blocks: Blocks, callee: Identifier, line: LayerLine): void {
  const { report } = scope;
  const below = blocks.definedBelow(callee);
  if (below) {
    report.add(
      'used-before-definition',
      message('{0} is defined only below, in line {1}.', callee.name, report.lineOf(below.start)),
      callee,
      { related: [{ message: message('{0} is defined here.', callee.name), range: below }] },
    );
    return;
  }
  if (reportForeignLayer(scope, callee, line)) return;
  const meant = report.suggest(callee.name, layerAndBlockNames(blocks));
  if (meant === undefined) {
    if (blocks.isIncomplete) return;
    report.add('unknown-layer', message('Unknown layer {0}.', callee.name), callee);
    return;
  }
  const main = networkLayerNamed(meant)?.name ?? meant;
  report.add('unknown-layer', message('Unknown layer {0}. Did you mean {1}?', callee.name, main), callee, {
    fixes: [{ title: message('Change to {0}', main), edits: [{ range: callee, newText: main }] }],
  });
}

/**
 * A layer of PyTorch or Keras; false where nothing is known of
 * it. Its arguments are checked as those of the layer here.
 */
function reportForeignLayer(scope: NetworkScope, callee: Identifier, line: LayerLine): boolean {
  const { report } = scope;
  const given = line.arguments;
  const short = callee.name.slice(callee.name.lastIndexOf('.') + 1);
  const own = short === callee.name ? undefined : ownLayer(short);
  const explainCall = short === callee.name ? undefined : foreignCalls.get(short);
  if (explainCall) {
    const [only, ...others] = given;
    const isLayerCall = only?.value.kind === 'call' && others.length === 0 && !line.from;
    const here = isLayerCall ? report.textOf(only) : undefined;
    const whole = { start: callee.start, end: line.end };
    const fixes = here === undefined ? [] : [changeTo(whole, here)];
    report.add('unknown-layer', explainCall(callee.name), callee, { fixes });
    return true;
  }
  const foreign = own === undefined ? foreignLayers.find(short, isLayer) : undefined;
  if (foreign?.kind === 'explained') {
    const isFixed = foreign.isLeftOut === true && !line.name && !line.from;
    const fixes = isFixed ? [report.lineRemoval(line, message('Remove {0}', callee.name))] : [];
    report.add('unknown-layer', foreign.explain(callee.name), callee, { fixes });
    return true;
  }
  const here = own ?? foreign?.here;
  const spec = here === undefined ? undefined : networkLayerNamed(here);
  if (!spec) return false;
  if (spec.settings.length === 0 && !spec.hasWeights && !spec.combines && given.length > 0) {
    return reportBareLayer(scope, spec, callee, line);
  }
  if (reportInputSizeFirst(scope, spec, callee, line)) return true;
  const translated = translateArguments(report, (name) => takesArgument(spec, name), given);
  const isRewritten = translated.edits.length > 0;
  const written = isRewritten ? callText(spec, translated) : spec.name;
  report.add('unknown-layer', writtenHere(callee.name, written), callee, {
    fixes: [
      {
        title: message('Change to {0}', written),
        edits: [
          { range: callee, newText: spec.name },
          ...translated.edits,
          ...translated.layersBelow.map((layer) => report.lineBelow(line, layer)),
        ],
      },
    ],
  });
  // What is missing is looked at once the name is right.
  if (translated.given.length > 0) {
    checkLayerArguments(scope, spec, { ...callee, name: spec.name }, translated.given, line);
  }
  return true;
}

/** `F.relu`: behind a module, letters may be large or small. */
function ownLayer(short: string): string | undefined {
  const small = short.toLowerCase();
  return [...networkLayerNames].find((name) => name.toLowerCase() === small);
}

/** `AdaptiveAvgPool2d(1)`, `F.relu(x)`: the layer here takes nothing in parentheses. */
function reportBareLayer(
  { report }: NetworkScope,
  spec: NetworkLayerSpec,
  callee: Identifier,
  line: LayerLine,
): true {
  const { name, arguments: given } = line;
  const written = report.textOf({ start: callee.start, end: line.end }).replace(/\s+from\s+\w+$/, '');
  const [first] = given;
  const size = first?.value.kind === 'number' ? first.value.value : 1;
  const isAdaptive = callee.name.includes('Adaptive');
  if (isAdaptive && size !== 1) {
    report.add('unknown-layer', noSuchPooling(written), callee);
    return true;
  }
  // `F.relu(self.fc1(x))` is two layers: which lines they are is not clear.
  if (given.some(({ value }) => value.kind === 'call' || value.kind === 'member')) {
    report.add('unknown-layer', writtenHere(callee.name, spec.name), callee);
    return true;
  }
  // Given to a function, a layer above is where the input comes from.
  const from = name && first?.value.kind === 'name' && !line.from ? first.value.name : undefined;
  const isNamed = from !== undefined && from !== name?.name;
  const here = isNamed ? `${spec.name} from ${from}` : spec.name;
  const end = callee.start + written.length;
  const fixes = [changeTo({ start: callee.start, end }, here)];
  report.add('unknown-layer', writtenHere(written, here), callee, { fixes });
  return true;
}

function takesArgument(spec: NetworkLayerSpec, name: string): boolean {
  return (spec.hasWeights && name === 'init') || spec.settings.some((setting) => setting.name === name);
}

/** `Conv(16, 3, pad="same"); ReLU` */
function callText({ name }: NetworkLayerSpec, { text, layersBelow }: TranslatedArguments): string {
  return [text === '' ? name : `${name}(${text})`, ...layersBelow].join('; ');
}

function isLayer(name: string): boolean {
  return networkLayerNamed(name) !== undefined;
}

/**
 * `Linear(4, 16)`, `Conv2d(1, 16, 3)`: the first number is the
 * size of the input, as in PyTorch; false where it is not.
 */
function reportInputSizeFirst(
  { report }: NetworkScope,
  spec: NetworkLayerSpec,
  callee: Identifier,
  line: LayerLine,
): boolean {
  const given = line.arguments;
  const least = inputSizeFirst.get(spec.name);
  const [first] = given;
  if (least === undefined || !first) return false;
  const numbers = given.findIndex(({ name, value }) => name !== undefined || value.kind !== 'number');
  const isList = least === 1 && first.value.kind === 'list';
  const inFront = isList ? 1 : numbers === -1 ? given.length : numbers;
  const others = translateArguments(report, (name) => takesArgument(spec, name), given.slice(1));
  // `Conv2d(1, 16, kernel_size=3)` names some of the numbers.
  const named = others.given.filter(({ name }) =>
    spec.settings.some((setting) => setting.required === true && setting.name === name?.name),
  );
  if (inFront === 0 || inFront + named.length < least) return false;
  // Under its own name the layer may mean so many numbers itself.
  if (callee.name === spec.name && settingsInOrder(spec).length >= least) return false;
  const here = callText(spec, others);
  const next = given[1];
  // The size goes with its comma, or with everything where nothing else stays.
  const removal =
    next && others.text !== ''
      ? [{ range: { start: first.start, end: next.start }, newText: '' }, ...others.edits]
      : [{ range: { start: first.start, end: (given.at(-1) ?? first).end }, newText: '' }];
  const what =
    here === callee.name
      ? foreignArgument('num_features')?.explain?.(callee.name, report.textOf(first))
      : undefined;
  report.add(
    'input-size-first',
    what ??
      message('The size of the input is known from the data; {0} is written {1} here.', callee.name, here),
    first,
    {
      fixes: [
        {
          title: message('Change to {0}', here),
          edits: [
            { range: callee, newText: spec.name },
            ...removal,
            ...others.layersBelow.map((layer) => report.lineBelow(line, layer)),
          ],
        },
      ],
    },
  );
  return true;
}

function* layerAndBlockNames(blocks: Blocks): Iterable<string> {
  yield* networkLayerNames;
  yield* blocks.names;
}

/** False where its numbers mean something else than the layer takes them for, which is reported. */
function checkLayer(
  scope: NetworkScope,
  spec: NetworkLayerSpec,
  callee: Identifier,
  line: LayerLine,
): boolean {
  if (reportInputSizeFirst(scope, spec, callee, line)) return false;
  if (callee.name !== spec.name) {
    scope.report.add('alias', message('{0} is called {1} here.', callee.name, spec.name), callee, {
      severity: 'hint',
      fixes: [{ title: message('Change to {0}', spec.name), edits: [{ range: callee, newText: spec.name }] }],
    });
  }
  checkLayerArguments(scope, spec, callee, line.arguments, line);
  return true;
}

function checkLayerArguments(
  scope: NetworkScope,
  spec: NetworkLayerSpec,
  callee: Identifier,
  given: readonly Argument[],
  line: LayerLine,
): void {
  if (spec.combines) {
    checkCombined(scope, callee, given);
    return;
  }
  const slots: Slot[] = spec.settings.map(slotOf);
  if (spec.hasWeights) slots.push({ name: 'init', required: false, variadic: false });
  const bound = bindArguments(scope.report, callee, slots, given, layerSignature(spec), line);
  if (!bound) return;
  for (const setting of spec.settings) {
    const [argument] = bound.get(setting.name) ?? [];
    if (argument && !scope.isOpen(argument.value)) checkLayerSetting(scope, setting, argument.value);
  }
  const [init] = bound.get('init') ?? [];
  if (init && !scope.isOpen(init.value)) checkInitializer(scope, init.value);
}

/** What is given to one argument of a layer. */
export function checkLayerSetting(scope: NetworkScope, setting: ArgumentSpec, value: Expression): void {
  const word = wordHere(setting.name, value);
  if (word !== undefined) {
    const written = scope.report.textOf(value);
    scope.report.add('wrong-kind', writtenHere(written, word), value, { fixes: [changeTo(value, word)] });
  } else if (isGivenBias(scope, setting, value)) evaluateNumbers(scope.formulas, scope.report, value);
  else evaluateSetting(scope, setting, [value]);
}

/** What stands behind `init=`: an initialiser, or numbers. */
export function checkInitializer(scope: NetworkScope, value: Expression): void {
  const isTruth = value.kind === 'boolean' || (value.kind === 'name' && /^(True|False)$/.test(value.name));
  if (isTruth) {
    // PyTorch's third argument says whether there is a bias.
    const written = scope.report.textOf(value);
    const here = `bias=${written.toLowerCase()}`;
    scope.report.add('wrong-kind', writtenHere(written, here), value, { fixes: [changeTo(value, here)] });
  } else if (isNumbers(scope.formulas, value)) evaluateNumbers(scope.formulas, scope.report, value);
  else checkCallable(scope, initializers, value, initializerWording);
}

/** `Conv(filters, size, stride=1, pad=0, init=…)`, `Add(layer, …)`, `ReLU` */
function layerSignature(spec: NetworkLayerSpec): string {
  const inputs = spec.combines ? [{ name: 'layer', documentation: '', variadic: true }] : [];
  const settings = layerArguments(spec);
  if (inputs.length + settings.length === 0) return spec.name;
  return signatureOf(spec.name, { inputs, settings });
}

/** `Add(hidden)`: names of layers above, at least one. */
function checkCombined(scope: NetworkScope, callee: Identifier, given: readonly Argument[]): void {
  if (given.length === 0) {
    scope.report.add(
      'missing-argument',
      message('{0} needs the name of a layer: {0}(layer)', callee.name),
      callee,
    );
  }
  for (const { name, value } of given) {
    if (name) {
      scope.report.add('unknown-argument', message('{0} has no argument {1}.', callee.name, name.name), name);
    } else if (value.kind === 'name')
      scope.useLayer({ name: value.name, start: value.start, end: value.end });
    else scope.report.add('wrong-kind', message('{0} takes names of layers.', callee.name), value);
  }
}

function checkBlockCall(
  scope: NetworkScope,
  blocks: Blocks,
  callee: Identifier,
  given: readonly Argument[],
): void {
  const { report } = scope;
  if (blocks.current?.name?.name === callee.name) {
    report.add('recursive-block', message('A block cannot contain itself.'), callee);
    return;
  }
  const block = blocks.find(callee.name);
  if (!block || block.headDamaged) return;
  const { parameters } = block;
  const slots = parameters.map(({ name, default: value }) => ({
    name: name.name,
    required: value === undefined,
    variadic: false,
  }));
  const signature = `${callee.name}(${slots.map(({ name }) => name).join(', ')})`;
  bindArguments(report, callee, slots, given, signature);
  for (const { value } of given) checkGivenToBlock(scope, value);
}

/** An initialiser can be handed on as well as a number. */
export function checkGivenToBlock(scope: NetworkScope, value: Expression): void {
  const isInitializer = value.kind === 'name' && initializers.some(({ name }) => name === value.name);
  if (isInitializer || value.kind === 'call' || scope.isOpen(value)) return;
  evaluateConstant(scope, value);
}
