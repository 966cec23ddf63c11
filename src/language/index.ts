import type { FileSyntax } from './ast';
import { check } from './checker/checker';
import { firstProblems, type Diagnostic } from './diagnostic';
import { unthrowing, type Environment } from './checkEnvironment';
import type { Formulas } from './checkedFormulas';
import { positionIn, type Position } from './range';
import type { ComparisonOutline, NetworkOutline } from './checker/networks/networkProgram';
import { parse } from './parser/parser';

/** Everything the language knows about one text. */
export interface CheckedFile {
  readonly text: string;
  readonly environment: Environment;
  readonly ast: FileSyntax;
  /** Sorted by position; the most important thousand where there are more, and a line that says so. */
  readonly diagnostics: readonly Diagnostic[];
  readonly formulas: Formulas;
  readonly networks: readonly NetworkOutline[];
  readonly comparisons: readonly ComparisonOutline[];
  /** Offset of every line's first character. */
  readonly lineStarts: readonly number[];
  /** Line and column of an offset, both from 0. */
  readonly positionAt: (offset: number) => Position;
}

/**
 * Parses and checks a text. Never throws, whatever the text and its surroundings
 * are: mistakes are diagnostics, and what is valid is checked, lowered and
 * outlined beside them. Takes time linear in the length of the text.
 */
export function checkText(text: string, surroundings: Environment = {}): CheckedFile {
  const environment = unthrowing(surroundings);
  const { file, diagnostics } = parse(text);
  const checked = check(file, environment);
  const { lineStarts } = file;
  return {
    text,
    environment,
    ast: file,
    diagnostics: firstProblems([...diagnostics, ...checked.diagnostics]),
    formulas: checked.formulas,
    networks: checked.networks,
    comparisons: checked.comparisons,
    lineStarts,
    positionAt: (offset) => positionIn(lineStarts, offset),
  };
}

export type { ArchiveReading, ArrayReading, Environment, FileKind } from './checkEnvironment';
export { isGiven, passesGradient, reachedFrom } from '../engine/graph/reach';
export { formatShape, sameShape, sizeOf } from '../engine/shape';
export { inferNetwork } from '../engine/network/networkInference';
export { comparedClasses } from '../engine/network/lossTargets';
export { networkLayerNamed } from './checker/networks/networkVocabulary';
export { layerNamed } from '../engine/layers/layerTable';
export { formulasFor } from '../engine/layers/support/layer';
export { optimizerNamed } from '../engine/optimizers';
export { scheduleNamed } from '../engine/training/schedules';
export { formatMessage, message } from '../engine/message';
export type { Expression, FileSyntax, NetworkStatement, Statement } from './ast';
export {
  passFinder,
  readsOtherNumbers,
  type AskedNumbers,
  type Expectation,
  type Formulas,
  type NamedValue,
  type NetworkExpectation,
} from './checkedFormulas';
export type {
  ComparisonOutline,
  DataCall,
  LayerOutline,
  NetworkOutline,
  NetworkProgram,
  PathStep,
} from './checker/networks/networkProgram';
export {
  firstProblems,
  furtherProblems,
  unmetExpectationCode,
  type Diagnostic,
  type Fix,
  type Severity,
  type ShownMistake,
} from './diagnostic';
export { displayWidth } from './displayWidth';
export { isLiteral } from './literal';
export { mostVariants, variantLabel, variantsOf, type Comparison, type Variant } from './lowering/variants';
export type { Range } from './range';
