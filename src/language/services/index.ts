export { documentSymbols, type DocumentSymbol, type SymbolKind } from './documentSymbols';
export {
  gradeExpectations,
  type ComputedFormulas,
  type Grade,
  type Numbers,
  type WorstEntry,
} from './grading';
export { hiddenValues, type HiddenValues } from './hiddenValues';
export { hoverAt, type Hover, type HoverContents, type ParameterDescription } from './hover';
export { lenses, type BackwardLens, type Lens, type NetworkLens } from './lenses';
export { formatExactly, formatNumber } from './numbers';
export { quickFixesAt, type QuickFix } from './quickFixes';
export { shapeHints, type ShapeHint } from './shapeHints';
