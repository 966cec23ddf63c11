import { message } from '../../../engine/message';
import type { GivenNumbers } from '../../../engine/network/networkDefinition';
import type { NetworkInference } from '../../../engine/network/networkInference';
import { formatShape, sameShape, type Shape, shapeValue } from '../../../engine/shape';
import type { Quantity } from '../../../engine/training/firstPass';
import type { ExpectStatement, Expression, Identifier } from '../../ast';
import type { NetworkExpectation } from '../../checkedFormulas';
import { isLiteral } from '../../literal';
import { changeTo } from '../foreignForms';
import { defaultWithin, reportNoAnswer, toleranceOf } from '../expectationChecker';
import { evaluateNumbers } from './givenNumbers';
import type { LayerOutline } from './networkProgram';
import type { NetworkScope } from './networkScope';

/** What is known of a network that something is expected of. */
export interface ExpectedNetwork {
  readonly layers: readonly LayerOutline[];
  /** Absent where something else in it is broken, or nobody knows what its data looks like. */
  readonly inference?: NetworkInference;
  readonly isSheet: boolean;
}

/** What a name stands for. */
interface Asked {
  readonly quantity: Quantity;
  /** As it is written: `hidden.W`. */
  readonly name: string;
  /** Where it is known; without the mini-batch, which stands before it where `isBatched`. */
  readonly shape?: Shape;
  readonly isBatched: boolean;
}

/**
 * Checks `expect loss = …`, `expect hidden = …`, `expect grad(hidden.W) = …` of a network, all of which are
 * about its first mini-batch. A question of a sheet that has no valid answer is open, and stays in the list.
 */
export function checkNetworkExpectation(
  scope: NetworkScope,
  statement: ExpectStatement,
  network: ExpectedNetwork,
): NetworkExpectation | undefined {
  const { target, expected, damaged, ofGradient, start, end } = statement;
  const { isSheet } = network;
  if (!target) return undefined;
  const asked = askedFor(scope, statement, target, network);
  const isWhole = !damaged && expected !== undefined;
  if (isWhole && expected.kind === 'blank')
    reportNoAnswer(scope.report, expected, writtenName(statement), ofGradient);
  const within = isWhole && statement.within ? toleranceOf(scope, statement.within, isSheet) : defaultWithin;
  const withinAbsolute =
    isWhole && statement.withinAbsolute ? toleranceOf(scope, statement.withinAbsolute, isSheet) : 0;
  const answer = isWhole && expected.kind !== 'blank' ? expected : undefined;
  const numbers = answer && asked ? expectedNumbers(scope, answer, asked, isSheet) : undefined;
  if (!asked) return undefined;
  const isValid =
    isWhole &&
    within !== undefined &&
    withinAbsolute !== undefined &&
    (answer === undefined || numbers !== undefined);
  if (!isValid && !isSheet) return undefined;
  const place = expected ?? target;
  return {
    kind: ofGradient ? 'gradient' : 'value',
    name: asked.name,
    quantity: asked.quantity,
    ...(isValid && numbers && { expected: numbers }),
    within: within ?? defaultWithin,
    ...(isValid && statement.withinAbsolute && { withinAbsolute }),
    statement: { start, end },
    nameRange: { start: target.start, end: (statement.member ?? target).end },
    expectedRange: { start: place.start, end: place.end },
  };
}

function writtenName({ target, member }: ExpectStatement): string {
  return [target?.name, member?.name].filter((part) => part !== undefined).join('.');
}

