import { exponential, exponentialMinusOne, logOnePlus, scalarExponential } from './exponential';
import { lanesOf, splat, zero } from './vector';

/** In the order of `activationCodes`. */
const leakyReLU = 0;
const sigmoidCode = 1;
const tanh = 2;
const gelu = 3;

// @ts-ignore: decorator
@inline function signBit<T>(): v128 {
  return splat<T>(-0.0);
}

/** `1/(1+e⁻ˣ)` without overflow on either side. */
export function sigmoid<T>(x: v128): v128 {
  const e = exponential<T>(v128.or(x, signBit<T>()));
  const numerator = v128.bitselect(e, splat<T>(1), v128.lt<T>(x, zero<T>()));
  return v128.div<T>(numerator, v128.add<T>(e, splat<T>(1)));
}

/** `log(1+eˣ)` without overflow. */
export function softplus<T>(x: v128): v128 {
  return v128.add<T>(v128.pmax<T>(x, zero<T>()), logOnePlus<T>(exponential<T>(v128.or(x, signBit<T>()))));
}

/** `−m/(2+m)` with `m = e^(−2|x|) − 1`, and the sign of x. */
function hyperbolicTangent<T>(x: v128): v128 {
  const negative = v128.or(x, signBit<T>());
  const m = exponentialMinusOne<T>(v128.add<T>(negative, negative));
  const size = v128.div<T>(v128.neg<T>(m), v128.add<T>(m, splat<T>(2)));
  return v128.bitselect(x, size, signBit<T>());
}

export function activate<T>(kind: i32, x: v128, slope: v128): v128 {
  if (kind == leakyReLU) return v128.bitselect(v128.mul<T>(x, slope), x, v128.le<T>(x, zero<T>()));
  if (kind == sigmoidCode) return sigmoid<T>(x);
  if (kind == tanh) return hyperbolicTangent<T>(x);
  if (kind == gelu) return byLane<T>(x, false);
  return softplus<T>(x);
}

/** `f′` from x or from y = f(x), whichever is exact at the ends. */
export function derivative<T>(kind: i32, x: v128, y: v128, slope: v128): v128 {
  const one = splat<T>(1);
  if (kind == leakyReLU) return v128.bitselect(one, slope, v128.gt<T>(x, zero<T>()));
  if (kind == sigmoidCode) return v128.mul<T>(y, v128.sub<T>(one, y));
  if (kind == tanh) return v128.sub<T>(one, v128.mul<T>(y, y));
  if (kind == gelu) return byLane<T>(x, true);
  return sigmoid<T>(x);
}

/** GELU or its derivative, entry by entry in f64. */
function byLane<T>(x: v128, derived: bool): v128 {
  if (sizeof<T>() == 4) {
    return f32x4(
      <f32>geluOf(f32x4.extract_lane(x, 0), derived),
      <f32>geluOf(f32x4.extract_lane(x, 1), derived),
      <f32>geluOf(f32x4.extract_lane(x, 2), derived),
      <f32>geluOf(f32x4.extract_lane(x, 3), derived),
    );
  } else {
    return f64x2(geluOf(f64x2.extract_lane(x, 0), derived), geluOf(f64x2.extract_lane(x, 1), derived));
  }
}

/** `x·Φ(x)`, or `Φ(x) + x·φ(x)`. */
function geluOf(x: f64, derived: bool): f64 {
  const share = 0.5 * complementaryErrorFunction(-x * 0.7071067811865476);
  if (!derived) return x == -Infinity ? 0 : x * share;
  return abs(x) > 40 ? share : share + x * scalarExponential(-0.5 * x * x) * 0.3989422804014327;
}

/** By W. J. Cody, Math. Comp. 23 (1969), 631–637: see the reference kernels. */
function complementaryErrorFunction(x: f64): f64 {
  const y = abs(x);
  if (y <= 0.46875) return 1 - x * nearZero(x * x);
  if (y > 27) return x > 0 ? 0 : 2;
  const coarse = trunc(y * 16) / 16;
  const square = scalarExponential(-coarse * coarse) * scalarExponential(-(y - coarse) * (y + coarse));
  const tail = (y <= 4 ? middle(y) : far(y)) * square;
  return x < 0 ? 2 - tail : tail;
}

function nearZero(z: f64): f64 {
  return ((((0.1857777061846032 * z + 3.1611237438705655) * z + 113.86415415105016) * z + 377.485237685302) * z + 3209.3775891384694)
    / ((((z + 23.601290952344122) * z + 244.02463793444417) * z + 1282.6165260773723) * z + 2844.236833439171);
}

function middle(y: f64): f64 {
  return ((((((((2.1531153547440383e-8 * y + 0.5641884969886701) * y + 8.883149794388377) * y + 66.11919063714163) * y + 298.6351381974001) * y + 881.952221241769) * y + 1712.0476126340707) * y + 2051.0783778260716) * y + 1230.3393547979972)
    / ((((((((y + 15.744926110709835) * y + 117.6939508913125) * y + 537.1811018620099) * y + 1621.3895745666903) * y + 3290.7992357334597) * y + 4362.619090143247) * y + 3439.3676741437216) * y + 1230.3393548037495);
}

function far(y: f64): f64 {
  const z = 1 / (y * y);
  const ratio = (((((0.016315387137302097 * z + 0.30532663496123236) * z + 0.36034489994980445) * z + 0.12578172611122926) * z + 0.016083785148742275) * z + 0.0006587491615298378)
    / (((((z + 2.568520192289822) * z + 1.8729528499234673) * z + 0.5279051029514285) * z + 0.06051834131244132) * z + 0.0023352049762686918);
  return (0.5641895835477563 - z * ratio) / y;
}
