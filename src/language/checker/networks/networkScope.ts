import { message } from '../../../engine/message';
import {
  indexExpressions,
  type BlockStatement,
  type Expression,
  type Identifier,
  type LayerLine,
  type Statement,
} from '../../ast';
import type { Range } from '../../range';
import type { Constant, ConstantScope, notConstant } from '../constants';
import type { FormulaScope } from '../formulaScope';
import type { Report } from '../report';

/** The blocks of a file, in the order in which they are defined. */
export class Blocks {
  /** The block whose body is being checked. */
  current: BlockStatement | undefined;
  /** Some block's head is broken: a name nobody knows may be its. */
  readonly isIncomplete: boolean;
  /** Lines whose arguments mean something else than they are read as, which has been reported. */
  readonly misread = new Set<LayerLine>();
  readonly #known = new Map<string, BlockStatement>();
  readonly #written = new Map<string, Identifier>();

  constructor(statements: readonly Statement[]) {
    this.isIncomplete = statements.some((statement) => statement.kind === 'block' && statement.headDamaged);
    for (const statement of statements) {
      if (statement.kind === 'block' && statement.name)
        this.#written.set(statement.name.name, statement.name);
    }
  }

  find(name: string): BlockStatement | undefined {
    return this.#known.get(name);
  }

  add(name: string, block: BlockStatement): void {
    this.#known.set(name, block);
  }

  get names(): IterableIterator<string> {
    return this.#known.keys();
  }

  /** The definition further down of a block that is used too early. */
  definedBelow({ name, start }: Identifier): Identifier | undefined {
    const written = this.#written.get(name);
    return written && written.start > start ? written : undefined;
  }
}

/** The layers that lines of one body may name: those above, and those around a `repeat`. */
export class LayerNames {
  readonly #names = new Map<string, Identifier>();

  constructor(private readonly around?: LayerNames) {}

  find(name: string): Identifier | undefined {
    return this.#names.get(name) ?? this.around?.find(name);
  }

  add(name: Identifier): void {
    this.#names.set(name.name, name);
  }

  *all(): Iterable<string> {
    yield* this.#names.keys();
    if (this.around) yield* this.around.all();
  }
}

/** What the lines of a network or block are checked against. */
export class NetworkScope implements ConstantScope {
  readonly report: Report;

  constructor(
    readonly formulas: FormulaScope,
    readonly layers: LayerNames = new LayerNames(),
    /** Parameters of the block around, whose values only its calls know. */
    readonly parameters: { has(name: string): boolean } = new Set(),
  ) {
    this.report = formulas.report;
  }

  /** The scope inside a `repeat`: its names belong to one repetition. */
  inside(): NetworkScope {
    return new NetworkScope(this.formulas, new LayerNames(this.layers), this.parameters);
  }

  constantOf(name: string, range: Range): Constant | typeof notConstant | undefined {
    return this.formulas.constantOf(name, range);
  }

  /**
   * True where the value depends on a parameter, so that it can only be checked where the block is called.
   */
  isOpen(expression: Expression): boolean {
    switch (expression.kind) {
      case 'number':
      case 'string':
      case 'boolean':
        return false;
      case 'name':
        return this.parameters.has(expression.name);
      case 'group':
        return this.isOpen(expression.inner);
      case 'negation':
        return this.isOpen(expression.operand);
      case 'power':
        return this.isOpen(expression.base) || this.isOpen(expression.exponent);
      case 'list':
        return expression.elements.some((element) => this.isOpen(element));
      case 'call':
        return expression.arguments.some(({ value }) => this.isOpen(value));
      case 'index':
        return [expression.object, ...indexExpressions(expression)].some((part) => this.isOpen(part));
      case 'member':
      case 'gradient':
        return false;
      case 'chain':
        return this.isOpen(expression.first) || expression.links.some(({ operand }) => this.isOpen(operand));
    }
  }

  define(name: Identifier): void {
    const earlier = this.layers.find(name.name);
    if (!earlier) {
      this.layers.add(name);
      return;
    }
    this.report.add(
      'already-defined',
      message('{0} is already defined in line {1}.', name.name, this.report.lineOf(earlier.start)),
      name,
      { related: [{ message: message('{0} is defined here.', name.name), range: earlier }] },
    );
  }

  /** Is there such a layer above, or is it `input`? Reported where not. */
  useLayer(name: Identifier): void {
    if (name.name === 'input' || this.layers.find(name.name)) return;
    const meant = this.report.suggest(name.name, this.layers.all());
    if (meant === undefined) {
      this.report.add('unknown-name', message('No layer above is called {0}.', name.name), name);
      return;
    }
    this.report.add(
      'unknown-name',
      message('No layer above is called {0}. Did you mean {1}?', name.name, meant),
      name,
      { fixes: [{ title: message('Change to {0}', meant), edits: [{ range: name, newText: meant }] }] },
    );
  }
}
