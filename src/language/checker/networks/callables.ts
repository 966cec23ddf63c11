import type { ArgumentValue, CallableSpec } from '../../../engine/argumentSpec';
import type { Message } from '../../../engine/message';
import type { Argument, Expression, Identifier } from '../../ast';
import { foreignArgument, handedOver } from '../../foreign/foreignArguments';
import { writtenHere, type ForeignNames } from '../../foreign/foreignNames';
import type { Range } from '../../range';
import { signatureOf } from '../../signature';
import { bindArguments, slotOf, translateArguments } from '../boundArguments';
import { changeTo } from '../foreignForms';
import { evaluateSetting } from '../settingChecker';
import type { NetworkScope } from './networkScope';

/** What an unknown name is called in messages: an optimizer, a source of data, … */
export interface Wording {
  readonly code: string;
  readonly unknown: (name: string) => Message;
  readonly meant: (name: string, meant: string) => Message;
  readonly expected: Message;
  /** What such things are called elsewhere. */
  readonly foreign?: ForeignNames;
}

/** A call whose name and arguments are valid. */
export interface CheckedCall<Spec extends CallableSpec> {
  readonly spec: Spec;
  /** The arguments that were given and are known here. */
  readonly values: ReadonlyMap<string, ArgumentValue>;
  /** Where they are given. */
  readonly expressions: ReadonlyMap<string, Expression>;
}

/**
 * `SGD(lr=0.1)`, `He`: one of `specs`, called with arguments
 * that fit it. Reported, and `undefined`, where not.
 */
export function checkCallable<Spec extends CallableSpec>(
  scope: NetworkScope,
  specs: readonly Spec[],
  expression: Expression,
  wording: Wording,
): CheckedCall<Spec> | undefined {
  const call = callOf(expression);
  if (!call) {
    reportNoCall(scope, specs, expression, wording);
    return;
  }
  const { callee } = call;
  const spec = specs.find(({ name }) => name === callee.name);
  if (spec && reportRewritten(scope, specs, spec, expression, call.arguments, wording)) return undefined;
  if (spec) return checkArguments(scope, spec, callee, call.arguments);
  if (reportElsewhere(scope, specs, expression, callee, callee.name, wording)) return undefined;
  const meant = scope.report.suggest(
    callee.name,
    specs.map(({ name }) => name),
  );
  if (meant === undefined) return scope.report.add(wording.code, wording.unknown(callee.name), callee);
  return scope.report.add(wording.code, wording.meant(callee.name, meant), callee, {
    fixes: [changeTo(callee, meant)],
  });
}

/** `"adam"`, `torch.optim.SGD(…)`: the name is there, in another form. */
function reportNoCall(
  scope: NetworkScope,
  specs: readonly CallableSpec[],
  expression: Expression,
  wording: Wording,
): undefined {
  let name: string | undefined;
  let range: Range = expression;
  if (expression.kind === 'string') name = expression.value;
  else if (expression.kind === 'member') {
    name = expression.member.name;
    range = { start: expression.start, end: expression.member.end };
  }
  if (name !== undefined && reportElsewhere(scope, specs, expression, range, name, wording)) return undefined;
  scope.report.add('wrong-kind', wording.expected, expression);
}

/** The same thing under another name or in another form; false where nothing is known of it. */
function reportElsewhere(
  scope: NetworkScope,
  specs: readonly CallableSpec[],
  expression: Expression,
  range: Range,
  name: string,
  wording: Wording,
): boolean {
  const { report } = scope;
  const { code, foreign } = wording;
  const exists = (here: string): boolean => specs.some((spec) => spec.name === here);
  const found = foreign?.find(name, exists);
  if (found?.kind === 'explained') {
    report.add(code, found.explain(name), range);
    return true;
  }
  const written = report.textOf(range);
  // `"adam"` and `optim.Adam` need no row: they differ in letters and dots only.
  const own = specs.find((spec) => spec.name.toLowerCase() === name.toLowerCase())?.name;
  const here = found?.here ?? (written === name ? undefined : own);
  if (here === undefined) return false;
  const given = (expression.kind === 'call' || expression.kind === 'member') && expression.arguments;
  const spec = specs.find((each) => each.name === here);
  if (spec && given && reportRewritten(scope, specs, spec, expression, given, wording)) return true;
  report.add(code, writtenHere(written, here), range, { fixes: [changeTo(range, here)] });
  return true;
}

