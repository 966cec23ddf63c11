/** What the language does for whoever edits, grades or prints a text: offsets go in, plain data comes out. */
export { documentSymbols, type DocumentSymbol, type SymbolKind } from './structure/documentSymbols';
export { gradeExpectations, type ComputedFormulas, type Grade } from './sheets/grading';
export { sealOf, type Seal } from './sheets/seal';
export { compareExpectation, comparedTexts, compareNumbers, type Numbers } from './sheets/compareExpectation';
export { answersOf, mistakesInNetworks, shownMistakes } from './sheets/mistakes';
export { gradeNetwork } from './sheets/networkGrading';
export {
  askedOf,
  openQuestions,
  sealOfNetwork,
  type ComputedNetwork,
  type NetworkSeal,
  type PassNumbers,
} from './sheets/networkSeal';
export { sheetChanges, sheetQuestions, type AskedExpectation, type SheetChange } from './sheets/sheetChanges';
export { hoverAt } from './hover/hover';
export { lenses, type BackwardLens } from './lenses';
export {
  errorBehind,
  identifyTests,
  testsOf,
  type DefinitionTest,
  type IdentifiedTest,
} from './definitionTests';
export { checkedProgram } from './checkedProgram';
export { beyondBudget, checkBudget, formulaWork, runBudget } from './formulaWork';
export { formatExactly, formatNumber } from './numberFormat';
export {
  diagnosticsAt,
  hasPlainRepair,
  problemsOfLine,
  quickFixesAt,
  repairsOf,
} from './repairs/quickFixesAt';
export { shapeHints, type ShapeHint } from './shapeHints';
export { completionsAt } from './completion/completionsAt';
export { fewerCompletions } from './completion/fewerCompletions';
export type { Completion, CompletionKind, CompletionSubject, FilesBeside } from './completion/completion';
export { describe, type HoverContents, type ParameterDescription } from './hover/hoverContents';
export type { LayerShapes } from './layerShapes';
export { definitionsAt, highlightsAt, referencesAt } from './names/placesOfNames';
export { prepareRename, renameAt } from './names/rename';
export { foldingRanges } from './structure/foldingRanges';
export { selectionRanges } from './structure/selectionRanges';
export { documentLinks } from './structure/documentLinks';
export { semanticTokens, type SemanticToken } from './structure/semanticTokens';
export { signatureHelpAt, type SignatureHelp } from './signatureHelp';
export { formatEdits } from './format/formatEdits';
export { remedyEdits } from './repairs/remedyEdits';
export { expectValues } from './refactorings/expectValues';
export { extractName } from './refactorings/extractName';
export { inlineName } from './refactorings/inlineName';
export { sheetOf } from './refactorings/sheetOfSolution';
export { withEdits } from './refactorings/refactoring';
export { wrapInBlock } from './refactorings/wrapInBlock';
