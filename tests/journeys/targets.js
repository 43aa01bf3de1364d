// Links and controls under 24 px that no exception covers: links inside a sentence, and the places of a province, whose list is their equal.
() => {
  const least = 24 - 0.5;
  const inSentence = (link) => {
    const block = link.closest("p, li, dd, td, th, caption, figcaption, small");
    return getComputedStyle(link).display === "inline" && block && block.textContent.trim().length > link.textContent.trim().length + 1;
  };
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((target) => !target.closest("svg.prov") && target.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((target) => [target, (target.labels?.[0] && target.matches("[type=checkbox], [type=radio]") ? target.labels[0] : target).getBoundingClientRect()])
    .filter(([target, box]) => box.width > 2 && box.right > 0 && box.bottom + scrollY > 0 && (box.width < least || box.height < least) && !inSentence(target))
    .map(([target, box]) => `“${(target.textContent || target.name).trim().slice(0, 40)}” is ${Math.round(box.width)} × ${Math.round(box.height)} px`);
}
