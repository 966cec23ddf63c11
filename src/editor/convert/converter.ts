import type * as Converter from '../../convert';

/** Reading Python is for the moment when somebody has some: its code is loaded then. */
export const loadConverter = (): Promise<typeof Converter> =>
  import(/* webpackChunkName: "extension.convert" */ '../../convert');
