// KRDS styles many things this site does not have. A rule leaves when it asks for a class or an id that no source of ours
// names. What left is written down, so that a test can say when a template starts to use it: then build again.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import postcss from 'postcss';

const FOLDERS = ['templates', 'portal/krds', 'search/templatetags']; // no other Python of ours writes markup
const SOURCES = /\.(html|jinja|py)$/;
const GIVEN = /^(htmx-|ico-)/; // HTMX sets its own, {% icon %} joins names of icons.json
const NAME = /[.#](-?[A-Za-z_][\w-]*)/g;

function sources(repository) {
  const found = FOLDERS.flatMap((folder) => readdirSync(join(repository, folder), { recursive: true })
    .filter((name) => SOURCES.test(name)).map((name) => join(repository, folder, name)));
  return [...found, join(repository, 'assets/site.js')].map((path) => readFileSync(path, 'utf8')).join('\n');
}

/** Whether a source names this, whole or by a beginning that something is joined to: bg-light-{{ tone }}, "outline-". */
function isNamedBy(text) {
  const words = new Set(text.match(/[\w-]+/g));
  const beginnings = [...new Set([...text.matchAll(/([A-Za-z][\w-]*-)(?:\{[\w{%]|["'])/g)].map(([, beginning]) => beginning))];
  return (name) => words.has(name) || GIVEN.test(name) || beginnings.some((beginning) => name.startsWith(beginning));
}

/** The names a selector cannot do without; those in :not(), :is() and the like may be missing. */
function needed(selector) {
  let flat = selector.replace(/\[[^\]]*\]/g, '');
  for (let before = ''; before !== flat;) { before = flat; flat = flat.replace(/:[\w-]+\([^()]*\)/g, ''); }
  return [...flat.matchAll(NAME)].map(([, name]) => name);
}

/** KRDS without the rules nobody can meet, and the names that went. */
export function withoutUnused(css, repository) {
  const isNamed = isNamedBy(sources(repository));
  const root = postcss.parse(css);
  const dropped = new Set();
  root.walkRules((rule) => {
    if (rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return;
    rule.selectors = rule.selectors.filter((selector) => {
      const missing = needed(selector).filter((name) => !isNamed(name));
      missing.forEach((name) => dropped.add(name));
      return !missing.length;
    });
    if (!rule.selector) rule.remove();
  });
  root.walkAtRules(/^(media|container|supports)$/, (block) => { if (!block.nodes.length) block.remove(); });
  return { css: root.toString(), dropped: [...dropped].sort() };
}
