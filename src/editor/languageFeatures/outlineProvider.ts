import * as vscode from 'vscode';
import type { CheckedFile } from '../../language';
import { documentSymbols, type DocumentSymbol, type SymbolKind } from '../../language/services';
import type { Documents } from '../documents/documents';
import { toEditorRange } from '../documents/ranges';

const kinds: Readonly<Record<SymbolKind, vscode.SymbolKind>> = {
  value: vscode.SymbolKind.Variable,
  backward: vscode.SymbolKind.Event,
  network: vscode.SymbolKind.Class,
  block: vscode.SymbolKind.Function,
  compare: vscode.SymbolKind.Enum,
  layer: vscode.SymbolKind.Method,
  repeat: vscode.SymbolKind.Namespace,
  setting: vscode.SymbolKind.Property,
  group: vscode.SymbolKind.Namespace,
};

/** The outline, the breadcrumbs and "Go to Symbol". */
export class Outline implements vscode.DocumentSymbolProvider {
  constructor(private readonly documents: Documents) {}

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const { file } = this.documents.check(document);
    return documentSymbols(file).map((symbol) => toEditorSymbol(file, symbol));
  }
}

function toEditorSymbol(file: CheckedFile, symbol: DocumentSymbol): vscode.DocumentSymbol {
  const { name, detail, kind, range, nameRange, children } = symbol;
  const converted = new vscode.DocumentSymbol(
    name,
    detail,
    kinds[kind],
    toEditorRange(file, range),
    toEditorRange(file, nameRange),
  );
  converted.children = children.map((child) => toEditorSymbol(file, child));
  return converted;
}
