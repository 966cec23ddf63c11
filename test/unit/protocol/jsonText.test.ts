import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, jsonLine, jsonText } from '../../../src/protocol/jsonText';

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
