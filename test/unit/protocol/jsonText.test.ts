import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, jsonLine, JsonNumbers, jsonPieces, jsonText } from '../../../src/protocol/jsonText';

test('the rows of a matrix stand below each other, their numbers in one line', () => {
  const matrix = [
    [1, -0, 0.1],
    [NaN, Infinity, 1e-30],
  ];
  expect(jsonText({ name: 'W', matrix, scale: 2, none: [] })).toBe(`{
  "name": "W",
  "matrix": [
    [1, -0, 0.1],
    ["NaN", "Infinity", 1e-30]
  ],
  "scale": 2,
  "none": []
}`);
  expect(jsonLine({ matrix, texts: ['"', null] })).toBe(
    '{"matrix":[[1,-0,0.1],["NaN","Infinity",1e-30]],"texts":["\\"",null]}',
  );
});

test('what is written is read again, every digit and every sign', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const write of [jsonText, jsonLine]) expect(JSON.parse(write(value as Json))).toEqual(value);
    }),
  );
});

test('numbers in a shape are written as lists in lists, no piece longer than a bound', () => {
  const nested = {
    W: [
      [
        [1, -0],
        [NaN, 4],
      ],
    ],
    row: [5],
    none: [],
    holes: [[], []],
    one: 7,
  };
  const lazy = {
    W: new JsonNumbers([1, -0, NaN, 4], [1, 2, 2]),
    row: new JsonNumbers([5], [1]),
    none: new JsonNumbers([], [0, 3]),
    holes: new JsonNumbers([], [2, 0]),
    one: new JsonNumbers([7], []),
  };
  expect([...jsonPieces(lazy)].join('')).toBe(jsonText(nested));
  let longest = 0;
  for (const piece of jsonPieces(new JsonNumbers(new Float64Array(200_000).fill(1 / 3), [2, 100_000])))
    longest = Math.max(longest, piece.length);
  expect(longest).toBeLessThan(20_000);
});
