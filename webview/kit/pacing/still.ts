import { Component, createElement, type ComponentClass, type FunctionComponent, type JSX } from 'preact';

/**
 * A component that is rendered anew only when one of its properties is another. Not `useMemo` around elements: one that is
 * used again holds on to the tree of the rendering that made it, and in there to others from before, without end.
 */
export function still<Props extends object>(content: FunctionComponent<Props>): ComponentClass<Props> {
  return class Still extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const names = Object.keys({ ...this.props, ...next }) as (keyof Props)[];
      return names.some((name) => !Object.is(next[name], this.props[name]));
    }

    override render(): JSX.Element {
      return createElement(content, this.props);
    }
  };
}
