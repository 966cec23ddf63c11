import { dequal } from 'dequal/lite';
import { constructorNamed, type ConstructorResult, type ConstructorSpec } from '../../engine/constructors';
import { layerNamed, layerOfFunction } from '../../engine/layers/layerTable';
import type { Layer, Settings } from '../../engine/layers/support/layer';
import { message } from '../../engine/message';
import { maximumEntries, sameShape, sizeOf } from '../../engine/shape';
import type { CallExpression, Expression } from '../ast';
import { signatureOf } from '../signature';
import { applyLayer, chargeEntries, codeOf, type FormulaScope } from './formulaScope';
import { evaluateFileArray } from './fileArrays';
import { bindArguments, slotOf } from './boundArguments';
import { changeTo, functionNames, reportForeignFunction } from './foreignForms';
import { entryByEntry } from '../foreign/foreignFunctions';
import { writtenHere } from '../foreign/foreignNames';
import type { Report } from './report';
import { shapeOf, type Operand } from './operand';
import { evaluateSettings, rangeOfSetting } from './settingChecker';

type Evaluate = (scope: FormulaScope, expression: Expression) => Operand | undefined;

export function evaluateCall(
  scope: FormulaScope,
  call: CallExpression,
  evaluate: Evaluate,
): Operand | undefined {
  const layer = layerOfFunction(call.callee.name);
  if (layer) return evaluateLayer(scope, layer, call, evaluate);
  const constructor = constructorNamed(call.callee.name);
  if (constructor) return evaluateConstructor(scope, constructor, call);
  const source = scope.environment.arraySources?.find(({ name }) => name === call.callee.name);
  if (source) return evaluateFileArray(scope, source, call);
  // What stands in the parentheses of a whole network is none of a formula.
  if (/^(Sequential|Model|Functional)$/.test(call.callee.name)) return reportUnknownFunction(scope, call);
  // What stands in the parentheses can be valid or not whatever the function is.
  for (const { name, value } of call.arguments) {
    if (!name && value.kind !== 'string' && value.kind !== 'boolean') evaluate(scope, value);
  }
  return reportUnknownFunction(scope, call);
}

function reportUnknownFunction(
  { report, values, environment }: FormulaScope,
  call: CallExpression,
): Operand | undefined {
  const { callee } = call;
  const { name } = callee;
  // Its definition is broken, which has been reported.
  if (values.isBroken(name)) return undefined;
  if (!values.isKnown(name) && reportForeignFunction(report, call)) return undefined;
  const sources = environment.arraySources?.map((source) => source.name) ?? [];
  const meant = report.suggest(name, [...functionNames, ...sources]);
  const function_ = meant === undefined ? undefined : layerOfFunction(meant);
  if (function_ && meant !== undefined && call.arguments.length < function_.inputs.length) {
    // A class of the book, made without its inputs.
    const here = signatureOf(meant, { inputs: function_.inputs, settings: [] });
    return report.add('unknown-function', writtenHere(name, here), callee);
  }
  if (meant !== undefined) {
    return report.add(
      'unknown-function',
      message('Unknown function {0}. Did you mean {1}?', name, meant),
      callee,
      {
        fixes: [{ title: message('Change to {0}', meant), edits: [{ range: callee, newText: meant }] }],
      },
    );
  }
  return values.isKnown(name)
    ? report.add('unknown-function', message('{0} is a value, not a function.', name), callee)
    : report.add('unknown-function', message('Unknown function {0}.', name), callee);
}

function evaluateLayer(
  scope: FormulaScope,
  layer: Layer,
  call: CallExpression,
  evaluate: Evaluate,
): Operand | undefined {
  const slots = [
    ...layer.inputs.map(({ name, variadic = false }) => ({ name, required: true, variadic })),
    ...layer.settings.map(slotOf),
  ];
  if (reportDoubledEquals(scope, layer.settings, call)) return undefined;
  if (reportTwoValues(scope, call)) return undefined;
  const signature = signatureOf(call.callee.name, layer);
  const bound = bindArguments(scope.report, call.callee, slots, call.arguments, signature);
  if (!bound) return undefined;
  const given = layer.inputs.flatMap(({ name }) => bound.get(name) ?? []);
  const inputs: Operand[] = [];
  for (const { value } of given) {
    const input = evaluate(scope, value);
    if (input) inputs.push(input);
  }
  const settings = evaluateSettings(scope, layer.settings, bound);
  if (!settings || inputs.length < given.length) return undefined;
  if (reportAxisAsValue(scope, call, inputs[0])) return undefined;
  hintNoClass(scope, layer, inputs);
  hintActivationInside(scope, layer, given[0]?.value, inputs[0]);
  const fused = fuseWithInput(scope, layer, call, inputs);
  if (fused) return fused;
  return applyLayer(scope, layer, inputs, settings, {
    range: call,
    blame: ({ blame }) => {
      switch (blame.kind) {
        case 'input':
          return given[blame.index]?.value ?? call.callee;
        case 'setting':
          return rangeOfSetting(bound, blame.name) ?? call.callee;
        case 'index':
        case 'call':
          return call.callee;
      }
    },
  });
}

