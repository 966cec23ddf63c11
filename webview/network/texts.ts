import { strings as boundary } from './boundary/strings';
import { strings as charts } from './charts/strings';
import { strings as distributions } from './distributions/strings';
import { strings as scrub } from './scrub/strings';
import { strings as shared } from './shared/strings';
import { strings } from './strings';

/** Every text of the panel, for the host to translate. */
export const texts: readonly string[] = [strings, shared, charts, distributions, boundary, scrub].flatMap(
  (list) => Object.values(list),
);
