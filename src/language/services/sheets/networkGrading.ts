import { message } from '../../../engine/message';
import { compareInNetwork, type Grade } from './compareExpectation';
import { notYet, withoutAnswer } from './grading';
import { sealOfNetwork, type AskedNetwork, type PassNumbers } from './networkSeal';

/**
 * Grades every expectation of a network; without numbers those with an answer are `notComputed`. What may
 * not be told is not: in a sheet the number of an open question, elsewhere that of another `?`.
 */
export function gradeNetwork(
  outline: AskedNetwork,
  numbers: PassNumbers | undefined,
  isSheet: boolean,
): Grade[] {
  const seal = sealOfNetwork({ outline, numbers }, isSheet);
  return outline.expectations.map((expectation, index) => {
    const graded = compareInNetwork(expectation, numbers?.[index]);
    if (graded.kind !== 'failed') return graded;
    if (isSheet) return withoutAnswer(graded, notYet(expectation));
    const { quantity, kind, name } = expectation;
    const isSealed = seal?.isSealed({ quantity, of: kind }) ?? true;
    return isSealed ? withoutAnswer(graded, message('This is not the value of {0}.', name)) : graded;
  });
}