/** `max(0, x)`, `max(a, b)`: the larger of both, entry by entry, which Python writes so. */
function reportTwoValues({ report, values }: FormulaScope, call: CallExpression): boolean {
  const here = entryByEntry.get(call.callee.name);
  const [first, second, ...others] = call.arguments;
  if (here === undefined || !first || !second || others.length > 0 || first.name || second.name) return false;
  const { value } = second;
  const isVariable =
    value.kind === 'name' && values.isKnown(value.name) && values.validValue(value)?.constant === undefined;
  const isAxis =
    ['number', 'negation', 'list', 'boolean'].includes(value.kind) || (value.kind === 'name' && !isVariable);
  if (isAxis && first.value.kind !== 'number') return false;
  reportEntryByEntry(report, call, here);
  return true;
}

/** `max(x, 0)`: of a list an axis that changes nothing, of a number none; meant is mostly `maximum(x, 0)`. */
function reportAxisAsValue(
  { report }: FormulaScope,
  call: CallExpression,
  input: Operand | undefined,
): boolean {
  const here = entryByEntry.get(call.callee.name);
  const axis = call.arguments[1];
  const isPlain = call.arguments.length === 2 && axis?.name === undefined && axis?.value.kind === 'number';
  if (here === undefined || !isPlain || !input || shapeOf(input).length > 1) return false;
  const isError = shapeOf(input).length === 0 || axis.value.value !== 0;
  if (isError) {
    reportEntryByEntry(report, call, here);
    return true;
  }
  const fixes = [changeTo(call.callee, here)];
  const [written, meant] = textsOf(report, call, here);
  const what = message('{0} takes axis 0; entry by entry it is written {1}.', written, meant);
  report.add('foreign-form', what, call, { severity: 'information', fixes });
  return false;
}

function reportEntryByEntry(report: Report, call: CallExpression, here: string): void {
  const fixes = [changeTo(call.callee, here)];
  report.add('foreign-form', writtenHere(...textsOf(report, call, here)), call, { fixes });
}

function textsOf(report: Report, call: CallExpression, here: string): [string, string] {
  const written = report.textOf(call);
  return [written, here + written.slice(call.callee.name.length)];
}

/** `softmax_with_loss(x, [1, 1])`: rows over classes that are not shares of one whole. */
/** `softmax_with_loss(softmax(x), t)`: applied twice, and nothing shows why gradients are small. */
function hintActivationInside(
  { report, builder }: FormulaScope,
  layer: Layer,
  written: Expression | undefined,
  input: Operand | undefined,
): void {
  const inside = layer.asLayer?.includes ?? [];
  const node = input?.kind === 'node' ? builder.graph.nodes[input.node] : undefined;
  if (!written || node?.kind !== 'layer' || !inside.includes(node.layer)) return;
  const [function_, activation] = [layer.asFunction?.name, layerNamed(node.layer)?.asFunction?.name];
  const own = written.kind === 'call' ? written.arguments[0]?.value : undefined;
  report.add(
    'activation-in-loss',
    message('{0} has {1} in it already: here it is applied twice.', function_ ?? '', activation ?? ''),
    written,
    { severity: 'information', fixes: own ? [changeTo(written, report.textOf(own))] : [] },
  );
}

function hintNoClass({ report, builder }: FormulaScope, layer: Layer, inputs: readonly Operand[]): void {
  const { comparesProbabilities, overClasses } = layer.asLayer ?? {};
  const target = inputs[layer.inputs.findIndex(({ role }) => role === 'target')];
  if (comparesProbabilities !== true || overClasses !== true || !target || !inputs[0]) return;
  const given = target.kind === 'node' ? builder.graph.nodes[target.node] : target;
  if (given?.kind !== 'literal' && given?.kind !== 'data') return;
  const { shape, values } = given;
  const width = shape.at(-1);
  // Of another shape they are labels, or a mistake of their own.
  if (width === undefined || !sameShape(shape, shapeOf(inputs[0]))) return;
  // Many losses may compare with one target, which is looked through once.
  if (namingClasses.get(values) === width) return;
  for (let start = 0; start < values.length; start += width) {
    const row = [...values.slice(start, start + width)];
    const sum = row.reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) <= 1e-3) continue;
    const written = `[${row.slice(0, longestRow).join(', ')}${width > longestRow ? ', …' : ''}]`;
    const what = message(
      '{0} names no class: a one-hot row has one 1, and probabilities add up to 1.',
      written,
    );
    report.add('no-class', what, target.range, { severity: 'information' });
    return;
  }
  namingClasses.set(values, width);
}

