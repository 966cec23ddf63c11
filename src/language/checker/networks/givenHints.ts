import type { NetworkPlaces } from './networkHints';
import type { GivenAssignment } from '../../../engine/network/givenPlaces';
import { message } from '../../../engine/message';
import type { NetworkDefinition } from '../../../engine/network/networkDefinition';
import type { NetworkInference } from '../../../engine/network/networkInference';
import { shapeValue } from '../../../engine/shape';
import type { Expression } from '../../ast';
import type { Fix } from '../../diagnostic';
import type { Range } from '../../range';
import { callOf } from './callables';
import type { NetworkScope } from './networkScope';
import { placeOf } from './shapeChecker';

/** Asks what cannot be told of the numbers a network is given, and names what it is given none for. */
export function reportGiven(
  scope: NetworkScope,
  definition: NetworkDefinition,
  { given }: NetworkInference,
  places: NetworkPlaces,
): void {
  if (!given) return;
  const asked = given.assigned.filter(({ isAmbiguous }) => isAmbiguous);
  for (const assignment of asked.filter(({ by }) => by === 'init')) askForOrder(scope, assignment, places);
  const [first] = asked.filter(({ by }) => by === 'parameters');
  if (first) askForOrder(scope, first, places);
  const { missing } = given;
  if (missing.length === 0 || given.errors.length > 0) return;
  scope.report.add(
    'parameters-missing',
    message(
      '{0} has no numbers for {1}: there the network begins as it would without the file.',
      definition.parameters?.file ?? '',
      listed(missing),
    ),
    placeOf({ kind: 'parameters' }, places),
    { severity: 'information' },
  );
}

/** A square matrix can be read in two ways: both are named, and how to say which is meant. */
function askForOrder(
  scope: NetworkScope,
  { parameter, layer, start, by }: GivenAssignment,
  places: NetworkPlaces,
): void {
  const isOwn = by === 'init';
  const place = placeOf(isOwn ? { kind: 'initializer', layer } : { kind: 'parameters' }, places);
  const { shape, name = parameter } = start.numbers;
  const given = shapeValue(shape);
  const text = start.isTransposed
    ? message(
        '{0} is {1}, which does not tell its order. By its name it is read as outputs×inputs, as PyTorch keeps a weight; if it is inputs×outputs, as in x @ W, say transposed=false.',
        name,
        given,
      )
    : isOwn
      ? message(
          '{0} is {1}, which does not tell its order. It is read as inputs×outputs, as in x @ W; if it is outputs×inputs, as PyTorch keeps a weight, write transpose(…) around it.',
          name,
          given,
        )
      : message(
          '{0} is {1}, which does not tell its order. It is read as inputs×outputs, as in x @ W; if it is outputs×inputs, as PyTorch keeps a weight, say transposed=true.',
          name,
          given,
        );
  const fixes = isOwn
    ? [transposition(place, scope)]
    : saidOrder(places.parameters, start.isTransposed ? [false, true] : [true, false]);
  scope.report.add('ambiguous-order', text, place, { severity: 'hint', fixes });
}

function transposition(range: Range, { report }: NetworkScope): Fix {
  const newText = `transpose(${report.textOf(range)})`;
  return { title: message('Read as outputs×inputs, as PyTorch keeps it'), edits: [{ range, newText }] };
}

/** Both ways to say it, the one that changes the reading first. */
function saidOrder(written: Expression | undefined, values: readonly boolean[]): Fix[] {
  const last = written && callOf(written)?.arguments.at(-1);
  if (!last) return [];
  return values.map((value) => {
    const argument = `transposed=${String(value)}`;
    return {
      title: message('Add {0}', argument),
      edits: [{ range: { start: last.end, end: last.end }, newText: `, ${argument}` }],
    };
  });
}

/** So many names are read. */
const mostNamed = 8;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(', ');
  return names.length > mostNamed ? `${shown}, …` : shown;
}
