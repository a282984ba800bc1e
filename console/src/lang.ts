/** The language of the console: chosen once per load, so that words may stand in constants. */
export type Lang = "zh" | "en";

const KEY = "youjian.lang";
const COOKIE = "youjian_lang";

function remembered(): Lang {
  try {
    return localStorage.getItem(KEY) === "en" ? "en" : "zh";
  } catch {
    return "zh";
  }
}

export const LANG: Lang = typeof localStorage === "undefined" ? "zh" : remembered();

/** The same words (or the same piece of a page) in the reader's language; every word on a screen stands in one of these. */
export function tr<T>(zh: T, en: T): T {
  return LANG === "en" ? en : zh;
}

/** The platform's own sentences follow the cookie; the page is loaded anew. */
export function chooseLang(lang: Lang): void {
  localStorage.setItem(KEY, lang);
  document.cookie = `${COOKIE}=${lang}; path=/; max-age=31536000; SameSite=Lax`;
  window.location.reload();
}
