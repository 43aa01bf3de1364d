// What a reader loses at this width and text size. Changes nothing; gives one line for each loss.
(width) => {
  const root = document.documentElement;
  const losses = [];
  const words = (node) => node.textContent.replace(/\s+/g, " ").trim().slice(0, 40);
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const isParked = (element) => {
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const { position, clipPath } = getComputedStyle(box);
      const size = box.getBoundingClientRect();
      if (/absolute|fixed/.test(position) && (size.width <= 2 || size.right <= 0 || size.bottom + scrollY <= 0 || clipPath !== "none")) return true;
    }
    return false;
  };
  const clipping = (element) => {
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const { overflowX } = getComputedStyle(box);
      if (overflowX !== "visible") return { box, scrolls: overflowX === "auto" || overflowX === "scroll" };
    }
    return null;
  };

  if (root.scrollWidth > width) losses.push(`the page is ${root.scrollWidth} px wide`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.ownerSVGElement || !isShown(parent) || isParked(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const place = range.getBoundingClientRect();
    if (!place.width) continue;
    const clip = clipping(parent);
    if (clip?.scrolls) continue;
    const edge = clip ? Math.min(width, clip.box.getBoundingClientRect().right) : width;
    const isMeant = clip && getComputedStyle(clip.box).textOverflow === "ellipsis";
    if (place.right > edge + 2 && place.left < edge + width && !isMeant) losses.push(`“${words(node)}” is cut off`);
  }
  return losses;
}
