/** Numbers, sizes and times as people read them. */
import { language, locale } from './language.ts';

const number = new Intl.NumberFormat(locale);
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const noDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

export const formatCount = (value: number): string => number.format(value);

const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });

/** 950, 1.2K, 3.4M: where there is little room. */
export const formatShort = (value: number): string => compact.format(value);

const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });

/** A share of 1. */
export const formatPercent = (share: number): string => percent.format(share);

/** Decimal units: 1 MB is 1,000,000 bytes, as disks and file managers count. */
export function formatBytes(bytes: number, belowGigabytes = oneDigit): string {
  if (bytes < 1000) return `${number.format(Math.round(bytes))} B`;
  if (bytes < 1e6) return `${belowGigabytes.format(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${belowGigabytes.format(bytes / 1e6)} MB`;
  return `${oneDigit.format(bytes / 1e9)} GB`;
}

/** Without digits behind the point below a gigabyte: where there is little room. */
export const formatBytesShort = (bytes: number): string => formatBytes(bytes, noDigit);

export const formatSpeed = (bytesPerSecond: number): string =>
  `${oneDigit.format(bytesPerSecond / 1e6)} MB/s`;

/** Seconds as "4 s", "2 min 5 s", "1 h 3 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 0.05) return language === 'de' ? 'weniger als 0,1 s' : 'less than 0.1 s';
  if (seconds < 10) return `${oneDigit.format(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** An ISO 8601 time in the user's time zone. */
export const formatTime = (iso: string): string => when.format(new Date(iso));

const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });

/** Milliseconds since 1970 as a time of day with seconds. */
export const formatClock = (milliseconds: number): string => clock.format(milliseconds);

/** The last part of a path of either kind. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
