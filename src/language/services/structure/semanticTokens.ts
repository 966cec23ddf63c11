import { bindingsOf } from '../names/binder';
import type { FileSyntax } from '../../ast';
import type { Range } from '../../range';
import type { Binding } from '../names/bindings';

/** What a name stands for, where colours by the look of a word cannot tell. */
export interface SemanticToken extends Range {
  readonly kind: Exclude<Binding['kind'], 'network' | 'compare'>;
  readonly isDefinition: boolean;
  /** `grad(x)`: the gradient of the value, not the value. */
  readonly isGradient: boolean;
}

/** The names of a file that are defined, in the order of the text. */
export function semanticTokens({ ast }: { readonly ast: FileSyntax }): SemanticToken[] {
  return bindingsOf(ast).occurrences.flatMap(({ start, end, role, binding: { kind, definition } }) =>
    definition && kind !== 'network' && kind !== 'compare'
      ? [{ start, end, kind, isDefinition: role === 'definition', isGradient: role === 'gradient' }]
      : [],
  );
}
