import { message } from '../../../engine/message';
import type { ArgumentFix, DataHint, DataPreview } from '../../../engine/network/dataPreview';
import type { Expression } from '../../ast';
import type { TargetEncoding } from '../../../engine/layers/support/networkForm';
import type { Fix } from '../../diagnostic';
import { foreignData } from '../../foreign/foreignData';
import { writtenHere } from '../../foreign/foreignNames';
import { changeTo } from '../foreignForms';
import { whyNoFile, type Environment } from '../../checkEnvironment';
import { callOf, checkCallable, type Wording } from './callables';
import type { NetworkScope } from './networkScope';
import type { DataCall } from './networkProgram';

const wording: Wording = {
  code: 'unknown-data',
  unknown: (name) => message('Unknown data {0}.', name),
  meant: (name, meant) => message('Unknown data {0}. Did you mean {1}?', name, meant),
  expected: message('data takes a source of data, as in: spiral(classes=3)'),
  foreign: foreignData,
};

/** Checks `data = csv("f.csv", target="species")` as far as no file has to be read. */
export function checkData(scope: NetworkScope, value: Expression, environment: Environment): void {
  const { dataSources } = environment;
  if (value.kind === 'string' && /\.(csv|tsv)(\.gz)?$/i.test(value.value)) {
    const written = scope.report.textOf(value);
    const here = `csv(${written})`;
    scope.report.add('wrong-kind', writtenHere(written, here), value, { fixes: [changeTo(value, here)] });
    return;
  }
  const call = dataSources && checkCallable(scope, dataSources, value, wording);
  if (!call) return;
  for (const { name, type } of call.spec.arguments) {
    const path = call.values.get(name);
    const reason = type === 'file' && typeof path === 'string' ? whyNoFile(environment, path) : undefined;
    if (reason) scope.report.add('file-not-found', reason, call.expressions.get(name) ?? value);
  }
}

/** Says why the data cannot be used, at the argument to blame. */
export function reportUnusable(
  { report }: NetworkScope,
  written: Expression,
  data: DataCall,
  { message: text, argument, isMissing, fix, instead }: DataPreview & { readonly ok: false },
): void {
  report.addMissing([
    {
      code: isMissing ? 'missing-data-files' : 'unusable-data',
      severity: isMissing ? 'information' : 'error',
      message: text,
      range: placeOf(data, argument),
      ...(instead === undefined ? fixesOf(written, data, fix) : { fixes: [replacement(written, instead)] }),
    },
  ]);
}

function replacement(written: Expression, instead: string): Fix {
  const name = `${instead.slice(0, instead.indexOf('('))}()`;
  return { title: message('Use {0} instead', name), edits: [{ range: written, newText: instead }] };
}

/**
 * Says what in the data is probably not meant.
 * @param encoding what the loss compares; where it is not known, what is about one of them is left out
 */
export function reportHints(
  { report }: NetworkScope,
  written: Expression,
  data: DataCall,
  hints: readonly DataHint[],
  encoding: TargetEncoding | undefined,
  overClasses: boolean,
): void {
  const plain = overClasses ? ['values', 'shares'] : ['values'];
  const compared = encoding === undefined ? [] : encoding === 'values' ? plain : ['classes'];
  report.addMissing(
    hints
      .filter(({ about }) => about === undefined || compared.includes(about))
      .map(({ code, message: text, argument, fix }) => ({
        code,
        severity: 'hint' as const,
        message: text,
        range: placeOf(data, argument),
        ...fixesOf(written, data, fix),
      })),
  );
}

/** The argument that is to blame where it is given; else the name of the source. */
function placeOf(data: DataCall, argument: string | undefined): DataCall['range'] {
  return (argument === undefined ? undefined : data.arguments[argument]) ?? data.nameRange;
}

/** Writes the argument anew where it is given, and behind the others where it is not. */
function fixesOf(
  written: Expression,
  data: DataCall,
  fix: ArgumentFix | undefined,
): { readonly fixes?: readonly Fix[] } {
  if (!fix) return {};
  const given = data.arguments[fix.argument];
  const argument = `${fix.argument}=${fix.text}`;
  if (given) {
    const title = message('Change to {0}', argument);
    return { fixes: [{ title, edits: [{ range: given, newText: fix.text }] }] };
  }
  const last = callOf(written)?.arguments.at(-1);
  const [at, newText] = last
    ? [last.end, `, ${argument}`]
    : written.kind === 'call'
      ? [written.end - 1, argument]
      : [written.end, `(${argument})`];
  return {
    fixes: [{ title: message('Add {0}', argument), edits: [{ range: { start: at, end: at }, newText }] }],
  };
}
