import { Problem } from './console/problem.mjs';
import { installDebianPackages, isDebian } from './ensure/debian.mjs';
import { capture } from './process/run.mjs';

/** Google's encoders of WebP, which Debian and Homebrew have as `webp`. */
export async function ensureWebp() {
  if (await isInstalled()) return;
  if ((await isDebian()) && (await installDebianPackages(['webp'])) && (await isInstalled())) return;
  throw new Problem('cwebp and img2webp were not found.', 'Install the package webp, then run this again.');
}

/**
 * A PNG as a WebP with no loss that can be seen: screenshots are smaller so than with more of it.
 * @param {string} png
 * @param {string} webp the file to be written
 */
export async function encodeStill(png, webp) {
  await encode('cwebp', ['-quiet', '-near_lossless', '0', '-m', '6', '-q', '100', png, '-o', webp]);
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
  const found = await Promise.all(['cwebp', 'img2webp'].map((program) => capture(program, ['-version'])));
  return found.every(({ code }) => code === 0);
}
