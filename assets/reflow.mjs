// Breakpoints: KRDS asks the viewport in px, so doubled text keeps the wide layout and is cut off. Asking the page
// container in rem gives large text the narrow layout. 1rem is 10px here (KRDS sets the root to 62.5 %).
import postcss from 'postcss';

const OUTSIDE = /^(:root|html|body)\b/; // cannot ask a container that stands inside them

const inRem = (params) => params.replace(/(\d+)px/g, (_, px) => `${px / 10}rem`);

/** Width queries as container queries; rules for the document itself keep the media query. */
export function withReflow(css) {
  const root = postcss.parse(css);
  root.walkAtRules('media', (media) => {
    if (!/width/.test(media.params)) return;
    const kept = [];
    media.each((node) => { if (node.selectors?.some((selector) => OUTSIDE.test(selector))) kept.push(node); });
    if (kept.length) media.before(postcss.atRule({ name: 'media', params: media.params, nodes: kept.map((node) => node.remove()) }));
    if (!media.nodes.length) { media.remove(); return; }
    media.replaceWith(postcss.atRule({ name: 'container', params: `page ${inRem(media.params)}`, nodes: media.nodes }));
  });
  return root.toString();
}
