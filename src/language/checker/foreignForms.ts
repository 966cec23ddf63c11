import { constructorNamed, constructors } from '../../engine/constructors';
import { layerOfFunction, layers } from '../../engine/layers/layerTable';
import { message, type Message } from '../../engine/message';
import type { Argument, CallExpression, Expression, Identifier, MemberExpression } from '../ast';
import type { Fix } from '../diagnostic';
import { foreignArgument } from '../foreign/foreignArguments';
import { foreignFunctions } from '../foreign/foreignFunctions';
import { writtenHere } from '../foreign/foreignNames';
import { foreignMembers, foreignNumbers, foreignValues, modules } from '../foreign/foreignSyntax';
import type { Range } from '../range';
import type { Report } from './report';

/** Every name that can be called in a formula. */
export const functionNames: readonly string[] = [
  ...layers.flatMap(({ asFunction }) => (asFunction ? [asFunction.name] : [])),
  ...constructors.map(({ name }) => name),
];

export function isFunction(name: string): boolean {
  return layerOfFunction(name) !== undefined || constructorNamed(name) !== undefined;
}

const code = 'foreign-form';

/** Longer stretches are quoted by their beginning. */
const longestQuote = 60;

function quoted(text: string): string {
  const oneLine = text.replace(/\s+/g, ' ');
  return oneLine.length > longestQuote ? `${oneLine.slice(0, longestQuote - 1)}…` : oneLine;
}

export function changeTo(range: Range, newText: string): Fix {
  return { title: message('Change to {0}', quoted(newText)), edits: [{ range, newText }] };
}

/** A call of a function that other libraries have; false where nothing is known of it. */
export function reportForeignFunction(report: Report, { callee, ...call }: CallExpression): boolean {
  return reportFunctionElsewhere(report, callee.name, callee, call);
}

interface WrittenCall extends Range {
  readonly arguments?: readonly Argument[];
}

/** @param name range of the name with the module before it, which the fix replaces */
function reportFunctionElsewhere(report: Report, written: string, name: Range, call: WrittenCall): boolean {
  const short = written.slice(written.lastIndexOf('.') + 1);
  // `Relu` is a slip of the own name, not another library's.
  const isSlip = functionNames.some((own) => own.toLowerCase() === short.toLowerCase());
  const foreign = isSlip ? undefined : foreignFunctions.find(short, isFunction);
  if (!foreign) return false;
  if (foreign.kind === 'renamed') {
    report.add(code, writtenHere(written, foreign.here), name, { fixes: [changeTo(name, foreign.here)] });
    return true;
  }
  // A list in the parentheses is all that is needed here.
  const [only, ...others] = call.arguments ?? [];
  const isNumber = /^(float(32|64)?|double)$/.test(short) && only?.name === undefined && others.length === 0;
  const read =
    isNumber && only?.value.kind === 'string'
      ? foreignNumbers.get(only.value.value.trim().toLowerCase())
      : undefined;
  if (read !== undefined) {
    report.add(code, writtenHere(report.textOf(call), read), call, { fixes: [changeTo(call, read)] });
    return true;
  }
  const list = only?.value.kind === 'list' && others.every((other) => other.name) ? only.value : undefined;
  const inside = list ?? (isNumber && only && only.value.kind !== 'string' ? only.value : undefined);
  const isWhole = inside && ['number', 'name', 'call', 'list', 'group'].includes(inside.kind);
  const text = inside && (isWhole ? report.textOf(inside) : `(${report.textOf(inside)})`);
  const fixes = text === undefined ? [] : [changeTo(call, text)];
  report.add(code, foreign.explain(written), name, { fixes });
  return true;
}

/**
 * `np.exp(x)`, `x.T`, `x.sum(axis=0)`: one message that names the form here, with a fix where it is clear.
 * @param isValue whether a name is a value of the file, which no module is then
 */
export function reportMember(
  report: Report,
  expression: MemberExpression,
  isValue: (name: string) => boolean,
): undefined {
  const path = modulePath(expression, isValue);
  if (path) reportOfModule(report, path, expression);
  else reportMethod(report, expression);
}

/** `np.random.randn`, where it begins with a module. */
export function modulePath(
  { object, member }: MemberExpression,
  isValue: (name: string) => boolean,
): Identifier | undefined {
  const names = [member.name];
  let root: Expression = object;
  while (root.kind === 'member' && !root.arguments) {
    names.unshift(root.member.name);
    root = root.object;
  }
  if (root.kind !== 'name' || isValue(root.name) || !modules.has(root.name)) return undefined;
  return { name: [root.name, ...names].join('.'), start: root.start, end: member.end };
}

