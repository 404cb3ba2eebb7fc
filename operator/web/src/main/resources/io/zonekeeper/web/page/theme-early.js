// Runs before the first paint, so that the page is not drawn in the other colours first.
const chosenTheme = localStorage.getItem('zonekeeper-theme');
if (chosenTheme) {
  document.documentElement.dataset.theme = chosenTheme;
}
