import { warn } from '../console/report.mjs';
import { capture } from '../process/run.mjs';
import { installDebianPackages, isDebian } from './debian.mjs';

const FONTS = [
  { language: 'en', package: 'fonts-dejavu-core' },
  { language: 'ja', package: 'fonts-noto-cjk' },
];

/**
 * Fonts for the pictures: without them text is drawn as boxes. Systems other than Linux bring their own.
 * Missing fonts spoil pictures, not results, so this only warns.
 */
export async function ensureFonts() {
  if (process.platform !== 'linux') return;
  let missing = await missingFonts();
  if (missing.length > 0 && (await isDebian())) {
    await installDebianPackages(['fontconfig', ...missing]);
    missing = await missingFonts();
  }
  if (missing.length > 0) {
    warn(`Pictures will show boxes instead of letters: install ${missing.join(' and ')} (Debian's names).`);
  }
}

async function missingFonts() {
  const missing = [];
  for (const font of FONTS) {
    const { output } = await capture('fc-list', [`:lang=${font.language}`, 'family']);
    if (output.trim() === '') missing.push(font.package);
  }
  return missing;
}
