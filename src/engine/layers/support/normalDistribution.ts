/** `φ(x) = e^(−x²/2)/√(2π)`. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/** `Φ(x) = erfc(−x/√2)/2`, to 1e-13 relative, also in the lower tail, where 1 + erf would cancel. */
export function normalDistribution(x: number): number {
  return 0.5 * complementaryErrorFunction(-x * Math.SQRT1_2);
}

/**
 * erfc by the rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error
 * function", Math. Comp. 23 (1969), 631–637. `2` at −∞, `0` at +∞.
 */
export function complementaryErrorFunction(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - x * nearZero(x * x);
  if (y > 27) return x > 0 ? 0 : 2;
  const tail = (y <= 4 ? middle(y) : far(y)) * squaredExponential(y);
  return x < 0 ? 2 - tail : tail;
}

/** erf, to 1e-15 relative also near 0, where 1 − erfc would cancel. */
export function errorFunction(x: number): number {
  return Math.abs(x) <= 0.46875 ? x * nearZero(x * x) : 1 - complementaryErrorFunction(x);
}

/** `e^(−y²)` with the square split, so that its rounding is not blown up. */
function squaredExponential(y: number): number {
  const coarse = Math.trunc(y * 16) / 16;
  return Math.exp(-coarse * coarse) * Math.exp(-(y - coarse) * (y + coarse));
}

/** `erf(x)/x` from x². */
function nearZero(square: number): number {
  const numerator =
    (((0.18577770618460315 * square + 3.1611237438705655) * square + 113.86415415105016) * square +
      377.485237685302) *
      square +
    3209.3775891384694;
  const denominator =
    (((square + 23.601290952344122) * square + 244.02463793444417) * square + 1282.6165260773723) * square +
    2844.236833439171;
  return numerator / denominator;
}

/** `erfc(y)·e^(y²)` for 0.46875 < y <= 4. */
function middle(y: number): number {
  const numerator = horner(
    y,
    [
      2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
      881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
    ],
  );
  const denominator = horner(
    y,
    [
      1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
      4362.619090143247, 3439.3676741437216, 1230.3393548037495,
    ],
  );
  return numerator / denominator;
}

/** `erfc(y)·e^(y²)` for y > 4. */
function far(y: number): number {
  const z = 1 / (y * y);
  const numerator = horner(
    z,
    [
      0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926,
      0.016083785148742275, 0.0006587491615298378,
    ],
  );
  const denominator = horner(
    z,
    [
      1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132,
      0.0023352049762686918,
    ],
  );
  return (1 / Math.sqrt(Math.PI) - (z * numerator) / denominator) / y;
}

/** A polynomial, its highest coefficient first. */
function horner(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
