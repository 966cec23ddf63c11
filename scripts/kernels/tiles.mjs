/**
 * Writes the inner loops of the matrix product: for each height of tile and each way of walking A a function
 * of straight-line code, which no generic function can express. A tile is `C = start + A·B` for a few rows
 * and two vectors of columns; its sums stay in registers over the whole of `inner`.
 *
 * A is not copied. `Across`: its rows are contiguous along `inner`, `aStride` apart. `Down`: it is read
 * transposed, the entries of one row `aStride` apart and rows adjacent.
 */
const walks = ['Across', 'Down'];

/** @param {number} count */
const indices = (count) => Array.from({ length: count }, (_, index) => index);

/** The build for old machines goes without, to stay small. @param {readonly number[]} heights */
const hasNarrowTiles = (heights) => heights.includes(6);

/** @param {readonly string[]} lines @param {number} depth */
const indent = (lines, depth) => lines.map((line) => '  '.repeat(depth) + line).join('\n');

/**
 * Not unrolled: V8 then keeps every sum in its register.
 * @param {number} rows
 * @param {string} walk
 * @param {number} vectors
 */
function tile(rows, walk, vectors) {
  const across = walk === 'Across';
  const columns = indices(vectors);
  const stores = (/** @type {number} */ row) =>
    columns.map((column) => `v128.store(c + ${row} * cStride, c${row}${column}, ${16 * column});`);
  const step = [
    ...columns.map((column) => `const b${column} = v128.load(b, ${16 * column});`),
    ...indices(rows).flatMap((row) => [
      across
        ? `x = v128.load_splat<T>(a${row}); a${row} += sizeof<T>();`
        : `x = v128.load_splat<T>(a, ${row} * sizeof<T>());`,
      ...columns.map((column) => `c${row}${column} = multiplyAdd<T>(x, b${column}, c${row}${column});`),
    ]),
    'b += bStride;',
    ...(across ? [] : ['a += aStride;']),
  ];
  return `
function tile${rows}x${vectors}${walk}<T>(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, start: usize, startStride: usize, inner: i32, width: i32): void {
${indent(
  indices(rows).flatMap((row) => [
    ...(across ? [`let a${row} = a + ${row} * aStride;`] : []),
    ...columns.map(
      (column) => `let c${row}${column} = v128.load(start + ${row} * startStride, ${16 * column});`,
    ),
  ]),
  1,
)}
  let x: v128;
  for (let k = inner; k > 0; k--) {
${indent(step, 2)}
  }
${
  vectors === 1
    ? indent(
        indices(rows).map((row) => `storePair<T>(c + ${row} * cStride, c${row}0, c${row}0, width);`),
        1,
      )
    : `  if (width == 2 * lanesOf<T>()) {
${indent(indices(rows).flatMap(stores), 2)}
    return;
  }
${indent(
  indices(rows).map((row) => `storePair<T>(c + ${row} * cStride, c${row}0, c${row}1, width);`),
  1,
)}`
}
}`;
}

/**
 * Runs down a panel of columns in the tallest tiles that fit, but in two of
 * four rows rather than six and two. The last panel may be one vector wide;
 * only the tallest tiles, and only in float32, have their like for that.
 * @param {readonly number[]} heights @param {string} walk
 */
function panel(heights, walk) {
  /** @param {number} rows @param {number} vectors */
  const call = (rows, vectors = 2) => [
    `tile${rows}x${vectors}${walk}<T>(a, aStride, b, bStride, c, cStride, start, startStride, inner, width);`,
    `a += ${rows} * ${walk === 'Across' ? 'aStride' : 'sizeof<T>()'};`,
    `c += ${rows} * cStride;`,
    `start += ${rows} * startStride;`,
    `rows -= ${rows};`,
  ];
  return `
export function panel${walk}<T>(rows: i32, a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, start: usize, startStride: usize, inner: i32, width: i32): void {
${
  hasNarrowTiles(heights)
    ? `  if (sizeof<T>() == 4 && width <= 4) {\n    while (rows >= 6) {\n${indent(call(6, 1), 3)}\n    }\n  }`
    : ''
}
${heights.map((rows) => `  while (rows >= ${rows}${rows === 6 ? ' && rows != 8' : ''}) {\n${indent(call(rows), 2)}\n  }`).join('\n')}
}`;
}

/**
 * The dot product of each pair of `rows` rows of A and `columns` rows of B, both contiguous along `inner`,
 * added to C. 3×3 is the most that fifteen registers hold.
 * @param {number} rows @param {number} columns
 */
