import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { formatMessage } from '../../../../src/engine/message';
import type { ShownMistake } from '../../../../src/language/diagnostic';
import { mistakesInNetworks } from '../../../../src/language/services/sheets/mistakes';
import { findNetworkMistakes } from '../../../../src/runtime/training/networkFirstPass';
import type { NetworkMistakeRequest } from '../../../../src/protocol/firstPassRequest';
import { gradeGiven, type GivenNetwork, type WrittenTensor } from './givenNetwork';

type Tensors = Readonly<Record<string, WrittenTensor>>;

/** As test/oracle/network/network_mistakes_make.py writes it. */
interface MistakenNetwork extends Omit<GivenNetwork, 'expects'> {
  readonly name: string;
  readonly right: Tensors;
  /** Runs with one mistake in each; `first` is the first number that is another one for it. */
  readonly runs: readonly { readonly kind: string; readonly first: string; readonly numbers: Tensors }[];
}

const networks = JSON.parse(
  readFileSync(new URL('../../../oracle/network/data/networkMistakes.json', import.meta.url), 'utf8'),
) as readonly MistakenNetwork[];

type GivenAnswer = NetworkMistakeRequest['answers'][number];

/**
 * What is said of every wrong answer, by what was asked for.
 * @param written makes of each answer another one
 */
async function told(
  network: Omit<GivenNetwork, 'expects'>,
  numbers: Tensors,
  written: (answer: GivenAnswer) => GivenAnswer = (answer) => answer,
): Promise<ReadonlyMap<string, ShownMistake>> {
  const { file, outline, request, grades } = gradeGiven(
    { ...network, expects: numbers },
    'npz("params.npz")',
    '1e-6 or 1e-10',
  );
  const shown = await mistakesInNetworks(file, [outline], grades, (_program, given) => {
    const answers = given.map(written);
    return Promise.resolve(findNetworkMistakes({ ...request, answers }, referenceBackend));
  });
  return new Map(
    [...shown].map(([{ kind, name }, mistake]) => [kind === 'value' ? name : `grad(${name})`, mistake]),
  );
}

function printed({ shape, values }: WrittenTensor, places: number): WrittenTensor {
  return { shape, values: values.map((value) => Number(value.toFixed(places))) };
}

describe.each(networks)('$name, with a mistake made in NumPy', ({ right, runs, ...network }) => {
  it('has no mistake where its numbers are right', async () => {
    expect([...(await told(network, right)).keys()]).toEqual([]);
  });

  it.each(runs)(
    '$kind is found at $first, and what follows from it says so',
    async ({ kind, first, numbers }) => {
      const mistakes = await told(network, numbers);
      const sentences = [...mistakes].map(
        ([name, { sentences: all }]) => `${name}: ${all.map(formatMessage).join(' ')}`,
      );
      expect([...mistakes.keys()][0], sentences.join('\n')).toBe(first);
      const [one, ...others] = mistakes.values();
      expect(one?.kinds, sentences.join('\n')).toContain(kind);
      expect(
        others.map(({ kinds }) => kinds),
        sentences.join('\n'),
      ).toEqual(others.map(() => ['follows']));
    },
  );

  it.each(runs)('$kind is found where it is asked about alone', async ({ kind, first, numbers }) => {
    const missed: string[] = [];
    for (const [name, answer] of Object.entries(numbers)) {
      const [mistake] = (await told(network, { [name]: answer })).values();
      if (mistake !== undefined && !mistake.kinds.includes(kind)) missed.push(name);
    }
    expect(missed, first).toEqual([]);
  });

  it.each(runs)(
    '$kind is found with the eight places that NumPy prints',
    async ({ kind, first, numbers }) => {
      const answer = numbers[first];
      const withDigits = (given: GivenAnswer): GivenAnswer => ({
        ...given,
        digits: Float64Array.from(given.digits, () => 0.5e-8),
      });
      const [mistake] = (
        await told(network, answer ? { [first]: printed(answer, 8) } : {}, withDigits)
      ).values();
      expect(mistake?.kinds).toContain(kind);
    },
  );
});
