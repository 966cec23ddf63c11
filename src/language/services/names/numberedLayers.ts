import type { CheckedFile } from '../..';
import type { LayerOutline } from '../../checker/networks/networkProgram';
import type { Identifier } from '../../ast';
import type { Range } from '../../range';

/** A layer that the network named itself, as `affine1`, where a line points at it. */
export interface NumberedLayer {
  /** The name as it stands there. */
  readonly origin: Range;
  readonly layer: LayerOutline;
}

/**
 * What `expect affine1.W` and `parameters = npz("p.npz", affine1.W="W1")` point at: nobody has written the
 * name, so that it is no binding, but it is a line of the network all the same.
 */
export function numberedLayerAt({ ast, networks }: CheckedFile, offset: number): NumberedLayer | undefined {
  for (const statement of ast.statements) {
    if (statement.kind !== 'network' || statement.start > offset || offset > statement.end) continue;
    const outline = networks.find(({ range }) => range.start === statement.start);
    const named = statement.members.flatMap((member): readonly (Identifier | undefined)[] => {
      if (member.kind === 'expect') return [member.target];
      if (member.kind !== 'setting' || member.value?.kind !== 'call') return [];
      return member.name.name === 'parameters' ? member.value.arguments.map(({ name }) => name) : [];
    });
    for (const identifier of named) {
      if (!identifier) continue;
      const [name = ''] = identifier.name.split('.');
      const origin = { start: identifier.start, end: identifier.start + name.length };
      if (offset < origin.start || origin.end < offset) continue;
      const layer = outline?.layers.find((each) => each.name === name);
      return layer && { origin, layer };
    }
  }
  return undefined;
}
