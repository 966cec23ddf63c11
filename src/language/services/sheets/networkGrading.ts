import { message } from '../../../engine/message';
import { formatShape, sameShape } from '../../../engine/shape';
import type { AskedQuantity } from '../../../engine/training/firstPass';
import type { NetworkExpectation } from '../../checkedFormulas';
import type { NetworkOutline } from '../../checker/networks/networkProgram';
import { compareNumbers, type Grade, type Numbers } from './compareExpectation';
import { notYet, withoutAnswer } from './grading';

/** The numbers of a first mini-batch, by expectation of its network; `null` where no gradient reaches. */
export type PassNumbers = readonly (Numbers | null)[];

/** What has to be computed to grade a network, in the order of its expectations. */
export function askedOf({ expectations }: Pick<NetworkOutline, 'expectations'>): AskedQuantity[] {
  return expectations.map(({ quantity, kind }) => ({ quantity, of: kind }));
}

/**
 * Grades every expectation of a network; without numbers those with an answer are `notComputed`. What may
 * not be told is not: in a sheet the number of an open question, elsewhere that of another `?`.
 */
export function gradeNetwork(
  { expectations, layers }: Pick<NetworkOutline, 'expectations' | 'layers'>,
  numbers: PassNumbers | undefined,
  isSheet: boolean,
): Grade[] {
  return expectations.map((expectation, index) => {
    const graded = compareInNetwork(expectation, numbers?.[index]);
    if (graded.kind !== 'failed') return graded;
    if (isSheet) return withoutAnswer(graded, notYet(expectation));
    const subject = subjectOf(expectation, layers.length - 1);
    const isAsked = expectations.some(
      (other) => other.expected === undefined && subjectOf(other, layers.length - 1) === subject,
    );
    return isAsked
      ? withoutAnswer(graded, message('This is not the value of {0}.', expectation.name))
      : graded;
  });
}

/**
 * Whether nothing of a network may be shown: any number of it could give away the one that is asked for. In a
 * sheet that is so until every answer is right, elsewhere as long as a `?` stands.
 * @param grades of its expectations, as far as they are known
 */
export function isNetworkSealed(
  { expectations }: Pick<NetworkOutline, 'expectations'>,
  grades: readonly Grade[],
  isSheet: boolean,
): boolean {
  if (!isSheet) return expectations.some(({ expected }) => expected === undefined);
  return expectations.some(({ statement }) => {
    const grade = grades.find((each) => each.expectation.statement.start === statement.start);
    return grade?.kind !== 'ok';
  });
}

function compareInNetwork(expectation: NetworkExpectation, actual: Numbers | null | undefined): Grade {
  const { expected: given, name } = expectation;
  if (given === undefined) return { kind: 'blank', expectation };
  const expected = { shape: given.shape, values: given.data };
  if (actual === undefined) return { kind: 'notComputed', expectation };
  if (actual === null) {
    return {
      kind: 'failed',
      expectation,
      expected,
      actual,
      message: message('No gradient reaches {0}.', name),
    };
  }
  if (expected.shape.length === 0 || sameShape(expected.shape, actual.shape)) {
    return compareNumbers(expectation, expected, actual);
  }
  const [needed, written] = [formatShape(actual.shape), formatShape(expected.shape)];
  return {
    kind: 'failed',
    expectation,
    expected,
    actual: null,
    message: message('{0} has the shape {1}, but what is expected has the shape {2}.', name, needed, written),
  };
}

/** The same for two names of one thing: the loss is what the last layer gives. */
function subjectOf({ kind, name, quantity }: NetworkExpectation, last: number): string {
  const isLoss = quantity.kind === 'loss' || (quantity.kind === 'output' && quantity.layer === last);
  return `${kind} ${isLoss ? '' : name}`;
}