/** The quantity of a name; reported where the network has none of it. */
function askedFor(
  scope: NetworkScope,
  statement: ExpectStatement,
  target: Identifier,
  { layers, inference }: ExpectedNetwork,
): Asked | undefined {
  const { member, ofGradient } = statement;
  const name = writtenName(statement);
  const layer = layers.findIndex((each) => each.name === target.name);
  const inferred = inference?.layers[layer];
  if (layer === -1) {
    if (!member && target.name === 'loss') {
      return { quantity: { kind: 'loss' }, name, shape: [], isBatched: false };
    }
    if (!member && target.name === 'input') return { quantity: { kind: 'input' }, name, isBatched: true };
    // Where the layers could not be read, anything may be one of them.
    if (layers.length > 0) reportUnknown(scope, target, ['loss', ...layers.map((each) => each.name)]);
    return undefined;
  }
  if (!member) {
    const isBatched = layer < layers.length - 1;
    return {
      quantity: { kind: 'output', layer },
      name,
      isBatched,
      ...(inferred && { shape: inferred.shape }),
    };
  }
  if (!inferred) return undefined;
  const parts = [...inferred.parameters, ...(ofGradient ? [] : inferred.states)];
  const part = parts.find((each) => each.name === member.name);
  if (!part) {
    reportUnknownPart(
      scope,
      target,
      member,
      parts.map((each) => each.name),
    );
    return undefined;
  }
  const quantity = { kind: 'part', layer, part: part.name } as const;
  return { quantity, name, shape: part.shape, isBatched: false };
}

function reportUnknown({ report }: NetworkScope, target: Identifier, known: readonly string[]): void {
  const meant = report.suggest(target.name, known);
  const text =
    meant === undefined
      ? message('The network has no layer {0}.', target.name)
      : message('The network has no layer {0}. Did you mean {1}?', target.name, meant);
  report.add('unknown-name', text, target, meant === undefined ? {} : { fixes: [changeTo(target, meant)] });
}

function reportUnknownPart(
  { report }: NetworkScope,
  layer: Identifier,
  part: Identifier,
  known: readonly string[],
): void {
  const meant = report.suggest(part.name, known);
  const text =
    known.length === 0
      ? message('{0} has no parameters.', layer.name)
      : message('{0} has no parameter {1}, but {2}.', layer.name, part.name, known.join(', '));
  report.add('unknown-name', text, part, meant === undefined ? {} : { fixes: [changeTo(part, meant)] });
}

/** The numbers of an answer: of the shape of what is asked for, or a single one for all entries. */
function expectedNumbers(
  scope: NetworkScope,
  answer: Expression,
  { name, shape, isBatched }: Asked,
  isSheet: boolean,
): GivenNumbers | undefined {
  if (isSheet && !isLiteral(answer)) {
    return scope.report.add(
      'not-an-answer',
      message('An answer in a sheet is written in numbers, as in: 2.2 or [1, -0.5]'),
      answer,
      { fixes: [changeTo(answer, '?')] },
    );
  }
  const given = evaluateNumbers(scope.formulas, scope.report, answer);
  const numbers = given && inOrder(given);
  if (!numbers || !shape || numbers.shape.length === 0) return numbers;
  const rest = isBatched ? numbers.shape.slice(1) : numbers.shape;
  if (sameShape(rest, shape)) return numbers;
  const needed = isBatched ? `N×${shape.length === 0 ? '' : formatShape(shape)}` : formatShape(shape);
  const isTurned = !isBatched && shape.length === 2 && sameShape([...numbers.shape].reverse(), shape);
  const text = scope.report.textOf(answer);
  return scope.report.add(
    'expected-shape',
    shape.length === 0 && !isBatched
      ? message('{0} is a single number, but what is expected is a list.', name)
      : isTurned
        ? message(
            '{0} has the shape {1}, but what is expected has the shape {2}. If that is PyTorch’s outputs×inputs, write transpose(…) around it.',
            name,
            needed,
            shapeValue(numbers.shape),
          )
        : message(
            '{0} has the shape {1}, but what is expected has the shape {2}.',
            name,
            needed,
            shapeValue(numbers.shape),
          ),
    answer,
    isTurned && !isSheet ? { fixes: [changeTo(answer, `transpose(${text})`)] } : {},
  );
}

/** What was said to be transposed, as a matrix of its own. */
function inOrder(numbers: GivenNumbers): GivenNumbers {
  const { shape, data, name, isTransposed } = numbers;
  if (isTransposed !== true) return numbers;
  const [rows = 0, columns = 0] = shape;
  const turned = Float64Array.from({ length: data.length }, (_, entry) => {
    const [row, column] = [Math.floor(entry / rows), entry % rows];
    return data[column * columns + row] ?? NaN;
  });
  return { shape: [columns, rows], data: turned, ...(name !== undefined && { name }) };
}
