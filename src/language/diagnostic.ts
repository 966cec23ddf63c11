import type { Message } from '../engine/message';
import type { Range } from './range';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** A repair that is clear enough to offer as a quick fix. */
export interface Fix {
  readonly title: Message;
  readonly edits: readonly TextEdit[];
}

export interface Diagnostic {
  /** Stable, kebab-case: `unknown-layer`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: Message;
  readonly range: Range;
  readonly related?: readonly { readonly message: Message; readonly range: Range }[];
  readonly fixes?: readonly Fix[];
}
