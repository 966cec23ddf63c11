import { warn } from '../console/report.mjs';
import { capture } from '../process/run.mjs';
import { ensureBrowser, missingBrowserPackages } from './browser.mjs';
import { installDebianPackages, isDebian } from './debian.mjs';

const FONTS = [
  { language: 'en', package: 'fonts-dejavu-core' },
  { language: 'ja', package: 'fonts-noto-cjk' },
];

/**
 * A browser and the fonts for its pictures, asked for together: who must install them does so once.
 * @returns {Promise<string>} the browser's executable
 */
export async function ensureBrowserAndFonts() {
  const fonts = await missingFonts();
  const missing = [
    ...(await missingBrowserPackages()),
    ...(fonts.length > 0 ? ['fontconfig', ...fonts] : []),
  ];
  if (missing.length > 0 && (await isDebian())) await installDebianPackages(missing);
  // Missing fonts spoil pictures, not results; systems other than Linux bring their own.
  const stillMissing = await missingFonts();
  if (stillMissing.length > 0)
    warn(
      `Pictures will show boxes instead of letters: install ${stillMissing.join(' and ')} (Debian's names).`,
    );
  return ensureBrowser();
}

/** @returns {Promise<string[]>} */
async function missingFonts() {
  if (process.platform !== 'linux') return [];
  const missing = [];
  for (const font of FONTS) {
    const { output } = await capture('fc-list', [`:lang=${font.language}`, 'family']);
    if (output.trim() === '') missing.push(font.package);
  }
  return missing;
}
