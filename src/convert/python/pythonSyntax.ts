import type { Message } from '../../engine/message';
/**
 * Python source as far as definitions can be read from it: what has no meaning for them, such as `try` or
 * `yield`, is a statement or an expression of the kind `other`, which knows its place and no more.
 */

/** Offsets into the source, and the number of the first line from 1. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

export type Expression = Place &
  (
    | { readonly kind: 'number'; readonly value: number; readonly text: string }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'none' }
    | { readonly kind: 'ellipsis' }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
    | { readonly kind: 'subscript'; readonly object: Expression; readonly indices: readonly Expression[] }
    | { readonly kind: 'slice'; readonly bounds: readonly (Expression | undefined)[] }
    | { readonly kind: 'call'; readonly callee: Expression; readonly arguments: readonly Argument[] }
    | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
    | { readonly kind: 'dictionary'; readonly entries: readonly (readonly [Expression, Expression])[] }
    /** `operator` may be several words, as in `not in`. Comparisons chained in Python are nested here. */
    | {
        readonly kind: 'binary';
        readonly operator: string;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
    | {
        readonly kind: 'conditional';
        readonly then: Expression;
        readonly condition: Expression;
        readonly otherwise: Expression;
      }
    | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expression }
    | {
        readonly kind: 'comprehension';
        readonly item: Expression;
        readonly target: Expression;
        readonly iterable: Expression;
      }
    /** The parts of an f-string in order: texts, and what stands in braces without any format. */
    | { readonly kind: 'format'; readonly parts: readonly (string | Expression)[] }
    | { readonly kind: 'other'; readonly changes: Changes }
  );

/** Names in what is not read: that it gives another value, and whose values it may change in place. */
export interface Changes {
  readonly assigned: readonly string[];
  readonly handed: readonly string[];
}

export interface Argument {
  readonly name?: string;
  /** How many stars stand before the value. */
  readonly stars: number;
  readonly value: Expression;
}

export interface Parameter {
  readonly name: string;
  readonly stars: number;
  readonly value?: Expression;
}

export interface Branch {
  /** Missing in an `else`. */
  readonly condition?: Expression;
  readonly body: readonly Statement[];
}

export type Statement = Place &
  (
    | { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly value: Expression }
    /** `operator` without its `=`. */
    | {
        readonly kind: 'update';
        readonly target: Expression;
        readonly operator: string;
        readonly value: Expression;
      }
    | { readonly kind: 'expression'; readonly value: Expression }
    | { readonly kind: 'import'; readonly imports: readonly Import[] }
    | {
        readonly kind: 'class';
        readonly name: string;
        readonly bases: readonly Expression[];
        readonly decorators: readonly string[];
        /** Names that have a type, in their order: what building a dataclass takes. */
        readonly fields: readonly string[];
        readonly body: readonly Statement[];
      }
    | {
        readonly kind: 'function';
        readonly name: string;
        readonly parameters: readonly Parameter[];
        readonly decorators: readonly string[];
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'return'; readonly value?: Expression }
    | {
        readonly kind: 'for';
        readonly target: Expression;
        readonly iterable: Expression;
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'while'; readonly condition: Expression; readonly body: readonly Statement[] }
    | { readonly kind: 'if'; readonly branches: readonly Branch[] }
    | {
        readonly kind: 'with';
        readonly items: readonly { readonly value: Expression; readonly target?: Expression }[];
        readonly body: readonly Statement[];
      }
    /** `global` or `nonlocal`. */
    | { readonly kind: 'scope'; readonly isGlobal: boolean; readonly names: readonly string[] }
    | { readonly kind: 'delete'; readonly targets: readonly Expression[] }
    | { readonly kind: 'break' | 'continue' | 'raise' | 'assert' | 'pass' }
    | { readonly kind: 'other'; readonly changes: Changes; readonly reason?: Message }
  );

export interface Import {
  /** The name it has in this source. */
  readonly name: string;
  /** What it stands for, with all its parts: `torch.nn.functional`. */
  readonly path: string;
}
