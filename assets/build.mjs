// Builds static/css/site.css, static/js/site.js, static/img/krds/ and portal/krds/icons.json. Fonts: fontbuild.py, map: mapbuild.py.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { transform } from 'lightningcss';
import postcss from 'postcss';
import { compile } from 'sass';
import { withDeviceMode, withModes } from './modes.mjs';
import { withReflow } from './reflow.mjs';
import { withoutUnused } from './unused.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const krds = join(here, 'node_modules/krds-uiux/resources');
const repository = dirname(here);
const target = (...parts) => join(repository, 'static', ...parts);
const version = (major, minor = 0) => (major << 16) | (minor << 8);
const BROWSERS = { chrome: version(120), edge: version(120), firefox: version(121), safari: version(16, 4), ios_saf: version(16, 4) };

// What {% icon %} offers. An icon that a KRDS component draws by itself is copied without being listed here.
const ICONS = JSON.parse(readFileSync(join(here, 'icons.json'), 'utf8'));

function compileKrds() {
  const options = { loadPaths: [join(krds, 'scss')], quietDeps: true, silenceDeprecations: ['import', 'global-builtin', 'mixed-decls', 'color-functions'], logger: { warn() {}, debug() {} } };
  return compile(join(here, 'krds.scss'), options).css.replace(/@charset[^;]*;/, '');
}

/** The generic icon classes we do not offer leave, and with them the pictures they would pull in. */
function keepOfferedIcons(css) {
  const root = postcss.parse(css);
  root.walkRules(/\.svg-icon\.ico-/, (rule) => {
    rule.selectors = rule.selectors.filter((selector) => {
      const name = selector.match(/^\.svg-icon\.ico-([\w-]+)/)?.[1];
      return !name || ICONS.includes(name);
    });
    if (!rule.selector) rule.remove();
  });
  root.walkDecls((declaration) => {
    if (/^-webkit-mask/.test(declaration.prop) || /ico_logo_krds|ico_flag|head_ico/.test(declaration.value)) declaration.remove();
  });
  return root.toString();
}

/** KRDS hides by !important what we show: legends, rules, and the middle of the breadcrumb, where it still takes focus. */
function showWhatKrdsHides(css) {
  const root = postcss.parse(css);
  const isHidden = (selector) => /^(legend|hr)$/.test(selector) || (selector.includes('.breadcrumb li:not(.home)'));
  root.walkRules((rule) => {
    rule.selectors = rule.selectors.filter((selector) => !isHidden(selector));
    if (!rule.selector) rule.remove();
  });
  return root.toString();
}

/** Custom properties nobody reads; a template cannot read one, since style attributes are forbidden. */
function dropUnreadTokens(css) {
  const root = postcss.parse(css);
  for (let removed = 1; removed;) {
    const read = new Set();
    removed = 0;
    root.walkDecls((declaration) => { for (const [, name] of declaration.value.matchAll(/var\((--[\w-]+)/g)) read.add(name); });
    root.walkDecls(/^--/, (declaration) => { if (!read.has(declaration.prop)) { declaration.remove(); removed += 1; } });
  }
  root.walkRules((rule) => { if (!rule.nodes.length) rule.remove(); });
  return root.toString();
}

/** KRDS pictures go to img/krds/; the folder holds exactly what the style sheet asks for. */
function collectPictures(css) {
  const folder = target('img/krds');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return css.replace(/url\("?(?:\.\.\/)+img\/component\/icon\/([\w-]+\.svg)"?\)/g, (_, name) => {
    copyFileSync(join(krds, 'img/component/icon', name), join(folder, name));
    return `url(../img/krds/${name})`;
  });
}

function checkIconsExist(css) {
  const missing = ICONS.filter((name) => !css.includes(`.svg-icon.ico-${name}`));
  if (missing.length) throw new Error(`No such KRDS icon: ${missing.join(', ')}. Look in krds-uiux/resources/scss/common/_icon.scss.`);
}

function buildStyles() {
  const tokens = readFileSync(join(krds, 'css/token/krds_tokens.css'), 'utf8').replaceAll('\r', '').replace(/@charset[^;]*;/, '');
  const whole = withReflow(showWhatKrdsHides(keepOfferedIcons(compileKrds())));
  checkIconsExist(whole);
  const { css, dropped } = withoutUnused(whole, repository);
  writeFileSync(join(here, 'dropped_names.json'), `${JSON.stringify(dropped, null, 1)}\n`);
  const design = withModes(css, tokens);
  const own = withDeviceMode(readFileSync(join(here, 'app.css'), 'utf8'));
  const fonts = readFileSync(join(here, 'fonts.css'), 'utf8');
  const joined = collectPictures(dropUnreadTokens(`@layer krds, app;\n${fonts}\n@layer krds{${design}}\n@layer app{${own}}`));
  const { code } = transform({ filename: 'site.css', code: Buffer.from(joined), minify: true, targets: BROWSERS, errorRecovery: true });
  mkdirSync(target('css'), { recursive: true });
  writeFileSync(target('css/site.css'), code);
}

function buildScript() {
  const { code } = transformSync(readFileSync(join(here, 'site.js'), 'utf8'), { minify: true, target: 'es2020' });
  mkdirSync(target('js'), { recursive: true });
  writeFileSync(target('js/site.js'), code);
}

buildStyles();
buildScript();
writeFileSync(join(repository, 'portal/krds/icons.json'), `${JSON.stringify([...ICONS].sort(), null, 2)}\n`);
