import type { SettingSpec } from '../engine/layers/support/layer';

/** One argument of something that is called in a definition: a layer's setting, or what only data needs. */
export interface ArgumentSpec extends Omit<SettingSpec, 'type'> {
  /** `file`, `folder`: a path from the folder of the definition. `column`: a column's name or number. */
  readonly type: SettingSpec['type'] | 'file' | 'folder' | 'column';
}

/** Something that is called in a definition, with or without parentheses: an optimizer, a source of data. */
export interface CallableSpec {
  readonly name: string;
  readonly documentation: string;
  /** In the order in which they may be given without their names. */
  readonly arguments: readonly ArgumentSpec[];
  /** What it computes, in text. */
  readonly formula?: string;
  readonly source?: string;
}
