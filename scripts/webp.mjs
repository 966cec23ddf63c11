import { rm } from 'node:fs/promises';
import { Problem } from './console/problem.mjs';
import { installDebianPackages, isDebian } from './ensure/debian.mjs';
import { capture } from './process/run.mjs';

/** Google's encoders of WebP, and pngquant, which Debian and Homebrew have as `webp` and `pngquant`. */
export async function ensureWebp() {
  if (await isInstalled()) return;
  if ((await isDebian()) && (await installDebianPackages(['webp', 'pngquant'])) && (await isInstalled()))
    return;
  throw new Problem(
    'cwebp, img2webp and pngquant were not found.',
    'Install the packages webp and pngquant, then run this again.',
  );
}

/** A theme has some twenty colours, of which letters have shades: nobody sees that there are no more. */
const coloursOfStill = '64';

/**
 * A PNG as a WebP with no loss that can be seen: screenshots of few colours are smaller so than with loss.
 * @param {string} png
 * @param {string} webp the file to be written
 */
export async function encodeStill(png, webp) {
  const few = `${webp}.png`;
  await encode('pngquant', ['--force', '--speed', '1', '--nofs', '--output', few, coloursOfStill, png]);
  try {
    await encode('cwebp', ['-quiet', '-lossless', '-m', '6', '-q', '100', few, '-o', webp]);
  } finally {
    await rm(few, { force: true });
  }
}

/**
 * PNGs as one WebP that moves, over and over, and rests at its end.
 * @param {readonly string[]} frames of one size
 * @param {string} webp the file to be written
 */
export async function encodeMoving(frames, webp, milliseconds = 150) {
  const timed = frames.flatMap((frame, at) => [
    '-d',
    at === frames.length - 1 ? '3000' : String(milliseconds),
    frame,
  ]);
  await encode('img2webp', [
    '-loop',
    '0',
    '-min_size',
    '-lossy',
    '-q',
    '60',
    '-m',
    '4',
    ...timed,
    '-o',
    webp,
  ]);
}

/** @param {string} program @param {readonly string[]} options */
async function encode(program, options) {
  const { code, output, errors } = await capture(program, options);
  if (code !== 0) throw new Problem(`${program} failed: ${output.trim()} ${errors.trim()}`);
}

async function isInstalled() {
  const found = await Promise.all([
    capture('cwebp', ['-version']),
    capture('img2webp', ['-version']),
    capture('pngquant', ['--version']),
  ]);
  return found.every(({ code }) => code === 0);
}
