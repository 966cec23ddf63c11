import type { CheckedFile } from '../..';
import type { Settings } from '../../../engine/layers/support/layer';
import type { Range } from '../../range';
import type { Token } from '../../scanner/token';
import type { CursorPlace } from '../cursor/cursorPlace';
import { commentsOf } from '../definitionComments';
import type { DescribedCallable } from '../describedCallables';
import type { LayerShapes } from '../layerShapes';
import { wordDocumentation } from '../hover/wordDocumentation';
import type { LayersAbove } from './layersAbove';

export type CompletionKind =
  | 'keyword'
  | 'snippet'
  | 'value'
  | 'function'
  | 'layer'
  | 'layer name'
  | 'block'
  | 'data'
  | 'optimizer'
  | 'schedule'
  | 'initializer'
  | 'argument'
  | 'setting'
  | 'constant'
  | 'file'
  | 'folder'
  | 'column';

/** What documentation is looked up for, once somebody looks at the completion. */
export type CompletionSubject =
  /** `shapes`: of a layer that needs no arguments, at the place. */
  | { readonly kind: 'callable'; readonly callable: DescribedCallable; readonly shapes?: LayerShapes }
  | { readonly kind: 'text'; readonly documentation: string }
  /** What a name stands for, as it is written, and what comments say of it. */
  | { readonly kind: 'definition'; readonly written: string; readonly comment?: string };

export interface Completion {
  readonly kind: CompletionKind;
  readonly label: string;
  /** Beside the label: a shape, a default. */
  readonly detail?: string;
  readonly insertText: string;
  /** `insertText` has `$1` and `${1:name}` in it, as snippets of editors have. */
  readonly isSnippet: boolean;
  /**
   * What is typed is compared with these words: its own name, and what others call it. In small letters where
   * no large one has been typed.
   */
  readonly filterText: string;
  /** The text that it replaces. */
  readonly range: Range;
  readonly subject?: CompletionSubject;
  /** What the person needs next: further completions, or the arguments of what was put in. */
  readonly next?: 'completions' | 'signature';
}

/** What of the files around a definition completions need. Everything may be empty where nobody knows. */
export interface FilesBeside {
  /** Names of files and folders in a folder beside the definition; a folder's ends with `/`. */
  list(folder: string): Promise<readonly string[]>;
  /** The names in its file that an argument of a data source may take: of columns, of arrays. */
  namesIn(source: string, argument: string, settings: Settings): Promise<readonly string[]>;
  /** The same of a function of formulas that reads a file. */
  namesInArrayFile(source: string, argument: string, settings: Settings): Promise<readonly string[]>;
}

/** What every part of completion is asked with. */
export interface CompletionRequest {
  readonly file: CheckedFile;
  readonly place: CursorPlace;
  readonly files: FilesBeside;
  /** What the text was when it had no mistake for the last time: it knows shapes that are broken now. */
  readonly lastSound: CheckedFile | undefined;
  /** Worked out when it is first asked for. */
  readonly above: () => LayersAbove;
}

export interface Ranked {
  /** How well it fits, best first; among those that fit equally the order is that of the tables. */
  readonly rank: number;
  readonly completion: Completion;
}

/** A definition is shown so far: a matrix may be long. */
const mostWritten = 300;

export function definitionSubject(file: CheckedFile, { start, end }: Range): CompletionSubject {
  const comment = commentsOf(file, start);
  const written = file.text.slice(start, Math.min(end, start + mostWritten));
  return {
    kind: 'definition',
    written: end - start > mostWritten ? `${written}…` : written,
    ...(comment !== undefined && { comment }),
  };
}

/** Where it fits, where nobody knows, and where it does not. */
export function rankOf(fits: boolean | undefined): number {
  if (fits === undefined) return 1;
  return fits ? 0 : 3;
}

/** A text as snippets have it: what they would read as theirs is written with a backslash. */
export function inSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

export function nextToken({ file, place }: CompletionRequest): Token | undefined {
  return file.ast.tokens[place.next];
}

/** Whether nothing stands behind the place in its line. */
export function endsLine(request: CompletionRequest): boolean {
  const next = nextToken(request);
  return next === undefined || next.kind === 'end' || next.startsLine;
}

interface Written {
  readonly kind: CompletionKind;
  readonly label: string;
  readonly insertText?: string;
  readonly isSnippet?: boolean;
  readonly detail?: string | undefined;
  readonly aliases?: readonly string[];
  readonly subject?: CompletionSubject | undefined;
  readonly next?: Completion['next'] | undefined;
}

/** A completion of the word at the place; directly behind a comma with the space that belongs there. */
export function completionOf(request: CompletionRequest, written: Written): Completion {
  const { place } = request;
  const before = request.file.ast.tokens[place.previous];
  const space = before?.kind === ',' && before.end === place.word.start ? ' ' : '';
  const { kind, label, insertText = label, isSnippet = false, detail, aliases = [], subject, next } = written;
  return {
    kind,
    label,
    insertText: space + insertText,
    isSnippet,
    filterText: filterOf(place.typed, [label, ...aliases]),
    range: place.word,
    ...(detail !== undefined && { detail }),
    ...(subject && { subject }),
    ...(next && { next }),
  };
}

/**
 * Editors rank what differs in the size of letters behind what does not: `r` would mean `repeat` before
 * `ReLU`, whatever fits. So small letters are compared with small ones.
 */
function filterOf(typed: string, words: readonly string[]): string {
  const text = words.join(' ');
  return /^\p{Lu}/u.test(typed) ? text : text.toLowerCase();
}

/**
 * A call: its name, and parentheses with the cursor between
 * them where it needs any and none stand there already.
 */
export function callCompletion(
  request: CompletionRequest,
  callable: DescribedCallable,
  more: Pick<Written, 'kind' | 'detail' | 'aliases' | 'next'> & { readonly shapes?: LayerShapes | undefined },
): Completion {
  const { name, isPlainName } = callable;
  const isBare = isPlainName || nextToken(request)?.kind === '(';
  const hasNone = callable.parameters.length === 0;
  const behind = hasNone ? '()' : '($1)';
  return completionOf(request, {
    ...more,
    label: name,
    insertText: isBare ? name : name + behind,
    isSnippet: !isBare && !hasNone,
    subject: { kind: 'callable', callable, ...(more.shapes && { shapes: more.shapes }) },
    next: isBare || hasNone ? undefined : (more.next ?? 'signature'),
  });
}

/** `grad(…)`; where parentheses stand already, the word alone. */
export function gradientCompletion(request: CompletionRequest): Completion {
  const isBare = nextToken(request)?.kind === '(';
  return completionOf(request, {
    kind: 'keyword',
    label: 'grad',
    insertText: isBare ? 'grad' : 'grad($1)',
    isSnippet: !isBare,
    subject: { kind: 'text', documentation: wordDocumentation('grad') ?? '' },
    next: 'completions',
  });
}
