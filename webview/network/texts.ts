import { strings } from './strings';

/** Every text of the panel, for the host to translate. */
export const texts: readonly string[] = [strings].flatMap((list) => Object.values(list));
