({
  // Text, its colour and the colour behind it, of every piece of text that is seen.
  colours() {
    const solid = (colour) => colour.match(/[\d.]+/g).map(Number);
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        const found = solid(style.backgroundColor);
        if (found.length === 3 || found[3] === 1) return found;
        if (style.backgroundImage !== "none") return solid(style.backgroundImage.match(/rgb[^)]+\)/)[0]);
      }
      return [255, 255, 255];
    };
    const written = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.checkVisibility() && written(element))
      .map((element) => [element.textContent.trim().slice(0, 30), solid(getComputedStyle(element).color), behind(element)]);
  },

  // What can be reached and has no name that could be read aloud.
  nameless() {
    const named = (element) =>
      element.ariaLabel || element.labels?.length || element.getAttribute("aria-labelledby") || element.textContent.trim();
    return [...document.querySelectorAll("button, select, textarea, [tabindex], section, summary")]
      .filter((element) => !named(element))
      .map((element) => element.outerHTML);
  },

  // Styles and scripts that stand in the page itself.
  inline() {
    return document.querySelectorAll("[style], [onclick], style, script:not([src])").length;
  },
})
