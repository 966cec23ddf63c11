import * as vscode from 'vscode';
import type { CheckedFile } from '../../../language';
import { documentLinks, foldingRanges, selectionRanges, semanticTokens } from '../../../language/services';
import type { SemanticToken } from '../../../language/services';
import type { DataPlace } from '../../data/dataPlace';
import { toEditorRange } from '../../documents/ranges';

export function folds(file: CheckedFile): vscode.FoldingRange[] {
  const { Comment, Region } = vscode.FoldingRangeKind;
  return foldingRanges(file).map(({ startLine, endLine, kind }) => {
    const editorKind = kind === 'comment' ? Comment : kind === 'region' ? Region : undefined;
    return new vscode.FoldingRange(startLine, endLine, editorKind);
  });
}

export function growingSelections(
  file: CheckedFile,
  document: vscode.TextDocument,
  positions: readonly vscode.Position[],
): vscode.SelectionRange[] {
  return positions.map((position) => {
    let selection: vscode.SelectionRange | undefined;
    for (const range of selectionRanges(file, document.offsetAt(position)).reverse()) {
      selection = new vscode.SelectionRange(toEditorRange(file, range), selection);
    }
    return selection ?? new vscode.SelectionRange(new vscode.Range(position, position));
  });
}

/** Files are opened, folders shown in the explorer. Where a file may not be read, nothing leads to it. */
export function links(file: CheckedFile, place: DataPlace): vscode.DocumentLink[] {
  return documentLinks(file).flatMap((link) => {
    const found = place.find('beside', link.path);
    if (found.kind !== 'place') return [];
    const target = link.isFolder
      ? vscode.Uri.parse(`command:revealInExplorer?${encodeURIComponent(JSON.stringify([found.uri]))}`)
      : found.uri;
    return [new vscode.DocumentLink(toEditorRange(file, link), target)];
  });
}

export function colours(file: CheckedFile, legend: vscode.SemanticTokensLegend): vscode.SemanticTokens {
  const builder = new vscode.SemanticTokensBuilder(legend);
  for (const token of semanticTokens(file)) {
    builder.push(toEditorRange(file, token), typesOf[token.kind], [...modifiersOf(token)]);
  }
  return builder.build();
}

const typesOf: Readonly<Record<SemanticToken['kind'], string>> = {
  value: 'variable',
  parameter: 'parameter',
  block: 'class',
  layer: 'layer',
};

function* modifiersOf({ isDefinition, isGradient }: SemanticToken): Iterable<string> {
  if (isDefinition) yield 'declaration';
  if (isGradient) yield 'gradient';
}
