import { compile } from '../../engine/graph/compile';
import type { Definition } from '../readDefinition';
import { CommandFailure, exitUnusable } from '../failure';
import { l10n } from '../l10n';
import type { FormulaValues } from '../../protocol/formulaProgram';
import { sealOf } from '../../language/services';
import { explainQuestion, type Answer, type Question } from './question';

/**
 * Of a file's formulas: of a gradient the first backward that reaches it.
 * @throws CommandFailure for a name that is not there, and for a value that a learner is asked for
 */
export function explainFormula(
  { file, checked }: Definition,
  question: Question,
  numbers: FormulaValues,
): Answer {
  const { graph, values, passes, origins } = checked.formulas;
  const { name, of } = question;
  const node = values.find((value) => value.name === name)?.node;
  if (node === undefined) {
    const names = values.map((value) => value.name).join(', ');
    throw new CommandFailure(
      names === ''
        ? l10n.t('{0} has no formulas.', file)
        : l10n.t('{0} has no value {1}, but: {2}', file, name, names),
      exitUnusable,
    );
  }
  if (of === 'gradient' && passes.length === 0) {
    throw new CommandFailure(l10n.t('{0} has no backward, so there are no gradients.', file), exitUnusable);
  }
  const plan = compile(graph);
  plan.forward();
  passes.some((pass) => {
    plan.backward(pass.target, pass.gradOutput);
    return plan.gradient(node) !== undefined;
  });
  // An explanation walks the graph: it could give anything away that a learner is asked for.
  if (sealOf(checked.formulas, numbers).isClosed) {
    throw new CommandFailure(
      checked.formulas.sheet === undefined
        ? l10n.t('This would give away a blank: fill in the ? first.')
        : l10n.t('This could give away an answer: answer every question of the sheet first.'),
      exitUnusable,
    );
  }
  return {
    graph,
    name,
    explanation: explainQuestion(plan, node, question),
    lineOf(id) {
      const range = origins[id];
      return range === undefined ? undefined : checked.positionAt(range.start).line + 1;
    },
  };
}
