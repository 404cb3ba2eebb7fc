/** The switch between the system's colours, light and dark. */
const KEY = 'zonekeeper-theme';
const NEXT = { system: 'light', light: 'dark', dark: 'system' };
const WORD = { system: 'Auto', light: 'Light', dark: 'Dark' };

export function themeSwitch(button) {
  const show = () => {
    const theme = document.documentElement.dataset.theme ?? 'system';
    button.textContent = WORD[theme];
    button.setAttribute('aria-label', `Colours: ${WORD[theme]}. Switch to ${WORD[NEXT[theme]]}`);
  };
  button.addEventListener('click', () => {
    const next = NEXT[document.documentElement.dataset.theme ?? 'system'];
    if (next === 'system') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(KEY);
    } else {
      document.documentElement.dataset.theme = next;
      localStorage.setItem(KEY, next);
    }
    show();
  });
  show();
}