/** Targets whose every row of so many names a class. */
const namingClasses = new WeakMap<ArrayLike<number>, number>();

/** Longer rows are quoted by their beginning. */
const longestRow = 10;

/** `sum(x, axis == 1)`: no comparison, for there is no such value, but an argument of this name. */
function reportDoubledEquals(
  { report, values }: FormulaScope,
  settings: Layer['settings'],
  call: CallExpression,
): boolean {
  for (const { name, value } of call.arguments) {
    const link = !name && value.kind === 'chain' ? value.links[0] : undefined;
    if (link?.operator !== '==' || value.kind !== 'chain' || value.first.kind !== 'name') continue;
    const written = value.first.name;
    if (values.isKnown(written) || !settings.some((setting) => setting.name === written)) continue;
    const { operatorRange } = link;
    report.add('unexpected-token', message('= is written once here.'), operatorRange, {
      fixes: [{ title: message('Change to {0}', '='), edits: [{ range: operatorRange, newText: '=' }] }],
    });
    return true;
  }
  return false;
}

/**
 * `log(softmax(x))` is −∞ where a probability rounds to 0. Computed as one layer it is finite wherever
 * x is, which a hint says. A softmax with a name of its own stays: it may be asked for its gradient.
 */
function fuseWithInput(
  { report, builder }: FormulaScope,
  { fusedAfter }: Layer,
  call: CallExpression,
  [input]: readonly Operand[],
): Operand | undefined {
  if (!fusedAfter || input?.kind !== 'node') return undefined;
  const { fused } = fusedAfter;
  const inner = builder.graph.nodes[input.node];
  const isInner = inner?.kind === 'layer' && inner.layer === fusedAfter.inner.name;
  if (!isInner || inner.name !== undefined || input.node !== builder.size - 1) return undefined;
  builder.rollBack(input.node);
  const node = builder.addLayer(fused.name, inner.settings, inner.inputs, inner.shape, call);
  const name = fused.asFunction?.name ?? fused.name;
  const given = call.arguments[0]?.value;
  const written = given?.kind === 'call' ? given : undefined;
  const callee = { start: call.start, end: written?.callee.end ?? call.callee.end };
  report.add(
    'log-of-softmax',
    message('This is computed as {0}, which is finite wherever its input is.', name),
    { start: call.start, end: call.callee.end },
    {
      severity: 'information',
      fixes: written
        ? [
            {
              title: message('Change to {0}', name),
              edits: [
                { range: callee, newText: name },
                { range: { start: written.end, end: call.end }, newText: '' },
              ],
            },
          ]
        : [],
    },
  );
  return { kind: 'node', node, shape: inner.shape, range: call };
}

function evaluateConstructor(
  scope: FormulaScope,
  constructor: ConstructorSpec,
  call: CallExpression,
): Operand | undefined {
  const { name, parameters } = constructor;
  const signature = signatureOf(name, { inputs: [], settings: parameters });
  const bound = bindArguments(scope.report, call.callee, parameters.map(slotOf), call.arguments, signature);
  const settings = bound && evaluateSettings(scope, parameters, bound);
  if (!settings) return undefined;
  const result = build(constructor, settings);
  if (!result.ok) {
    const range = rangeOfSetting(bound, result.parameter) ?? call.callee;
    return scope.report.add(codeOf(result.message, 'wrong-argument'), result.message, range);
  }
  const { shape } = result;
  if (!chargeEntries(scope, shape, call.callee)) return undefined;
  return { kind: 'node', node: scope.builder.addConstruction(shape, result, call), shape, range: call };
}

/** Smaller values are made anew faster than they are remembered. */
const worthKeeping = 4096;

/** Each is compared with every call: more than these are made anew. */
const mostKept = 64;

interface Construction {
  readonly constructor: ConstructorSpec;
  readonly settings: Settings;
  readonly result: ConstructorResult;
}

/**
 * Large values of the latest checks: a keystroke
 * elsewhere does not draw millions of numbers again.
 */
let kept: Construction[] = [];
let keptEntries = 0;

/** What a constructor gives for these settings. The numbers are shared: nobody may write to them. */
function build(constructor: ConstructorSpec, settings: Settings): ConstructorResult {
  const earlier = kept.find((one) => one.constructor === constructor && dequal(one.settings, settings));
  if (earlier) return earlier.result;
  const result = constructor.build(settings);
  const entries = result.ok ? sizeOf(result.shape) : 0;
  if (entries < worthKeeping) return result;
  if (kept.length === mostKept || keptEntries + entries > maximumEntries) {
    kept = [];
    keptEntries = 0;
  }
  kept.push({ constructor, settings, result });
  keptEntries += entries;
  return result;
}
