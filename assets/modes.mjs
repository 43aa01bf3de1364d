// Colour modes: KRDS writes every component again for high contrast and for dark screens (190 KB). The same look comes
// from one remap of its tokens, so its own mode rules are dropped and the remap is added once per mode.
import postcss from 'postcss';

const CONTRAST = '[data-krds-mode="high-contrast"]';
const DARK_DEVICE = '(prefers-color-scheme: dark)';
const THEME = '[data-krds-mode="theme"]';

function dropModeRules(root) {
  root.walkRules(/data-krds-mode/, (rule) => {
    rule.selectors = rule.selectors.filter((selector) => !selector.includes('data-krds-mode'));
    if (!rule.selector) rule.remove();
  });
  root.walkAtRules('media', (media) => { if (!media.nodes?.length) media.remove(); });
}

function remap(tokens) {
  const lines = [];
  postcss.parse(tokens).walkDecls(/^--krds-high-contrast-/, (declaration) => {
    lines.push(`${declaration.prop.replace('--krds-high-contrast-', '--krds-light-')}:var(${declaration.prop})`);
  });
  const rules = `color-scheme:dark;${lines.join(';')}`;
  return `${CONTRAST}{${rules}}@media ${DARK_DEVICE}{${THEME}{${rules}}}`;
}

/** KRDS with one remap per mode instead of its own mode rules. */
export function withModes(css, tokens) {
  const root = postcss.parse(css);
  dropModeRules(root);
  return `${tokens}\n${root}\n${remap(tokens)}`;
}

/** Our own `[data-krds-mode="high-contrast"] x` rules, said again for "follow the device" on dark screens. */
export function withDeviceMode(css) {
  const root = postcss.parse(css);
  root.walkRules((rule) => {
    if (!rule.selector.includes(CONTRAST)) return;
    const copy = rule.clone({ selector: rule.selector.replaceAll(CONTRAST, THEME) });
    const media = postcss.atRule({ name: 'media', params: DARK_DEVICE, nodes: [copy] });
    rule.after(media);
  });
  return root.toString();
}
