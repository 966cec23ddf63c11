import { strings as charts } from './charts/strings';
import { strings as shared } from './shared/strings';
import { strings } from './strings';

/** Every text of the panel, for the host to translate. */
export const texts: readonly string[] = [strings, shared, charts].flatMap((list) => Object.values(list));
