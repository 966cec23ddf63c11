import type { CheckedFile } from '../..';
import { formatShape } from '../../../engine/shape';
import type { LayerItem, NetworkStatement } from '../../ast';
import { settingName } from '../../checker/networks/trainBlock';
import type { Range } from '../../range';

export type SymbolKind =
  'value' | 'backward' | 'network' | 'block' | 'compare' | 'layer' | 'repeat' | 'setting' | 'group';

/** One entry of the outline. */
export interface DocumentSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  /** Beside the name: a shape, the type of a layer. */
  readonly detail: string;
  readonly range: Range;
  /** The part of `range` to select; lies inside it. */
  readonly nameRange: Range;
  readonly children: readonly DocumentSymbol[];
}

/** The outline of a file, from its syntax, so that it stays while a part of it is broken. */
export function documentSymbols({ text, ast, formulas }: CheckedFile): DocumentSymbol[] {
  const shapes = new Map(
    formulas.values.map(({ nameRange, node }) => [nameRange.start, formulas.graph.nodes[node]?.shape ?? []]),
  );
  return ast.statements.flatMap((statement): DocumentSymbol[] => {
    switch (statement.kind) {
      case 'assign': {
        const { target } = statement;
        const shape = shapes.get(target.start) ?? [];
        return [leaf('value', target.name, shape.length > 0 ? formatShape(shape) : '', statement, target)];
      }
      case 'backward': {
        const { target, keyword } = statement;
        return target ? [leaf('backward', `backward ${target.name}`, '', statement, keyword)] : [];
      }
      case 'sheet':
      case 'expect':
        return [];
      case 'network':
        return statement.name ? [networkSymbol(text, statement, statement.name.name)] : [];
      case 'compare': {
        const { name, network } = statement;
        if (!name) return [];
        const symbol = leaf('compare', name.name, `of ${network?.name ?? ''}`.trimEnd(), statement, name);
        const children = statement.settings.map((setting) =>
          leaf('setting', settingName(setting), detailOf(text, setting.value), setting, setting.name),
        );
        return [{ ...symbol, children }];
      }
      case 'block': {
        const { name, items } = statement;
        if (!name) return [];
        const symbol = leaf('block', name.name, 'block', statement, name);
        return [{ ...symbol, children: layerSymbols(text, items) }];
      }
    }
  });
}

function leaf(
  kind: SymbolKind,
  name: string,
  detail: string,
  range: Range,
  nameRange: Range,
): DocumentSymbol {
  return {
    kind,
    name,
    detail,
    range: { start: range.start, end: range.end },
    nameRange: { start: nameRange.start, end: nameRange.end },
    children: [],
  };
}

function networkSymbol(text: string, network: NetworkStatement, name: string): DocumentSymbol {
  const children = network.members.flatMap((member): DocumentSymbol | readonly DocumentSymbol[] => {
    switch (member.kind) {
      case 'expect':
        return [];
      case 'setting':
        return leaf('setting', member.name.name, detailOf(text, member.value), member, member.name);
      case 'layers':
        return {
          ...leaf('group', 'layers', '', member, member.keyword),
          children: layerSymbols(text, member.items),
        };
      case 'train':
        return {
          ...leaf('group', 'train', '', member, member.keyword),
          children: member.settings.map((setting) =>
            leaf('setting', setting.name.name, detailOf(text, setting.value), setting, setting.name),
          ),
        };
    }
  });
  return { ...leaf('network', name, 'network', network, network.name ?? network.keyword), children };
}

function layerSymbols(text: string, items: readonly LayerItem[]): DocumentSymbol[] {
  return items.flatMap((item): DocumentSymbol[] => {
    if (item.kind === 'repeat') {
      const name = `repeat ${detailOf(text, item.count)}`.trimEnd();
      return [{ ...leaf('repeat', name, '', item, item.keyword), children: layerSymbols(text, item.items) }];
    }
    const { name, callee } = item;
    if (!callee) return [];
    return [leaf('layer', name?.name ?? callee.name, name ? callee.name : '', item, name ?? callee)];
  });
}

function detailOf(text: string, value: Range | undefined): string {
  return value ? text.slice(value.start, value.end).replace(/\s+/g, ' ') : '';
}
