import type { AssignStatement, BackwardStatement, FileSyntax } from '../ast';
import { checkSheet } from './sheetChecker';
import type { Diagnostic } from '../diagnostic';
import type { Environment } from '../checkEnvironment';
import type { Formulas } from '../checkedFormulas';
import { GraphBuilder } from '../lowering/graphBuilder';
import type { ComparisonOutline, NetworkOutline } from './networks/networkProgram';
import { parse } from '../parser/parser';
import { reportWidenedDifferences } from './broadcastHints';
import { isFunction } from './foreignForms';
import { FormulaChecker } from './formulaChecker';
import { FormulaScope } from './formulaScope';
import { GradientPasses } from './gradientPasses';
import { ComparisonChecker } from './networks/comparisonChecker';
import { NetworkChecker } from './networks/networkChecker';
import { Report } from './report';
import { Values } from './namedValues';

export interface CheckedSyntax {
  readonly diagnostics: readonly Diagnostic[];
  readonly formulas: Formulas;
  readonly networks: readonly NetworkOutline[];
  readonly comparisons: readonly ComparisonOutline[];
}

/**
 * Checks names, shapes and arguments of a parsed file, statement by statement in the order they are written.
 */
export function check(file: FileSyntax, environment: Environment): CheckedSyntax {
  const report = new Report(file.lineStarts, file.text);
  const assignments = file.statements.filter(
    (statement): statement is AssignStatement => statement.kind === 'assign',
  );
  const backward = file.statements.filter(
    (statement): statement is BackwardStatement => statement.kind === 'backward',
  );
  const builder = new GraphBuilder();
  const scope = new FormulaScope(
    report,
    new Values(report, assignments, isFunction, file.brokenNames),
    builder,
    new GradientPasses(report, builder.graph, backward),
    environment,
  );
  const sheet = checkSheet(file.statements, report);
  const formulas = new FormulaChecker(scope, sheet);
  const networks = new NetworkChecker(scope, file.statements, environment, sheet !== undefined);
  const comparisons = new ComparisonChecker(scope, networks, file, (text) => {
    const variant = parse(text);
    return [...variant.diagnostics, ...check(variant.file, environment).diagnostics];
  });
  for (const statement of file.statements) {
    switch (statement.kind) {
      case 'sheet':
        break;
      case 'assign':
        formulas.checkAssign(statement);
        break;
      case 'backward':
        formulas.checkBackward(statement);
        break;
      case 'expect':
        formulas.checkExpect(statement);
        break;
      case 'network':
        networks.checkNetwork(statement);
        break;
      case 'block':
        networks.checkBlock(statement);
        break;
      case 'compare':
        comparisons.check(statement);
        break;
    }
  }
  scope.values.reportUnknown();
  reportWidenedDifferences(scope, formulas.formulas.passes);
  return {
    diagnostics: report.diagnostics,
    formulas: formulas.formulas,
    networks: networks.outlines,
    comparisons: comparisons.outlines,
  };
}