function reportOfModule(report: Report, path: Identifier, expression: MemberExpression): void {
  const { name } = expression.member;
  const value = foreignValues.get(name);
  if (isFunction(name) && dividesByLess(path.name, expression.arguments)) {
    const what = message('{0} divides by n − 1: it is written {1}(x, correction=1) here.', path.name, name);
    const behind = { start: expression.end - 1, end: expression.end - 1 };
    const edits = [
      { range: path, newText: name },
      { range: behind, newText: ', correction=1' },
    ];
    report.add(code, what, path, { fixes: [{ title: message('Change to {0}', name), edits }] });
  } else if (isFunction(name)) {
    report.add(code, writtenHere(path.name, name), path, { fixes: [changeTo(path, name)] });
  } else if (value?.here !== undefined && !expression.arguments) {
    report.add(code, writtenHere(path.name, value.here), path, { fixes: [changeTo(path, value.here)] });
  } else if (!reportFunctionElsewhere(report, path.name, path, expression)) {
    const meant = report.suggest(name, functionNames);
    const what =
      value?.explain ??
      (meant === undefined
        ? message('There is no {0} here: formulas have functions of their own, without modules.', path.name)
        : message('There is no {0} here. Did you mean {1}?', path.name, meant));
    report.add(code, what, path, meant === undefined ? {} : { fixes: [changeTo(path, meant)] });
  }
}

/** PyTorch's spread is that of a sample unless it is told otherwise, NumPy's and ours is not. */
function dividesByLess(path: string, given: readonly Argument[] = []): boolean {
  const says = ['correction', 'unbiased'];
  return (
    (path === 'torch.var' || path === 'torch.std') &&
    given.length > 0 &&
    !given.some(({ name }) => name && says.includes(name.name))
  );
}

/** `x.sum(axis=0)` is `sum(x, axis=0)` here. */
function reportMethod(report: Report, expression: MemberExpression): void {
  const { object, member, arguments: given = [] } = expression;
  const text = report.textOf(object);
  const isPlain = object.kind === 'name' || object.kind === 'call' || object.kind === 'group';
  const rewritten = rewrittenMethod(report, text, member.name, given);
  if (rewritten !== undefined) {
    const what = writtenHere(quoted(report.textOf(expression)), quoted(rewritten));
    report.add(code, what, expression, { fixes: [changeTo(expression, rewritten)] });
    return;
  }
  const written = isPlain ? quoted(`${text}.${member.name}`) : member.name;
  const explain = foreignMembers.get(member.name);
  const foreign = explain ? undefined : foreignFunctions.find(member.name, isFunction);
  let what: Message;
  if (explain) what = explain(written);
  else if (foreign?.kind === 'explained') what = foreign.explain(written);
  else what = message('A value has nothing behind a dot here: {0} is not known.', written);
  const isConversion = explain !== undefined && expression.arguments !== undefined && member.name !== 'size';
  report.add(code, what, expression, isConversion ? { fixes: [changeTo(expression, text)] } : {});
}

const transposes: ReadonlySet<string> = new Set(['T', 'mT', 'H', 't', 'transpose', 'adjoint', 'permute']);

function rewrittenMethod(
  report: Report,
  object: string,
  name: string,
  given: readonly Argument[],
): string | undefined {
  const [first] = given;
  const others = given.map((argument) => argumentText(report, argument)).join(', ');
  if (transposes.has(name)) {
    // `x.transpose(0, 1)` swaps the axes of a matrix, in NumPy's words and in PyTorch's.
    const isPlain = first === undefined || others === '0, 1' || others === '1, 0';
    const order = first?.value.kind === 'list' ? others : `[${others}]`;
    return isPlain ? `transpose(${object})` : `transpose(${object}, ${order})`;
  }
  if (name === 'grad' && !first) return `grad(${object})`;
  if (name === 'pow' && first) return `(${object} ** ${report.textOf(first.value)})`;
  if ((name === 'reshape' || name === 'view') && first) {
    return `reshape(${object}, ${first.value.kind === 'list' ? report.textOf(first.value) : `[${others}]`})`;
  }
  const foreign = isFunction(name) ? undefined : foreignFunctions.find(name, isFunction);
  const here = isFunction(name) ? name : foreign?.kind === 'renamed' ? foreign.here : undefined;
  if (here === undefined || constructorNamed(here)) return undefined;
  return `${here}(${given.length === 0 ? object : `${object}, ${others}`})`;
}

/** With the name that the argument has here. */
function argumentText(report: Report, { name, value }: Argument): string {
  if (!name) return report.textOf(value);
  const here = foreignArgument(name.name)?.here[0] ?? name.name;
  return `${here}=${report.textOf(value)}`;
}