function dotTile(rows, columns) {
  const pairs = indices(rows).flatMap((row) => indices(columns).map((column) => ({ row, column })));
  const step = [
    ...indices(columns).map((column) => `const y${column} = v128.load(b${column}); b${column} += 16;`),
    ...indices(rows).flatMap((row) => [
      `const x${row} = v128.load(a${row}); a${row} += 16;`,
      ...indices(columns).map(
        (column) => `c${row}${column} = multiplyAdd<T>(x${row}, y${column}, c${row}${column});`,
      ),
    ]),
  ];
  return `
export function dot${rows}x${columns}<T>(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, inner: i32): void {
${indent(
  [
    ...pairs.map(({ row, column }) => `let c${row}${column} = zero<T>();`),
    ...indices(rows).map((row) => `let a${row} = a + ${row} * aStride;`),
    ...indices(columns).map((column) => `let b${column} = b + ${column} * bStride;`),
  ],
  1,
)}
  for (let k = inner; k >= lanesOf<T>(); k -= lanesOf<T>()) {
${indent(step, 2)}
  }
${indent(
  pairs.map(
    ({ row, column }) => `addLanes<T>(c + ${row} * cStride + ${column} * sizeof<T>(), c${row}${column});`,
  ),
  1,
)}
}`;
}

/** A tile of four rows whose rows of B lie anywhere: `offsets` has the distance of each from `b` in bytes. */
function tableTile() {
  const rows = indices(4);
  const load = (/** @type {number} */ row) => [
    `const x${row} = v128.load_splat<T>(a${row}); a${row} += sizeof<T>();`,
    `c${row}0 = multiplyAdd<T>(x${row}, b0, c${row}0);`,
    `c${row}1 = multiplyAdd<T>(x${row}, b1, c${row}1);`,
  ];
  return `
export function table4<T>(a: usize, aStride: usize, b: usize, offsets: usize, c: usize, cStride: usize, inner: i32): void {
${indent(
  rows.map((row) => `let a${row} = a + ${row} * aStride, c${row}0 = zero<T>(), c${row}1 = zero<T>();`),
  1,
)}
  for (let k = inner; k > 0; k--) {
    const at = b + load<u32>(offsets);
    const b0 = v128.load(at);
    const b1 = v128.load(at, 16);
${indent(rows.flatMap(load), 2)}
    offsets += 4;
  }
${indent(
  rows.flatMap((row) => [
    `v128.store(c + ${row} * cStride, c${row}0);`,
    `v128.store(c + ${row} * cStride, c${row}1, 16);`,
  ]),
  1,
)}
}`;
}

/**
 * A row of `C = start + A·B` in `width` vectors of columns, A given by its
 * entries that are not zero: `values`, and in `places` which row of B each
 * is multiplied with. As many sums as keep both units of multiply-add busy.
 * @param {number} width
 * @param {boolean} overlaps whether the last vector lies `last` bytes on, over the one before
 */
function sparseTile(width, overlaps) {
  const vectors = indices(width).map((at) =>
    overlaps && at === width - 1 ? { sum: `c${at}`, at: 'last' } : { sum: `c${at}`, at: `${16 * at}` },
  );
  const load = (/** @type {string} */ start, /** @type {string} */ at) =>
    at === 'last' ? `v128.load(${start} + last)` : `v128.load(${start}, ${at})`;
  return `
export function sparseRow${width}<T>(values: usize, places: usize, count: i32, b: usize, bStride: usize, c: usize, start: usize${overlaps ? ', last: usize' : ''}): void {
${indent(
  vectors.map(({ sum, at }) => `let ${sum} = ${load('start', at)};`),
  1,
)}
  for (let i = count; i > 0; i--) {
    const x = v128.load_splat<T>(values);
    const row = b + <usize>load<u32>(places) * bStride;
${indent(
  vectors.map(({ sum, at }) => `${sum} = multiplyAdd<T>(x, ${load('row', at)}, ${sum});`),
  2,
)}
    values += sizeof<T>();
    places += 4;
  }
${indent(
  vectors.map(({ sum, at }) =>
    at === 'last' ? `v128.store(c + last, ${sum});` : `v128.store(c, ${sum}, ${at});`,
  ),
  1,
)}
}`;
}

/**
 * The source of `assembly/tiles.ts`.
 * @param {readonly number[]} heights of tiles, tallest first, the last 1.
 */
export function tilesSource(heights) {
  const panels = walks.flatMap((walk) => [
    ...heights.map((rows) => tile(rows, walk, 2)),
    ...(hasNarrowTiles(heights) ? [tile(6, walk, 1)] : []),
    panel(heights, walk),
  ]);
  const dots = [dotTile(3, 3), dotTile(2, 3), dotTile(1, 1)];
  const others = [tableTile(), sparseTile(8, false), sparseTile(13, true)];
  return `import { addLanes, lanesOf, multiplyAdd, storePair, zero } from './vector';
${panels.join('\n')}
${dots.join('\n')}
${others.join('\n')}
`;
}
