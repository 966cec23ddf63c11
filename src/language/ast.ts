import type { ComparisonOperator } from '../engine/layers/support/layer';
import type { Range } from './range';
import type { Token } from './scanner/token';

/** A name where it is defined or pointed at. */
export interface Identifier extends Range {
  readonly name: string;
}

interface NumberLiteral extends Range {
  readonly kind: 'number';
  readonly value: number;
}

interface StringLiteral extends Range {
  readonly kind: 'string';
  readonly value: string;
}

interface BooleanLiteral extends Range {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** A call without parentheses: a value in a formula, a layer or an initialiser in a network. */
interface NameReference extends Range {
  readonly kind: 'name';
  readonly name: string;
}

export interface Argument extends Range {
  /** Absent when given by position. */
  readonly name?: Identifier;
  readonly value: Expression;
}

export interface CallExpression extends Range {
  readonly kind: 'call';
  readonly callee: Identifier;
  readonly arguments: readonly Argument[];
}

export interface ListExpression extends Range {
  readonly kind: 'list';
  readonly elements: readonly Expression[];
}

/**
 * `np.exp(x)`, `x.T`, `x.sum(axis=0)`: as Python writes it. It is read so that one message can name the form
 * here, and so that everything around it is read as what it is.
 */
export interface MemberExpression extends Range {
  readonly kind: 'member';
  readonly object: Expression;
  readonly member: Identifier;
  /** Absent without parentheses. */
  readonly arguments?: readonly Argument[];
}

/** `x[0]`, `x[:, 1:3]`: entries of a value. */
export interface IndexExpression extends Range {
  readonly kind: 'index';
  readonly object: Expression;
  /** From `[` to `]`. */
  readonly brackets: Range;
  readonly indices: readonly Index[];
}

/** One of the indices between the brackets. */
export type Index = EntryIndex | SliceIndex;

/** `0`, `-1`, `[0, 2]`. */
interface EntryIndex extends Range {
  readonly kind: 'entry';
  readonly value: Expression;
}

/** `1:3`, `::2`. */
interface SliceIndex extends Range {
  readonly kind: 'slice';
  readonly from?: Expression;
  readonly to?: Expression;
  readonly step?: Expression;
}

/** The expressions in the indices, in the order they are written. */
export function indexExpressions({ indices }: IndexExpression): readonly Expression[] {
  return indices.flatMap((index) => {
    if (index.kind === 'entry') return [index.value];
    return [index.from, index.to, index.step].filter((each) => each !== undefined);
  });
}

/** An expression in parentheses. */
interface GroupExpression extends Range {
  readonly kind: 'group';
  readonly inner: Expression;
}

interface Negation extends Range {
  readonly kind: 'negation';
  readonly operator: Range;
  readonly operand: Expression;
}

interface PowerExpression extends Range {
  readonly kind: 'power';
  readonly base: Expression;
  readonly operator: Range;
  readonly exponent: Expression;
}

export type ChainOperator = '+' | '-' | '*' | '/' | '@' | ComparisonOperator;

export interface ChainLink {
  readonly operator: ChainOperator;
  readonly operatorRange: Range;
  readonly operand: Expression;
}

/**
 * `first op operand op operand …`, operators of one strength, read from the left; of comparisons one.
 * Flat, so that a sum of 100,000 terms is not a tree of that depth.
 */
export interface ChainExpression extends Range {
  readonly kind: 'chain';
  readonly first: Expression;
  readonly links: readonly ChainLink[];
}

/** `grad(x)` as a value: the gradient that the nearest `backward` above brings to x. */
export interface GradientExpression extends Range {
  readonly kind: 'gradient';
  readonly of: Identifier;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | NameReference
  | CallExpression
  | MemberExpression
  | IndexExpression
  | GradientExpression
  | ListExpression
  | GroupExpression
  | Negation
  | PowerExpression
  | ChainExpression;

/** What every statement has: `damaged` means the parser has reported something in it. */
interface Syntax extends Range {
  readonly damaged: boolean;
}

/** `sheet "Homework 1"`: every `expect` of the file is a question. */
export interface SheetStatement extends Syntax {
  readonly kind: 'sheet';
  readonly keyword: Range;
  readonly title: StringLiteral;
}

export interface AssignStatement extends Syntax {
  readonly kind: 'assign';
  readonly target: Identifier;
  readonly value?: Expression;
}

export interface BackwardStatement extends Syntax {
  readonly kind: 'backward';
  readonly keyword: Range;
  readonly target?: Identifier;
  readonly gradOutput?: Expression;
}

export interface ExpectStatement extends Syntax {
  readonly kind: 'expect';
  readonly target?: Identifier;
  /** In a network, behind a dot: `W` of `expect hidden.W`. */
  readonly member?: Identifier;
  /** True for `expect grad(name)`. */
  readonly ofGradient: boolean;
  /** Absent when damaged; `blank` for `?`. */
  readonly expected?: Expression | Blank;
  readonly within?: Expression;
  /** Behind `within …`: the absolute bound after `or`. */
  readonly withinAbsolute?: Expression;
}

/** The `?` a learner replaces. */
export interface Blank extends Range {
  readonly kind: 'blank';
}

export interface Setting extends Syntax {
  readonly kind: 'setting';
  readonly name: Identifier;
  /** In `compare`, behind a dot: `units` of `hidden.units`. */
  readonly member?: Identifier;
  readonly value?: Expression;
}

export interface LayerLine extends Syntax {
  readonly kind: 'layer';
  readonly name?: Identifier;
  readonly callee?: Identifier;
  readonly arguments: readonly Argument[];
  /** `from name`. */
  readonly from?: Identifier;
}

export interface RepeatBody extends Syntax {
  readonly kind: 'repeat';
  readonly keyword: Range;
  readonly count?: Expression;
  readonly items: readonly LayerItem[];
}

export type LayerItem = LayerLine | RepeatBody;

export interface LayersMember extends Syntax {
  readonly kind: 'layers';
  readonly keyword: Range;
  readonly items: readonly LayerItem[];
}

export interface TrainMember extends Syntax {
  readonly kind: 'train';
  readonly keyword: Range;
  readonly settings: readonly Setting[];
}

export type NetworkMember = Setting | LayersMember | TrainMember | ExpectStatement;

export interface NetworkStatement extends Syntax {
  readonly kind: 'network';
  readonly keyword: Range;
  readonly name?: Identifier;
  readonly members: readonly NetworkMember[];
}

export interface Parameter extends Range {
  readonly name: Identifier;
  readonly default?: Expression;
}

export interface BlockStatement extends Syntax {
  readonly kind: 'block';
  readonly name?: Identifier;
  readonly parameters: readonly Parameter[];
  /** The parser has reported something before or at the `{`: name and parameters may not be all there is. */
  readonly headDamaged: boolean;
  readonly items: readonly LayerItem[];
}

/** `compare Optimizers of TwoLayerNet { … }`: the same network with other settings. */
export interface CompareStatement extends Syntax {
  readonly kind: 'compare';
  readonly keyword: Range;
  readonly name?: Identifier;
  /** The network behind `of`. */
  readonly network?: Identifier;
  readonly settings: readonly Setting[];
}

export type Statement =
  | SheetStatement
  | AssignStatement
  | BackwardStatement
  | ExpectStatement
  | NetworkStatement
  | BlockStatement
  | CompareStatement;

/** A parsed file: its statements in the order they are written, and what stands between them. */
export interface FileSyntax {
  readonly statements: readonly Statement[];
  readonly tokens: readonly Token[];
  readonly comments: readonly Range[];
  readonly lineStarts: readonly number[];
  readonly text: string;
  /** What a line of Python would define that is not read here: known by name, without a value. */
  readonly brokenNames: readonly Identifier[];
}
