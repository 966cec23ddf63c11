import type { Shape } from '../../engine/shape';
import type { CheckedFile } from '../../language';
import { formatExactly, formatNumber, sealOf, type Grade } from '../../language/services';
import type { FormulaValues } from '../../protocol/formulaProgram';
import { describeDiagnostic, hasErrors, readDefinition, runDefinition } from '../readDefinition';
import type { Definition, Run } from '../readDefinition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { l10n, localise } from '../l10n';
import { formatTable, jsonTensor, sealed, shapeText, writeError, writeJson, writeLine } from '../output';
import { type Json, JsonNumbers, type LazyJson } from '../../protocol/jsonText';
import { readWords } from '../words';
import { tensorFlagOf, tensorFlags } from '../tensorOutput';
import { runNetwork } from './runNetwork';

/** `backprop run FILE [--json]`, or with `--network NAME` one step of a network. */
export async function run(words: readonly string[]): Promise<number> {
  const given = readWords(words, 1, { network: 'text', ...tensorFlags });
  if (given.texts['network'] !== undefined) return runNetwork(given);
  const flag = tensorFlagOf(given.texts);
  if (flag !== undefined)
    throw new CommandFailure(l10n.t('--{0} goes with --network NAME.', flag), exitUnusable);
  const { files, json } = given;
  const definition = await readDefinition(files[0] ?? '');
  const { diagnostics } = definition.checked;
  if (hasErrors(diagnostics)) {
    for (const diagnostic of diagnostics) writeError(describeDiagnostic(definition, diagnostic));
    return exitUnusable;
  }
  const outcome = await runDefinition(definition);
  if (!('grades' in outcome)) {
    writeError(describeDiagnostic(definition, outcome));
    return exitUnusable;
  }
  if (json) await writeJson(toJson(definition, outcome));
  else writeTables(definition, outcome);
  return outcome.grades.some(({ kind }) => kind === 'failed') ? exitNegative : 0;
}

/** What one `backward` shows of a name; a file without any has one row of values alone. */
interface NamedNumbers {
  readonly name: string;
  readonly shape: Shape;
  /** `undefined` while it is sealed. */
  readonly value: ArrayLike<number> | undefined;
  /** `null` where no gradient reaches, `undefined` while it is sealed. */
  readonly gradient: ArrayLike<number> | null | undefined;
}

interface PassNumbers {
  /** `null` for a file without `backward`. */
  readonly target: string | null;
  readonly names: readonly NamedNumbers[];
}

function passesOf(checked: CheckedFile, { values, passes }: FormulaValues): PassNumbers[] {
  const { formulas } = checked;
  const seal = sealOf(formulas, { values, passes });
  const namesOf = (pass: number): NamedNumbers[] =>
    formulas.values.map(({ name, node }) => ({
      name,
      shape: formulas.graph.nodes[node]?.shape ?? [],
      value: seal.isValueSealed(node) ? undefined : values[node],
      gradient: seal.isGradientSealed(pass, node) ? undefined : (passes[pass]?.gradients[node] ?? null),
    }));
  if (formulas.passes.length === 0) return [{ target: null, names: namesOf(-1) }];
  return formulas.passes.map(({ targetName }, pass) => ({ target: targetName, names: namesOf(pass) }));
}

function toJson({ file, checked }: Definition, { values, grades }: Run): LazyJson {
  const tensor = (data: ArrayLike<number> | null | undefined, shape: Shape): LazyJson => {
    if (data === undefined) return sealed;
    return data === null ? null : new JsonNumbers(data, shape);
  };
  return {
    file,
    passes: passesOf(checked, values).map(({ target, names }) => ({
      target,
      values: Object.fromEntries(names.map(({ name, value, shape }) => [name, tensor(value, shape)])),
      gradients: Object.fromEntries(
        names.map(({ name, gradient, shape }) => [name, tensor(gradient, shape)]),
      ),
    })),
    expects: grades.map((grade) => gradeToJson(checked, grade)),
  };
}

function gradeToJson(checked: CheckedFile, grade: Grade): Json {
  const line = checked.positionAt(grade.expectation.statement.start).line + 1;
  switch (grade.kind) {
    case 'blank':
      return { line, ok: null, expected: sealed, actual: null };
    case 'notComputed':
      return { line, ok: false, expected: null, actual: null };
    case 'ok':
    case 'failed': {
      const { expected, actual } = grade;
      return {
        line,
        ok: grade.kind === 'ok',
        expected: jsonTensor(expected.values, expected.shape),
        actual: actual && jsonTensor(actual.values, actual.shape),
      };
    }
  }
}

function writeTables({ checked }: Definition, { values, grades }: Run): void {
  for (const { target, names } of passesOf(checked, values)) {
    if (target !== null) writeLine(`backward ${target}\n`);
    const heading = [l10n.t('name'), l10n.t('shape'), l10n.t('value'), l10n.t('gradient')];
    const rows = names.flatMap(({ name, shape, value, gradient }) => {
      const values = cell(value, shape);
      const gradients = cell(gradient, shape);
      return Array.from({ length: Math.max(values.length, gradients.length, 1) }, (_, line) => [
        line === 0 ? name : '',
        line === 0 ? shapeText(shape) : '',
        values[line] ?? '',
        gradients[line] ?? '',
      ]);
    });
    const table = formatTable([heading, ...rows]);
    writeLine(`${table}\n`);
  }
  if (grades.length === 0) return;
  for (const grade of grades) writeLine(describeGrade(checked, grade));
}

function describeGrade(checked: CheckedFile, grade: Grade): string {
  const { kind, name, statement } = grade.expectation;
  const subject = kind === 'gradient' ? `grad(${name})` : name;
  const line = checked.positionAt(statement.start).line + 1;
  switch (grade.kind) {
    case 'ok':
      return l10n.t('✓ {0} is as expected (line {1})', subject, line);
    case 'blank':
      return l10n.t('○ {0} is still to do (line {1})', subject, line);
    case 'notComputed':
      return l10n.t('✗ {0} was not computed (line {1})', subject, line);
    case 'failed':
      return l10n.t('✗ {0}: {1} (line {2})', subject, localise(grade.message), line);
  }
}

/** How many numbers of a tensor a table cell shows. */
const mostNumbers = 36;

/** A single number has all its digits; a matrix has a line a row, and six digits a number. */
function cell(data: ArrayLike<number> | null | undefined, shape: Shape): readonly string[] {
  if (data === undefined) return [sealed];
  if (data === null) return ['–'];
  if (shape.length === 0) return [formatExactly(data[0] ?? NaN)];
  if (data.length > mostNumbers) {
    const first = Array.from({ length: 3 }, (_, entry) => formatNumber(data[entry] ?? NaN)).join(', ');
    return [l10n.t('{0}, … ({1} numbers: see --json)', first, data.length)];
  }
  let next = 0;
  const nest = (axis: number): string => {
    const size = shape[axis];
    if (size === undefined) return formatNumber(data[next++] ?? NaN);
    return `[${Array.from({ length: size }, () => nest(axis + 1)).join(', ')}]`;
  };
  if (shape.length === 1) return [nest(0)];
  return Array.from({ length: shape[0] ?? 0 }, () => nest(1));
}
