export { documentSymbols, type DocumentSymbol } from './documentSymbols';
export { gradeExpectations, type ComputedFormulas } from './grading';
export { sealOf } from './seal';
export { hoverAt, type HoverContents, type ParameterDescription } from './hover';
export { lenses } from './lenses';
export { formatExactly, formatNumber } from './numberFormat';
export { quickFixesAt } from './quickFixesAt';
export { shapeHints } from './shapeHints';
