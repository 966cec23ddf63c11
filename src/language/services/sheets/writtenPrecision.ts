/** How exactly a number that somebody has written is meant. */
export interface WrittenPrecision {
  /** Half a unit of the last digit; 0 where it is meant as it stands. */
  readonly digits: number;
  /** How many significant digits are written; 0 where they are all there are. */
  readonly figures: number;
}

/** So many figures are all that a float64 has. */
const allFigures = 15;

/**
 * Of the numbers of one answer, as they are written. Half a unit of the last digit may be missing: 0.005 of
 * `0.33`; whole numbers and single digits are what they say. Numbers of one list have as many places as the
 * longest of them, or as many figures: whichever leaves out fewer zeros at the end, as what prints them does.
 */
export function precisionOfWritten(written: readonly string[]): readonly WrittenPrecision[] {
  const places = written.map(placesOf);
  const figures = written.map(significantDigits);
  const mostFigures = Math.max(0, ...figures);
  const most = Math.max(0, ...places);
  const isExact = most <= 0 || mostFigures < 2;
  // A 0 has no figures, and may be written with any places.
  const leftOutOf = (numbers: readonly number[], longest: number): number =>
    numbers.reduce((sum, each, at) => sum + (figures[at] === 0 ? 0 : longest - each), 0);
  const haveSameFigures = leftOutOf(figures, mostFigures) < leftOutOf(places, most);
  const hasExponents = written.some((number) => /e/i.test(number));
  return written.map((_, at) => {
    const [own = 0, ownFigures = 0] = [places[at], figures[at]];
    const lastPlace = haveSameFigures ? own + mostFigures - ownFigures : hasExponents ? own : most;
    const hasAll = mostFigures > allFigures;
    // Zeros that were left out at the end are figures, too.
    const leftOut = isExact ? 0 : lastPlace - own;
    return {
      digits: isExact ? 0 : 0.5 * 10 ** -lastPlace,
      figures: hasAll ? 0 : Math.max(1, ownFigures + leftOut),
    };
  });
}

/** How many places stand behind the point, counted from it: 2 of `0.33`, 5 of `1.2e-4`. */
function placesOf(number: string): number {
  const [, fraction = '', exponent = '0'] = /^[\d_]*\.?([\d_]*)(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  return fraction.replaceAll('_', '').length - Number(exponent);
}

function significantDigits(number: string): number {
  const [mantissa = ''] = number.toLowerCase().split('e');
  return mantissa.replace(/[._]/g, '').replace(/^0+/, '').length;
}
