import { message, type Message } from '../../../engine/message';
import type { AskedNumbers, Formulas } from '../../checkedFormulas';
import { compareExpectation, type ComputedFormulas, type Grade } from './compareExpectation';
import { sealOf } from './seal';

export type { ComputedFormulas, Grade } from './compareExpectation';

/** Grades every expectation of a file; without an outcome those with a value are `notComputed`. */
export function gradeExpectations(formulas: Formulas, outcome: ComputedFormulas | undefined): Grade[] {
  const seal = sealOf(formulas, outcome);
  return formulas.expectations.map((expectation) => {
    const graded = compareExpectation(formulas, expectation, outcome);
    if (graded.kind !== 'failed') return graded;
    const { kind, node, pass, name } = expectation;
    if (formulas.sheet !== undefined) return withoutAnswer(graded, notYet(expectation));
    const isSealed = kind === 'value' ? seal.isValueSealed(node) : seal.isGradientSealed(pass ?? -1, node);
    return isSealed ? withoutAnswer(graded, message('This is not the value of {0}.', name)) : graded;
  });
}

/** What is said of a wrong answer in a sheet. */
export function notYet({ kind, name }: AskedNumbers): Message {
  return kind === 'value'
    ? message('Not yet: this is not the value of {0}.', name)
    : message('Not yet: this is not the gradient of {0}.', name);
}

/** A guess may be wrong, but what is right stays the learner's to find. */
export function withoutAnswer(
  { expectation, expected }: Extract<Grade, { kind: 'failed' }>,
  text: Message,
): Grade {
  return { kind: 'failed', expectation, expected, actual: null, message: text };
}