/**
 * `StepLR(optimizer, step_size=10)`, `SGD(lr=0.1, momentum=0.9)`: one message for the
 * whole call; false where it is right as it is, or one of its arguments says more.
 */
function reportRewritten(
  { report }: NetworkScope,
  specs: readonly CallableSpec[],
  spec: CallableSpec,
  expression: Expression,
  given: readonly Argument[],
  { code }: Wording,
): boolean {
  const own = given.filter((argument, index) => index > 0 || !isHandedOver(argument));
  const meant = withMomentum(specs, spec, own);
  const takes = (name: string): boolean => meant.spec.arguments.some((each) => each.name === name);
  const betas = own.find(({ name }) => name?.name === 'betas')?.value;
  const parts = betas?.kind === 'list' && takes('beta1') ? betas.elements : [];
  const isForm = meant.spec !== spec || own.length < given.length || parts.length === 2;
  const rest = meant.given.filter(({ value }) => parts.length !== 2 || value !== betas);
  // What it does not know by any name is said at the argument.
  const isClear = rest.every(({ name }) => {
    const foreign = name && !takes(name.name) ? foreignArgument(name.name) : undefined;
    return !name || takes(name.name) || foreign?.isLeftOut === true || foreign?.here.some(takes) === true;
  });
  const { text, edits } = translateArguments(report, takes, rest);
  const isOwn = expression.kind === 'call' && expression.callee.name === spec.name;
  if (!isForm && (isOwn || !isClear || edits.length === 0)) return false;
  const each = parts.map((part, index) => `beta${index + 1}=${report.textOf(part)}`);
  const texts = [text, ...(parts.length === 2 ? each : [])].filter((one) => one !== '').join(', ');
  const here = `${meant.spec.name}(${texts})`;
  report.add(code, writtenHere(report.textOf(expression), here), expression, {
    fixes: [changeTo(expression, here)],
  });
  return true;
}

/** `model.parameters()`, `optimizer` */
function isHandedOver({ name, value }: Argument): boolean {
  if (name) return handedOver.has(name.name);
  return value.kind === 'member'
    ? handedOver.has(value.member.name)
    : value.kind === 'name' && handedOver.has(value.name);
}

/** Momentum is an optimiser of its own here, not an argument of the plain one. */
function withMomentum(
  specs: readonly CallableSpec[],
  spec: CallableSpec,
  given: readonly Argument[],
): { readonly spec: CallableSpec; readonly given: readonly Argument[] } {
  const plain = { spec, given };
  if (spec.name !== 'SGD') return plain;
  const valueOf = (name: string): Expression | undefined =>
    given.find((each) => each.name?.name === name)?.value;
  const nesterov = valueOf('nesterov');
  const isNesterov =
    (nesterov?.kind === 'boolean' && nesterov.value) ||
    (nesterov?.kind === 'name' && nesterov.name === 'True');
  const name = isNesterov ? 'Nesterov' : valueOf('momentum') ? 'Momentum' : 'SGD';
  const other = specs.find((each) => each.name === name);
  return other ? { spec: other, given: given.filter((each) => each.name?.name !== 'nesterov') } : plain;
}

/** Parentheses may be left out when empty. */
export function callOf(
  expression: Expression,
): { readonly callee: Identifier; readonly arguments: readonly Argument[] } | undefined {
  if (expression.kind === 'call') return expression;
  if (expression.kind !== 'name') return undefined;
  return { callee: { name: expression.name, start: expression.start, end: expression.end }, arguments: [] };
}

function checkArguments<Spec extends CallableSpec>(
  scope: NetworkScope,
  spec: Spec,
  callee: Identifier,
  given: readonly Argument[],
): CheckedCall<Spec> | undefined {
  const slots = spec.arguments.map(slotOf);
  const signature = signatureOf(spec.name, { inputs: [], settings: spec.arguments });
  const bound = bindArguments(scope.report, callee, slots, given, signature);
  if (!bound) return undefined;
  const values = new Map<string, ArgumentValue>();
  const expressions = new Map<string, Expression>();
  let isValid = true;
  for (const argument of spec.arguments) {
    const [first] = bound.get(argument.name) ?? [];
    if (!first) continue;
    expressions.set(argument.name, first.value);
    if (scope.isOpen(first.value)) continue;
    const value = evaluateSetting(scope, argument, [first.value]);
    if (value === undefined) isValid = false;
    else values.set(argument.name, value);
  }
  return isValid ? { spec, values, expressions } : undefined;
}
