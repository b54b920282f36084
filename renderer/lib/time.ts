/** Times as people say them (DESIGN, Charts and screen readers): ago up to 13 days, then a date. Months are English. */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const noBreak = '\u00a0';

const monthName = new Intl.DateTimeFormat('en-US', { month: 'short' });
const exactTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });

/** `just now`, `2 min ago`, `3 h ago`, `yesterday`, `12 days ago`, `5 Jun`, `Dec 2025`. Days are whole ones of 24 hours. */
export function formatAgo(ms: number, nowMs: number): string {
  const ageMs = nowMs - ms;
  if (ageMs < -minuteMs) return formatDate(ms, nowMs);
  if (ageMs < minuteMs) return 'just now';
  if (ageMs < hourMs) return `${Math.floor(ageMs / minuteMs)}${noBreak}min ago`;
  if (ageMs < dayMs) return `${Math.floor(ageMs / hourMs)}${noBreak}h ago`;
  const days = Math.floor(ageMs / dayMs);
  if (days === 1) return isYesterday(ms, nowMs) ? 'yesterday' : '2 days ago';
  if (days <= 13) return `${days} days ago`;
  return formatDate(ms, nowMs);
}

/** `5 Jun` in this year, `Dec 2025` in another. */
function formatDate(ms: number, nowMs: number): string {
  const date = new Date(ms);
  const month = monthName.format(date);
  const sameYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return sameYear ? `${date.getDate()} ${month}` : `${month} ${date.getFullYear()}`;
}

/** `5 June 2026 at 14:03`, for the drawer and tooltips. */
export function formatExactTime(ms: number): string {
  return exactTime.format(new Date(ms));
}

/** `0.4 s`, `41 s`, `2 min 52 s`, `1 h 5 min`: a duration that was measured. */
export function formatDuration(ms: number): string {
  if (ms < 950) return `${(Math.max(100, ms) / 1000).toFixed(1)}${noBreak}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}${noBreak}s`;
  if (seconds < 3600) return parts(Math.floor(seconds / 60), 'min', { rest: seconds % 60, unit: 's' });
  const minutes = Math.round(seconds / 60);
  return parts(Math.floor(minutes / 60), 'h', { rest: minutes % 60, unit: 'min' });
}

/** `about 80 s`, `about 3 min`, `about 1 h 20 min`: a duration that is guessed, and rounded so that it looks like it. */
export function formatRemaining(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 5) return 'a few seconds';
  if (seconds <= 115) return `about ${Math.round(seconds / 5) * 5}${noBreak}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes}${noBreak}min`;
  const rounded = Math.round(minutes / 10) * 10;
  return `about ${parts(Math.floor(rounded / 60), 'h', { rest: rounded % 60, unit: 'min' })}`;
}

/** `7 days`, `1 hour`: an age that a policy names. */
export function formatAge(ms: number): string {
  if (ms >= dayMs) return counted(Math.round(ms / dayMs), 'day');
  if (ms >= hourMs) return counted(Math.round(ms / hourMs), 'hour');
  return counted(Math.round(ms / minuteMs), 'minute');
}

function counted(number: number, unit: string): string {
  return `${number} ${number === 1 ? unit : `${unit}s`}`;
}

function parts(large: number, largeUnit: string, { rest, unit }: { rest: number; unit: string }): string {
  const head = `${large}${noBreak}${largeUnit}`;
  return rest === 0 ? head : `${head} ${rest}${noBreak}${unit}`;
}

function isYesterday(ms: number, nowMs: number): boolean {
  const yesterday = new Date(nowMs);
  yesterday.setDate(yesterday.getDate() - 1);
  return new Date(ms).toDateString() === yesterday.toDateString();
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });
const fullMonth = new Intl.DateTimeFormat('en-US', { month: 'long' });

/** `16:20`, in the time of this computer. */
export function formatClock(ms: number): string {
  return clock.format(new Date(ms));
}

/** `Today`, `Yesterday`, `Friday 20 November`, `Friday 20 November 2025`: the head of a day's entries. */
export function formatDay(ms: number, nowMs: number): string {
  const date = new Date(ms);
  const now = new Date(nowMs);
  if (date.toDateString() === now.toDateString()) return 'Today';
  if (isYesterday(ms, nowMs)) return 'Yesterday';
  const year = date.getFullYear() === now.getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${weekday.format(date)} ${date.getDate()} ${fullMonth.format(date)}${year}`;
}

/** `today 11:02`, `yesterday 16:20`, `17 Nov, 03:12`, `17 Nov 2025, 03:12`: when one thing happened. */
export function formatWhen(ms: number, nowMs: number): string {
  const date = new Date(ms);
  const now = new Date(nowMs);
  if (date.toDateString() === now.toDateString()) return `today ${formatClock(ms)}`;
  if (isYesterday(ms, nowMs)) return `yesterday ${formatClock(ms)}`;
  const year = date.getFullYear() === now.getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${monthName.format(date)}${year}, ${formatClock(ms)}`;
}

/** `20 Nov, 16:22:08`: to tell two files apart by their times. */
export function formatStamp(ms: number, nowMs: number): string {
  const date = new Date(ms);
  const year = date.getFullYear() === new Date(nowMs).getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${monthName.format(date)}${year}, ${clockWithSeconds.format(date)}`;
}

/** `under 1 ms`, `4 ms`, `12.6 s`, `2 min 52 s`: how long one step took. */
export function formatStep(ms: number): string {
  if (ms < 1) return `under 1${noBreak}ms`;
  if (ms < 1000) return `${Math.round(ms)}${noBreak}ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)}${noBreak}s` : formatDuration(ms);
}
