/** What a person typed into a field of the register, as the value that is stored. */

const SHANGHAI_MS = 8 * 3_600_000;

/** Full-width digits, letters and signs as the plain ones; spaces at the ends gone. */
export function plain(text: string): string {
  const narrow = text.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  return narrow.replace(/[\u3000\u00a0]/g, " ").trim();
}

const DAY = /^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$/;
const DIGITS = /^(\d{4})(\d{2})(\d{2})$/;
const CLOCK = /^(\d{1,2})\s*[:时]\s*(\d{1,2})(?:\s*[:分]\s*(\d{1,2})\s*秒?)?\s*分?$/;

/** `2025.9.1`, `2025年9月1日`, `2025/9/1` or `20250901` as `2025-09-01`; null when there is no such day. */
export function readDay(text: string): string | null {
  const found = DAY.exec(plain(text)) ?? DIGITS.exec(plain(text));
  if (!found) return null;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? date.toISOString().slice(0, 10) : null;
}

/** A day with or without a time of day (Asia/Shanghai) as a UTC moment; without one the day begins at 0:00. */
export function readMoment(text: string): string | null {
  const said = plain(text);
  const split = /^(.*?[\d日])(?:\s+|T)(\d{1,2}\s*[:时].*)$/.exec(said);
  const day = readDay(split?.[1] ?? said);
  const clock = split?.[2] === undefined ? 0 : readClock(split[2]);
  if (day === null || clock === null) return null;
  return new Date(Date.parse(`${day}T00:00:00Z`) + clock - SHANGHAI_MS).toISOString().replace(".000Z", "Z");
}

function readClock(text: string): number | null {
  const found = CLOCK.exec(text);
  if (!found) return null;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return hours < 24 && minutes < 60 && seconds < 60 ? ((hours * 60 + minutes) * 60 + seconds) * 1000 : null;
}

/** `30,000.5` or `３００００` as a number; null when it is none. */
export function readNumber(text: string): number | null {
  const said = plain(text).replace(/(\d)[,，\s](?=\d{3}(\D|$))/g, "$1").replace(/^−/, "-");
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(said) ? Number(said) : null;
}

/** A UTC moment as it is typed: `2025-09-01` at midnight in Shanghai, else `2025-09-01 08:30`. */
export function typedMoment(moment: string): string {
  const parsed = Date.parse(moment);
  if (Number.isNaN(parsed)) return moment;
  const [day = "", clock = ""] = new Date(parsed + SHANGHAI_MS).toISOString().replace(/\.\d+Z$/, "").split("T");
  const shown = clock.endsWith(":00") ? clock.slice(0, 5) : clock;
  return shown === "00:00" ? day : `${day} ${shown}`;
}

/** Yuan as typed to fen; null when it is no sum of whole fen. */
export function fenOfYuan(yuan: number): number | null {
  const fen = Math.round(yuan * 100);
  return Math.abs(fen - yuan * 100) < 1e-6 ? fen : null;
}
