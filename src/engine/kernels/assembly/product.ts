import { panelDepth, panelStart } from './memory';
import { dot1x1, dot2x3, dot3x3, panelAcross, panelDown } from './tiles';
import { addTo, lanesOf } from './vector';

/**
 * A panel that is no longer than this is read where it lies; a longer one is packed, to be read in a line.
 */
const directBytes: usize = 16 * 1024;
/** So few rows do not repay packing. */
const directRows: i32 = 12;

/**
 * `C = start + A·B`. Strides are bytes between rows as the matrices lie in memory; `transposeA` and
 * `transposeB` say that they lie transposed. Overwrites C, which `start` may be.
 */
export function product<T>(
  a: usize,
  aStride: usize,
  transposeA: bool,
  b: usize,
  bStride: usize,
  transposeB: bool,
  c: usize,
  cStride: usize,
  start: usize,
  startRowStride: usize,
  startPanelStride: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  const lanes = lanesOf<T>();
  const packed = transposeB || (rows > directRows && <usize>inner * bStride > directBytes && bStride != 32);
  const depth = packed ? panelDepth : max(inner, 1);
  for (let k = 0; k == 0 || k < inner; k += depth) {
    const block = min(depth, inner - k);
    const aBlock = transposeA ? a + <usize>k * aStride : a + <usize>k * sizeof<T>();
    if (k > 0) {
      start = c;
      startRowStride = cStride;
      startPanelStride = 32;
    }
    for (let j = 0; j < columns; j += 2 * lanes) {
      const offset = <usize>j * sizeof<T>();
      const width = min(columns - j, 2 * lanes);
      let panel: usize;
      let panelStride: usize = 32;
      if (transposeB) {
        panel = panelStart;
        packTransposed<T>(b + <usize>j * bStride + <usize>k * sizeof<T>(), bStride, width, block);
      } else {
        panel = b + <usize>k * bStride + offset;
        if (packed) {
          pack(panel, bStride, block);
          panel = panelStart;
        } else {
          panelStride = bStride;
        }
      }
      const from = start + <usize>(j / (2 * lanes)) * startPanelStride;
      if (transposeA) {
        panelDown<T>(
          rows,
          aBlock,
          aStride,
          panel,
          panelStride,
          c + offset,
          cStride,
          from,
          startRowStride,
          block,
          width,
        );
      } else {
        panelAcross<T>(
          rows,
          aBlock,
          aStride,
          panel,
          panelStride,
          c + offset,
          cStride,
          from,
          startRowStride,
          block,
          width,
        );
      }
    }
  }
}

/** Copies `depth` rows of two vectors into the panel. */
function pack(b: usize, bStride: usize, depth: i32): void {
  const end = panelStart + <usize>depth * 32;
  for (let to = panelStart; to < end; to += 32) {
    v128.store(to, v128.load(b));
    v128.store(to, v128.load(b, 16), 16);
    b += bStride;
  }
}

/** The same from a matrix that lies transposed: `width` rows of B become columns of the panel. */
function packTransposed<T>(b: usize, bStride: usize, width: i32, depth: i32): void {
  const lanes = lanesOf<T>();
  for (let column = 0; column < width; column += lanes) {
    const last = width - column - 1;
    const row0 = b + <usize>column * bStride;
    const row1 = row0 + <usize>min(last, 1) * bStride;
    const to = panelStart + <usize>column * sizeof<T>();
    if (sizeof<T>() == 4) {
      transposeFour(
        row0,
        row1,
        row0 + <usize>min(last, 2) * bStride,
        row0 + <usize>min(last, 3) * bStride,
        to,
        depth,
      );
    } else {
      transposeTwo(row0, row1, to, depth);
    }
  }
}

function transposeFour(row0: usize, row1: usize, row2: usize, row3: usize, to: usize, depth: i32): void {
  let k = depth;
  for (; k >= 4; k -= 4) {
    const a = v128.load(row0);
    const b = v128.load(row1);
    const c = v128.load(row2);
    const d = v128.load(row3);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
    v128.store(to, v128.shuffle<f64>(ab, cd, 1, 3), 32);
    v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 0, 2), 64);
    v128.store(to, v128.shuffle<f64>(abHigh, cdHigh, 1, 3), 96);
    row0 += 16;
    row1 += 16;
    row2 += 16;
    row3 += 16;
    to += 128;
  }
  for (; k > 0; k--) {
    store<f32>(to, load<f32>(row0));
    store<f32>(to, load<f32>(row1), 4);
    store<f32>(to, load<f32>(row2), 8);
    store<f32>(to, load<f32>(row3), 12);
    row0 += 4;
    row1 += 4;
    row2 += 4;
    row3 += 4;
    to += 32;
  }
}

function transposeTwo(row0: usize, row1: usize, to: usize, depth: i32): void {
  for (let k = depth; k > 0; k--) {
    store<f64>(to, load<f64>(row0));
    store<f64>(to, load<f64>(row1), 8);
    row0 += 8;
    row1 += 8;
    to += 32;
  }
}

/** `C += A·Bᵀ` where both lie contiguous along `inner`: for a long `inner` and few rows and columns. */
export function addDots<T>(
  a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize,
  rows: i32, inner: i32, columns: i32,
): void {
  const whole = inner & -lanesOf<T>();
  for (let i = 0; i < rows; ) {
    const left = rows - i;
    const height = left == 3 || left > 4 ? 3 : min(left, 2);
    let from = b;
    let to = c;
    for (let j = 0; j < columns; ) {
      const width = height > 1 && columns - j >= 3 ? 3 : 1;
      if (width == 3) {
        if (height == 3) dot3x3<T>(a, aStride, from, bStride, to, cStride, whole);
        else dot2x3<T>(a, aStride, from, bStride, to, cStride, whole);
      } else {
        for (let row: usize = 0; row < <usize>height; row++) {
          dot1x1<T>(a + row * aStride, aStride, from, bStride, to + row * cStride, cStride, whole);
        }
      }
      j += width;
      from += <usize>width * bStride;
      to += <usize>width * sizeof<T>();
    }
    i += height;
    a += <usize>height * aStride;
    c += <usize>height * cStride;
  }
  if (whole == inner) return;
  a -= <usize>rows * aStride;
  c -= <usize>rows * cStride;
  const start = <usize>whole * sizeof<T>();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum: T = 0;
      for (let at = start; at < <usize>inner * sizeof<T>(); at += sizeof<T>()) {
        sum += load<T>(a + at) * load<T>(b + <usize>j * bStride + at);
      }
      addTo<T>(c + <usize>j * sizeof<T>(), sum);
    }
    a += aStride;
    c += cStride;
  }
}
