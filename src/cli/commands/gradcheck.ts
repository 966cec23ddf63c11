import type { CheckedValue, GradientCheck, Verdict } from '../../engine/gradientCheck';
import {
  describeDiagnostic,
  hasErrors,
  programOf,
  readDefinition,
  runDefinition,
  runtime,
} from '../definition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import type { Json } from '../json';
import { writeError, writeLine } from '../output';
import { formatTable } from '../table';
import { readWords } from '../words';

const words: Readonly<Record<Verdict, string>> = {
  good: 'agrees',
  between: 'look closer',
  wrong: 'WRONG',
};

/** `backprop gradcheck FILE [--json]` */
export async function gradcheck(arguments_: readonly string[]): Promise<number> {
  const { files, json } = readWords(arguments_, 1);
  const definition = await readDefinition(files[0] ?? '');
  const { diagnostics, formulas } = definition.checked;
  if (hasErrors(diagnostics)) {
    for (const diagnostic of diagnostics) writeError(describeDiagnostic(definition, diagnostic));
    return exitUnusable;
  }
  if (formulas.passes.length === 0) {
    throw new CommandFailure(
      `${definition.file} has no backward, so there is no gradient to check.`,
      exitUnusable,
    );
  }
  const outcome = await runDefinition(definition);
  if (!('grades' in outcome)) {
    writeError(describeDiagnostic(definition, outcome));
    return exitUnusable;
  }
  const program = programOf(definition.checked);
  const checks: { readonly target: string; readonly check: GradientCheck }[] = [];
  for (const [pass, { targetName }] of formulas.passes.entries()) {
    checks.push({ target: targetName, check: await runtime.service.checkGradients({ program, pass }) });
  }
  if (json) writeLine(JSON.stringify(toJson(definition.file, checks), undefined, 2));
  else for (const { target, check } of checks) writeTable(target, check);
  return checks.some(({ check }) => check.verdict === 'wrong') ? exitNegative : 0;
}

/** NaN where an entry cannot be judged; JSON has no word for it. */
function jsonNumber(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

function toJson(
  file: string,
  checks: readonly { readonly target: string; readonly check: GradientCheck }[],
): Json {
  return {
    file,
    passes: checks.map(({ target, check }) => ({
      target,
      verdict: check.verdict,
      names: Object.fromEntries(check.values.map((value) => [value.name, valueToJson(value)])),
    })),
  };
}

function valueToJson({ worst, meanAbsoluteDifference, checked, size, verdict }: CheckedValue): Json {
  return {
    verdict,
    relativeDifference: jsonNumber(worst.relativeError),
    meanAbsoluteDifference: jsonNumber(meanAbsoluteDifference),
    worstEntry: worst.entry,
    obstacle: worst.obstacle ?? null,
    checked,
    size,
  };
}

function writeTable(target: string, { values, verdict }: GradientCheck): void {
  writeLine(`backward ${target}: ${words[verdict]}\n`);
  const rows = values.map(({ name, worst, meanAbsoluteDifference, checked, size, verdict: own }) => [
    name,
    worst.relativeError.toExponential(1),
    meanAbsoluteDifference.toExponential(1),
    checked === size ? String(size) : `${String(checked)} of ${String(size)}`,
    words[own] + (worst.obstacle === undefined ? '' : ` (${obstacles[worst.obstacle]})`),
  ]);
  const heading = ['name', 'relative difference', 'mean absolute difference', 'entries', 'verdict'];
  writeLine(`${formatTable([heading, ...rows])}\n`);
}

const obstacles = {
  kink: 'a corner lies within the step',
  notFinite: 'the function is not a number on one side',
} as const;
