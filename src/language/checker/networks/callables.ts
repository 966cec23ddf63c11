import type { ArgumentValue, CallableSpec } from '../../../engine/argumentSpec';
import type { Message } from '../../../engine/message';
import type { Argument, Expression, Identifier } from '../../ast';
import { writtenHere, type ForeignNames } from '../../foreign/foreignNames';
import type { Range } from '../../range';
import { signatureOf } from '../../signature';
import { bindArguments, slotOf } from '../boundArguments';
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
  if (spec) return checkArguments(scope, spec, callee, call.arguments);
  if (reportElsewhere(scope, specs, callee, callee.name, wording)) return undefined;
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
  if (name !== undefined && reportElsewhere(scope, specs, range, name, wording)) return undefined;
  scope.report.add('wrong-kind', wording.expected, expression);
}

/** The same thing under another name or in another form; false where nothing is known of it. */
function reportElsewhere(
  { report }: NetworkScope,
  specs: readonly CallableSpec[],
  range: Range,
  name: string,
  { code, foreign }: Wording,
): boolean {
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
  report.add(code, writtenHere(written, here), range, { fixes: [changeTo(range, here)] });
  return true;
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
