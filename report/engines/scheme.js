// Runs before the page is drawn, so that a remembered choice does not flash.
try {
  const scheme = localStorage.getItem("scheme");
  if (scheme) document.documentElement.dataset.scheme = scheme;
} catch (error) {
  // A browser that stores nothing follows the system's scheme.
}
document.documentElement.classList.add("scripted");
