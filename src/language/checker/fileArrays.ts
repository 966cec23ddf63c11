import type { CallableSpec } from '../../engine/argumentSpec';
import { message } from '../../engine/message';
import type { ArgumentFix } from '../../engine/network/dataPreview';
import { maximumEntries } from '../../engine/shape';
import type { CallExpression } from '../ast';
import { whyNoFile } from '../checkEnvironment';
import type { Fix } from '../diagnostic';
import type { Range } from '../range';
import { signatureOf } from '../signature';
import { bindArguments, slotOf } from './boundArguments';
import { changeTo } from './foreignForms';
import { chargeEntries, type FormulaScope } from './formulaScope';
import type { Operand } from './operand';
import { evaluateSettings, rangeOfSetting } from './settingChecker';

/** What is said of a file that nothing can be made of. */
const code = 'unusable-array';

/**
 * `npz("mine.npz", "W1")`: the numbers of a file. Where they are not known yet, as the file is still being
 * read, the value is broken without a word.
 */
export function evaluateFileArray(
  scope: FormulaScope,
  spec: CallableSpec,
  call: CallExpression,
): Operand | undefined {
  const { report, environment, builder } = scope;
  const signature = signatureOf(spec.name, { inputs: [], settings: spec.arguments });
  const bound = bindArguments(report, call.callee, spec.arguments.map(slotOf), call.arguments, signature);
  const settings = bound && evaluateSettings(scope, spec.arguments, bound);
  if (!settings) return undefined;
  const { name: fileArgument = '' } = spec.arguments.find(({ type }) => type === 'file') ?? {};
  const rangeOf = (argument = fileArgument): Range =>
    rangeOfSetting(bound, argument) ?? rangeOfSetting(bound, fileArgument) ?? call.callee;
  const path = settings[fileArgument];
  if (typeof path !== 'string') return undefined;
  // Of a file that holds too much already, which has been said, no more is read.
  if (builder.charged > maximumEntries) return undefined;
  const missing = whyNoFile(environment, path);
  const reading = missing ? undefined : environment.readArray?.(spec.name, settings);
  const { start, end } = call;
  const { start: from, end: to } = rangeOf(fileArgument);
  const fileRange = { start: from, end: to };
  scope.fileArrays.push({ start, end, source: spec.name, fileRange, path, reading });
  if (missing) return report.add('file-not-found', missing, fileRange);
  if (reading === undefined) return undefined;
  if (!reading.ok) {
    const { message: text, argument, fix } = reading;
    return report.add(code, text, rangeOf(argument), { fixes: fixesOf(call, bound, fix) });
  }
  for (const { code: hint, message: text, argument, fix } of reading.hints) {
    report.add(hint, text, rangeOf(argument), { severity: 'hint', fixes: fixesOf(call, bound, fix) });
  }
  const { shape } = reading;
  if (!chargeEntries(scope, shape, call.callee)) return undefined;
  return { kind: 'node', node: builder.addConstruction(shape, reading, call), shape, range: call };
}

/** Writes the argument anew where it is given, and behind the others where it is not. */
function fixesOf(
  call: CallExpression,
  bound: Parameters<typeof rangeOfSetting>[0],
  fix: ArgumentFix | undefined,
): readonly Fix[] {
  if (!fix) return [];
  const given = rangeOfSetting(bound, fix.argument);
  if (given) return [changeTo(given, fix.text)];
  const argument = `${fix.argument}=${fix.text}`;
  const at = call.arguments.at(-1)?.end ?? call.end - 1;
  const newText = call.arguments.length > 0 ? `, ${argument}` : argument;
  return [{ title: message('Add {0}', argument), edits: [{ range: { start: at, end: at }, newText }] }];
}
