import type { CheckedFile } from '..';
import type { Range } from '../range';

export interface BackwardLens {
  readonly kind: 'backward';
  /** The word `backward`. */
  readonly range: Range;
  /**
   * Index into `formulas.passes`; absent while the statement is broken, so that its lens can stay in place.
   */
  readonly passIndex?: number;
}

export interface NetworkLens {
  readonly kind: 'network';
  /** The word `network`. */
  readonly range: Range;
  /** Absent while the name is missing. */
  readonly networkName?: string;
}

export interface SheetLens {
  readonly kind: 'sheet';
  /** The word `sheet`. */
  readonly range: Range;
  /** How many questions the sheet asks. */
  readonly questions: number;
}

export interface ComparisonLens {
  readonly kind: 'compare';
  /** The word `compare`. */
  readonly range: Range;
  /** Absent while the name is missing. */
  readonly name?: string;
}

export type Lens = BackwardLens | NetworkLens | SheetLens | ComparisonLens;

/**
 * One entry for every `backward`, `network` and `compare` of the text, valid or not, in their order; before
 * them one for the file where it is a sheet.
 */
export function lenses({ ast, formulas }: CheckedFile): Lens[] {
  const passes = new Map(formulas.passes.map(({ statement }, index) => [statement.start, index]));
  return ast.statements.flatMap((statement): Lens[] => {
    if (statement.kind === 'sheet') {
      const { sheet } = formulas;
      const isOfFile = sheet?.range.start === statement.keyword.start;
      return isOfFile ? [{ kind: 'sheet', range: sheet.range, questions: sheet.questions }] : [];
    }
    if (statement.kind === 'backward') {
      const passIndex = passes.get(statement.start);
      const range = { start: statement.keyword.start, end: statement.keyword.end };
      return [{ kind: 'backward', range, ...(passIndex !== undefined && { passIndex }) }];
    }
    if (statement.kind === 'network') {
      const range = { start: statement.keyword.start, end: statement.keyword.end };
      return [{ kind: 'network', range, ...(statement.name && { networkName: statement.name.name }) }];
    }
    if (statement.kind === 'compare') {
      const range = { start: statement.keyword.start, end: statement.keyword.end };
      return [{ kind: 'compare', range, ...(statement.name && { name: statement.name.name }) }];
    }
    return [];
  });
}
