// Where the keyboard stands after a press of Tab, and whether one sees it. Called once for each stop.
() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const carriers = [here, ...(here.labels || []), ...here.querySelectorAll("*")];
  for (const label of here.labels || []) carriers.push(...label.querySelectorAll("*"));
  if (here.nextElementSibling) carriers.push(here.nextElementSibling);
  const look = () => carriers.slice(0, 24).flatMap((element) => [null, "::before", "::after"].map((part) => {
    const style = getComputedStyle(element, part);
    const ring = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "" : style.outlineWidth + style.outlineColor;
    return [ring, style.boxShadow, style.borderColor, style.borderWidth, style.stroke, style.strokeWidth].join(" ");
  })).join("|");
  const settle = () => document.getAnimations().forEach((animation) => animation.finish());
  settle();
  const focused = look();
  window.journeyStops ??= new Map();
  const number = window.journeyStops.get(here) ?? window.journeyStops.size;
  const isKnown = window.journeyStops.has(here);
  window.journeyStops.set(here, number);
  const isDrawnByLabel = here.getBoundingClientRect().width < 3 || here.matches("[type=checkbox], [type=radio]");
  const shown = (isDrawnByLabel && here.labels?.[0]) || here;
  shown.scrollIntoView({ block: "center", behavior: "instant" });
  const box = shown.getBoundingClientRect();
  const isOnScreen = box.width > 1 && box.height > 1 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
  here.blur();
  settle();
  const isVisible = look() !== focused && isOnScreen;
  here.focus({ preventScroll: true, focusVisible: true });
  return { number, isKnown, isVisible, name: `${here.localName} “${(here.getAttribute("aria-label") || here.textContent || here.name).trim().slice(0, 40)}”` };
}
