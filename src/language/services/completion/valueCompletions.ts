import { constructors } from '../../../engine/constructors';
import type { Graph } from '../../../engine/graph/graph';
import { layerOfFunction, layerOfOperator } from '../../../engine/layers/layerTable';
import type { Layer, OperatorToken } from '../../../engine/layers/support/layer';
import { formatShape, type Shape } from '../../../engine/shape';
import { namedConstants } from '../../checker/constants';
import { functionNames } from '../../checker/foreignForms';
import { foreignFunctions } from '../../foreign/foreignFunctions';
import type { Range } from '../../range';
import type { Token } from '../../scanner/token';
import { piecesOf } from '../cursor/cursorPlace';
import { describedFunction, describedSpec } from '../describedCallables';
import { wordDocumentation } from '../hover/wordDocumentation';
import { smallestSettings } from './layersAbove';
import type { CallAround, Expected } from '../cursor/expectedAt';
import {
  callCompletion,
  completionOf,
  definitionSubject,
  endsLine,
  gradientCompletion,
  nextToken,
  rankOf,
  type CompletionRequest,
  type Ranked,
} from './completion';

/** A name that is defined above the place. */
export interface ValueAbove {
  readonly name: string;
  /** Absent where its definition is broken, and was never right. */
  readonly shape?: Shape;
  /** It is one number that is known before anything runs. */
  readonly isConstant: boolean;
  /** Its line. */
  readonly definition: Range;
}

/** The names that are defined above the statement at the place, nearest first; none before a parenthesis. */
export function valuesAbove(request: CompletionRequest): readonly ValueAbove[] {
  const { file, place, lastSound } = request;
  if (nextToken(request)?.kind === '(') return [];
  const start = file.ast.tokens[place.statementStart]?.start ?? place.offset;
  const known = nodesByName(lastSound);
  for (const [name, node] of nodesByName(file)) known.set(name, node);
  const places = new Map<string, Range>();
  for (const statement of file.ast.statements) {
    if (statement.start >= start) break;
    if (statement.kind === 'assign' && !places.has(statement.target.name))
      places.set(statement.target.name, statement);
  }
  return [...places].reverse().map(([name, definition]) => {
    const node = known.get(name);
    const isConstant = node?.kind === 'data' && node.shape.length === 0;
    return { name, ...(node && { shape: node.shape }), isConstant, definition };
  });
}

function nodesByName(file: CompletionRequest['lastSound']): Map<string, Graph['nodes'][number]> {
  const { values, graph } = file?.formulas ?? { values: [], graph: { nodes: [] } };
  return new Map(
    values.flatMap(({ name, node }) => {
      const found = graph.nodes[node];
      return found ? [[name, found]] : [];
    }),
  );
}

/** Values and functions, where a value of a formula may stand. */
export function valueCompletions(
  request: CompletionRequest,
  expected: Expected & { kind: 'slot' },
): Ranked[] {
  const values = valuesAbove(request);
  const fits = shapeTest(request, expected, new Map(values.map(({ name, shape }) => [name, shape])));
  // A blank is the whole answer: nothing but a tolerance goes on behind it.
  const isWhole = endsLine(request) || nextToken(request)?.text === 'within';
  const answers: Ranked[] =
    expected.isAnswer && isWhole
      ? [{ rank: 0, completion: completionOf(request, { kind: 'keyword', label: '?', subject: blank }) }]
      : [];
  return [
    ...answers,
    ...values.map((value): Ranked => ({
      rank: rankOf(value.shape && fits(value.shape)),
      completion: valueCompletion(request, value),
    })),
    ...(isBelowBackward(request) ? [{ rank: 1, completion: gradientCompletion(request) }] : []),
    ...functionCompletions(request),
    ...constantCompletions(request, values),
  ];
}

const blank = { kind: 'text', documentation: 'A blank: whoever learns puts the number here.' } as const;

function valueCompletion(request: CompletionRequest, { name, shape, definition }: ValueAbove) {
  return completionOf(request, {
    kind: 'value',
    label: name,
    detail: shape && formatShape(shape),
    subject: definitionSubject(request.file, definition),
  });
}

function functionCompletions(request: CompletionRequest): Ranked[] {
  const { environment } = request.file;
  const isConstructor = new Set(constructors.map(({ name }) => name));
  const functions = functionNames.flatMap((name): Ranked[] => {
    const callable = describedFunction(name, environment);
    if (!callable) return [];
    const aliases = foreignFunctions.namesOf(name);
    return [
      {
        rank: isConstructor.has(name) ? 4 : 2,
        completion: callCompletion(request, callable, { kind: 'function', aliases }),
      },
    ];
  });
  const arrays = (environment.arraySources ?? []).map((source): Ranked => {
    const callable = describedSpec('array', source);
    return {
      rank: 4,
      completion: callCompletion(request, callable, { kind: 'function', next: 'completions' }),
    };
  });
  return [...functions, ...arrays];
}

