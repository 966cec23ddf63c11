import type { BlockStatement, Identifier, LayerLine, Statement } from '../../ast';

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
