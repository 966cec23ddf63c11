/** What VS Code's own themes write on: Light Modern, Dark Modern and both of high contrast. */
const EDITOR_BACKGROUNDS = {
  light: '#ffffff',
  dark: '#1f1f1f',
  highContrast: '#000000',
  highContrastLight: '#ffffff',
};

/**
 * Contributed colours that cannot be read on the editor of a kind of theme: WCAG 2.1 asks for a contrast of
 * 4.5, and of 7 where contrast is high.
 * @param {readonly { id: string, defaults: Readonly<Record<string, string>> }[]} colors
 * @returns {string[]}
 */
export function faintColors(colors) {
  return colors.flatMap(({ id, defaults }) =>
    Object.entries(EDITOR_BACKGROUNDS).flatMap(([theme, background]) => {
      const color = defaults[theme];
      if (color === undefined) return [`${id} has no colour for ${theme}`];
      const least = theme.startsWith('highContrast') ? 7 : 4.5;
      const found = contrast(color, background);
      return found >= least ? [] : [`${id}: ${color} has a contrast of ${found.toFixed(1)} in ${theme}`];
    }),
  );
}

/** @param {string} one @param {string} other as `#rrggbb` */
function contrast(one, other) {
  const [darker = NaN, lighter = NaN] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance of WCAG 2.1. @param {string} color as `#rrggbb` */
function luminance(color) {
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
