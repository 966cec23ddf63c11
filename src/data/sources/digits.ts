import { shipped } from './shipped';

/** Pixels are from 0 to this. */
const BRIGHTEST = 16;

/** Optical Recognition of Handwritten Digits, the test part (UCI Machine Learning Repository). */
export const digits = shipped({
  name: 'digits',
  documentation:
    '1,797 handwritten digits of 8×8 pixels, scaled to 0–1, that come with the extension (Alpaydin and Kaynak, UCI).',
  file: 'digits.csv.gz',
  header: false,
  count: 1797,
  sampleShape: [1, 8, 8],
  classes: 10,
  scale: (pixels) => Float32Array.from(pixels, (pixel) => pixel / BRIGHTEST),
});
