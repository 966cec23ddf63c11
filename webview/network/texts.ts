import { strings as shared } from './shared/strings';
import { strings } from './strings';

/** Every text of the panel, for the host to translate. */
export const texts: readonly string[] = [strings, shared].flatMap((list) => Object.values(list));