function constantCompletions(request: CompletionRequest, values: readonly ValueAbove[]): Ranked[] {
  return [...namedConstants.keys()]
    .filter((label) => values.every(({ name }) => name !== label))
    .map((label): Ranked => {
      const subject = { kind: 'text', documentation: wordDocumentation(label) ?? '' } as const;
      return { rank: 4, completion: completionOf(request, { kind: 'constant', label, subject }) };
    });
}

/** `undefined` where its shape is not known. */
function isNumber({ shape }: ValueAbove): boolean | undefined {
  return shape === undefined ? undefined : shape.length === 0;
}

/**
 * Names of values: for `backward` single numbers come first, as nothing has to be given with them; for a
 * gradient what backward begins at comes last.
 */
export function nameCompletions(
  request: CompletionRequest,
  after: (Expected & { kind: 'value name' })['after'],
): Ranked[] {
  const rank = (value: ValueAbove): number => {
    if (after === 'backward') return rankOf(isNumber(value));
    return after === 'grad' && isTarget(request, value) ? 1 : 0;
  };
  const names = valuesAbove(request).map((value): Ranked => ({
    rank: rank(value),
    completion: valueCompletion(request, value),
  }));
  if (after !== 'expect') return names;
  return [{ rank: 0, completion: gradientCompletion(request) }, ...names];
}

/** The gradient of what a backward begins at is what it is given: nobody asks for it first. */
function isTarget({ file }: CompletionRequest, { name }: ValueAbove): boolean {
  return file.ast.statements.some(
    (statement) => statement.kind === 'backward' && statement.target?.name === name,
  );
}

/** A gradient is a value below a `backward`; where parentheses stand already a function is meant. */
function isBelowBackward(request: CompletionRequest): boolean {
  const { file, place } = request;
  if (nextToken(request)?.kind === '(') return false;
  const start = file.ast.tokens[place.statementStart]?.start ?? place.offset;
  return file.ast.statements.some((statement) => statement.kind === 'backward' && statement.end <= start);
}

type Shapes = ReadonlyMap<string, Shape | undefined>;

/** Whether a value of this shape fits at the place; `undefined` where nobody can tell. */
function shapeTest(
  request: CompletionRequest,
  { call }: Expected & { kind: 'slot' },
  shapes: Shapes,
): (shape: Shape) => boolean | undefined {
  const before = request.file.ast.tokens[request.place.previous];
  if (before?.kind === '(' || before?.kind === ',') return inCall(request, call, shapes);
  const layer = before && layerOfOperator(before.kind as OperatorToken);
  const left = layer && leftOperand(request, shapes);
  if (!left) return () => undefined;
  return (shape) => layer.outputShape([left, shape], {}).ok;
}

/** The input at the place is not to blame for the shapes of the others, as far as those are known. */
function inCall(
  { file: { ast }, place }: CompletionRequest,
  call: CallAround | undefined,
  shapes: Shapes,
): (shape: Shape) => boolean | undefined {
  const layer = call && layerOfFunction(call.callable.name);
  if (!layer || call.isByName) return () => undefined;
  const pieces = piecesOf(ast, place, call.bracket).slice(0, call.bracket.position);
  const inputs = pieces.map(({ start, end }) => {
    const token = ast.tokens[start];
    return token && end === start + 1 ? shapeOf(token, shapes) : undefined;
  });
  if (inputs.some((shape) => shape === undefined)) return () => undefined;
  const given = inputs.filter((shape) => shape !== undefined);
  return (shape) => isNotToBlame(layer, given, shape);
}

function isNotToBlame(layer: Layer, given: readonly Shape[], shape: Shape): boolean | undefined {
  const at = given.length;
  const missing = Math.max(0, layer.inputs.length - at - 1);
  const shapes = [...given, shape, ...Array<Shape>(missing).fill([])];
  const result = layer.outputShape(shapes, smallestSettings(layer.settings));
  if (result.ok) return true;
  const { blame } = result.error;
  // What has yet to be given cannot fit so far.
  if (blame.kind === 'input') return blame.index > at;
  // It has yet to be given, and stands for something of the smallest size here.
  if (blame.kind === 'setting') return undefined;
  return missing > 0 ? undefined : false;
}

function shapeOf({ kind, text }: Token, shapes: Shapes): Shape | undefined {
  if (kind === 'number') return [];
  return kind === 'name' ? shapes.get(text) : undefined;
}

/** The shape of what stands left of the operator before the place, where that is one name. */
function leftOperand({ file: { ast }, place }: CompletionRequest, shapes: Shapes): Shape | undefined {
  const operator = ast.tokens[place.previous];
  const operand = ast.tokens[place.previous - 1];
  const before = ast.tokens[place.previous - 2];
  if (!operator || !operand || !before || place.previous - 1 <= place.statementStart) return undefined;
  const begins = before.kind === '=' || before.kind === '(' || before.kind === '[' || before.kind === ',';
  const binds = operator.kind !== '+' && operator.kind !== '-';
  const isWhole = begins || (binds && (before.kind === '+' || before.kind === '-'));
  return isWhole ? shapeOf(operand, shapes) : undefined;
}
