import { firstProblems, type Diagnostic } from '../../language';
import {
  describeDiagnostic,
  diagnosticRow,
  gradeDiagnostics,
  hasErrors,
  readDefinition,
  runDefinition,
  unmetDiagnostics,
} from '../readDefinition';
import type { Definition } from '../readDefinition';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { gradeNetworks, networkMistakes } from '../gradedNetworks';
import { gradeSheets } from './gradeSheets';
import { l10n } from '../l10n';
import { outputTaken, writeLine, writeRemark } from '../output';
import { type Json, jsonText } from '../../protocol/jsonText';
import { readWords } from '../words';

/**
 * `backprop check FILE... [--json]`: a file that cannot be read does not keep the others from being checked.
 * With `--grade` the files are sheets that somebody has filled in.
 */
export async function check(words: readonly string[]): Promise<number> {
  const { files, json, texts, given } = readWords(words, Infinity, {
    grade: 'nothing',
    against: 'text',
    csv: 'nothing',
  });
  const { against } = texts;
  if (given.has('grade')) {
    if (json && given.has('csv'))
      throw new CommandFailure(l10n.t('--json or --csv, not both.'), exitUnusable);
    const format = given.has('csv') ? 'csv' : 'text';
    return gradeSheets(files, against, json ? 'json' : format);
  }
  if (against !== undefined || given.has('csv')) {
    throw new CommandFailure(l10n.t('--against and --csv go with --grade.'), exitUnusable);
  }
  const rows: Json[] = [];
  let exitCode = 0;
  for (const file of files) {
    try {
      const definition = await readDefinition(file);
      const diagnostics = await diagnose(definition);
      await outputTaken();
      if (hasErrors(diagnostics)) exitCode = Math.max(exitCode, exitNegative);
      // One at a time: a call cannot take as many arguments as a long file can have mistakes.
      if (json) for (const diagnostic of diagnostics) rows.push(diagnosticRow(definition, diagnostic));
      else for (const diagnostic of diagnostics) writeLine(describeDiagnostic(definition, diagnostic));
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      writeRemark(error.message);
      if (json) rows.push(refusalRow(file, error.message));
      exitCode = Math.max(exitCode, error.exitCode);
    }
  }
  if (json) writeLine(jsonText(rows));
  else if (exitCode === 0)
    writeLine(files.length === 1 ? l10n.t('No errors.') : l10n.t('No errors in {0} files.', files.length));
  return exitCode;
}

/** Of a file that could not be read, in the form of a diagnostic at its beginning. */
function refusalRow(file: string, sentence: string): Json {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return { file, code: 'unusable-file', severity: 'error', message: sentence, ...place };
}

/** What the Problems view shows: mistakes, and unmet expectations. */
async function diagnose(definition: Definition): Promise<readonly Diagnostic[]> {
  const { diagnostics, formulas } = definition.checked;
  const run = formulas.graph.nodes.length > 0 ? await runDefinition(definition, 'check') : undefined;
  const found = run && ('grades' in run ? await gradeDiagnostics(definition, run) : [run]);
  const grades = await gradeNetworks(definition);
  const inNetworks = unmetDiagnostics(grades, await networkMistakes(definition, grades));
  return firstProblems([...diagnostics, ...(found ?? []), ...inNetworks]);
}
