import * as vscode from 'vscode';
import { formatShape, type NamedValue } from '../../../language';
import {
  hoverAt,
  type HoverContents,
  type LayerShapes,
  type ParameterDescription,
} from '../../../language/services';
import type { Documents } from '../../documents/documents';
import { toEditorRange } from '../../documents/ranges';
import type { Session } from '../../formulas/formulaSession';
import type { Sessions } from '../../formulas/formulaSessions';
import { layerHovers } from './layerHover';
import type { Computation } from '../../formulas/computation';
import type { Mistakes } from '../../formulas/foundMistakes';
import type { NetworkRuns } from '../../training/networkRuns';
import { valueHover } from './valueHover';
import { whyHover } from './whyHover';
import { mistakeHover } from './mistakeHover';
import { countText, localise, localiseDocumentation, parametersText } from '../../localise';
import { appendPlainText } from '../../markdownText';

/** What is known of the word under the mouse: its documentation, and from the last run its numbers. */
export class Hovers {
  constructor(
    private readonly documents: Documents,
    private readonly sessions: Sessions,
    private readonly runs: NetworkRuns,
    private readonly computation: Computation,
    private readonly mistakes: Mistakes,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const { file } = this.documents.check(document);
    const session = this.sessions.find(document.uri);
    const offset = document.offsetAt(position);
    const hover = hoverAt(file, offset);
    const mistake = mistakeHover(this.mistakes, document, offset);
    const layers = layerHovers(this.runs.of(document.uri), document, position.line);
    if (hover !== undefined) {
      const explained = [...explain(hover.contents, session), ...(await this.why(hover.contents, session))];
      if (hover.comment !== undefined)
        explained.push(appendPlainText(new vscode.MarkdownString(), hover.comment));
      const isLayer = hover.contents.kind === 'description';
      return new vscode.Hover(
        isLayer ? [...layers, ...explained] : [...mistake, ...explained],
        toEditorRange(file, hover.range),
      );
    }
    const behind = session === undefined ? [] : valuesBehind(document, position, session);
    const values = [...mistake, ...behind, ...layers];
    return values.length === 0 ? undefined : new vscode.Hover(values);
  }

  /** Of a value with a NaN, an infinity or a gradient of zero: where that comes from. */
  private async why(
    contents: HoverContents,
    session: Session | undefined,
  ): Promise<readonly vscode.MarkdownString[]> {
    if (contents.kind !== 'value' && contents.kind !== 'gradient') return [];
    if (session?.run === undefined) return [];
    const { run } = session;
    const value = run.file.formulas.values.find(({ name }) => name === contents.name);
    const why = value && (await whyHover(this.computation, session, run, value));
    return why === undefined ? [] : [why];
  }
}

function explain(contents: HoverContents, session: Session | undefined): vscode.MarkdownString[] {
  if (contents.kind === 'application' || contents.kind === 'description') {
    const text = documentation(contents);
    return text === undefined ? [] : [text];
  }
  const { name, shape } = contents;
  const value = session?.run?.file.formulas.values.find((candidate) => candidate.name === name);
  if (session?.run !== undefined && value !== undefined) return [valueHover(session, session.run, value)];
  const markdown = new vscode.MarkdownString();
  markdown.appendCodeblock(`${name}: ${formatShape(shape)}`, 'backprop');
  markdown.appendMarkdown(vscode.l10n.t('`Run Backward` shows its numbers.'));
  return [markdown];
}

/** The mouse is right of the text: over what stands behind the line. */
function valuesBehind(
  document: vscode.TextDocument,
  position: vscode.Position,
  session: Session,
): vscode.MarkdownString[] {
  const { run } = session;
  if (run === undefined || position.isBefore(document.lineAt(position.line).range.end)) return [];
  const isHere = (_value: NamedValue, index: number): boolean => {
    const statement = session.statementNow(index);
    return statement !== undefined && document.positionAt(statement.end).line === position.line;
  };
  return run.file.formulas.values.filter(isHere).map((value) => valueHover(session, run, value));
}

/** What the language says about a function, an operator, a layer or a setting; `undefined` for a value. */
export function documentation(contents: HoverContents): vscode.MarkdownString | undefined {
  const markdown = new vscode.MarkdownString();
  switch (contents.kind) {
    case 'application': {
      const { signature, documentation: text, parameters, forward, backward, source, shape } = contents;
      markdown.appendCodeblock(
        shape === undefined ? signature : `${signature} → ${formatShape(shape)}`,
        'backprop',
      );
      appendPlainText(markdown, localiseDocumentation(text));
      list(markdown, parameters);
      markdown.appendCodeblock([forward, ...backward.map(({ formula }) => formula)].join('\n'), 'text');
      cite(markdown, source);
      return markdown;
    }
    case 'description': {
      const { signature, documentation: text, parameters, formula, source } = contents;
      const { shapes, fileArray, variants, notes = [] } = contents;
      markdown.appendCodeblock(signature, 'backprop');
      if (fileArray !== undefined) {
        markdown.appendCodeblock(`${fileArray.path}: ${formatShape(fileArray.shape)}`, 'text');
      }
      if (shapes !== undefined) markdown.appendCodeblock(shapesText(shapes), 'text');
      if (variants !== undefined) {
        markdown.appendMarkdown(
          `${vscode.l10n.t('{0} runs, one for each variant.', countText(variants))}\n\n`,
        );
      }
      if (text !== '') appendPlainText(markdown, localiseDocumentation(text));
      for (const note of notes) {
        markdown.appendMarkdown('\n\n');
        appendPlainText(markdown, typeof note === 'string' ? note : localise(note));
      }
      list(markdown, parameters);
      if (formula !== undefined) markdown.appendCodeblock(formula, 'text');
      if (source !== undefined) cite(markdown, source);
      return markdown;
    }
    case 'value':
    case 'gradient':
      return undefined;
  }
}

/** `2 → 32 · W 2×32, b 32 · 96 parameters` */
function shapesText({ inputs, output, parameters, parameterCount, times }: LayerShapes): string {
  const parts = [`${inputs.map(formatShape).join(', ')} → ${formatShape(output)}`.trimStart()];
  if (parameters.length > 0) {
    parts.push(parameters.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(', '));
    parts.push(parametersText(parameterCount));
  }
  if (times > 1) parts.push(vscode.l10n.t('{0} such layers', countText(times)));
  return parts.join(' · ');
}

function list(markdown: vscode.MarkdownString, parameters: readonly ParameterDescription[]): void {
  if (parameters.length === 0) return;
  markdown.appendMarkdown('\n\n');
  for (const { label, documentation: text } of parameters) {
    markdown.appendMarkdown(`- \`${label}\`: `);
    appendPlainText(markdown, localiseDocumentation(text));
    markdown.appendMarkdown('\n');
  }
}

/** Where the formula comes from: a page, or a section of the chapter. */
function cite(markdown: vscode.MarkdownString, source: string): void {
  markdown.appendMarkdown('\n\n');
  if (source.startsWith('https://')) markdown.appendMarkdown(`[${vscode.l10n.t('Source')}](${source})`);
  else appendPlainText(markdown, vscode.l10n.t('Source: {0}', source));
}
