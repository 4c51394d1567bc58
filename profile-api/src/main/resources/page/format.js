// Numbers, times and names as people read them.

const COUNT = new Intl.NumberFormat("en-US");
const UNITS = ["", "k", "M", "G", "T"];

/** 1,234,567. */
export function count(number) {
  return COUNT.format(Math.round(number));
}

/** 1.23M: three digits that count. */
export function brief(number) {
  let value = number;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? count(value) : `${value.toPrecision(3)}${UNITS[unit]}`;
}

/** Bytes as 1.2 MiB. */
export function bytes(number) {
  if (number < 1024) {
    return `${number} B`;
  }
  const unit = number < 1024 ** 2 ? 1 : 2;
  const value = number / 1024 ** unit;
  return `${value < 10 ? value.toFixed(1) : count(value)} ${unit === 1 ? "KiB" : "MiB"}`;
}

/** A share as 12.3 %. */
export function percent(share, digits = 1) {
  return `${(share * 100).toFixed(digits)} %`;
}

/** A change of a share as +1.2 or −0.3, in points. */
export function points(change) {
  const text = (Math.abs(change) * 100).toFixed(2);
  return `${change < 0 ? "−" : "+"}${text}`;
}

/** Seconds as 42 s, 7 min, 3 h, 5 d. */
export function span(seconds) {
  if (seconds < 60) {
    return `${Math.round(seconds)} s`;
  }
  if (seconds < 5400) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}

/** How long ago a time in ISO 8601 was. */
export function ago(time) {
  return time ? `${span(Math.max(0, (Date.now() - Date.parse(time)) / 1000))} ago` : "never";
}

/** A time in ISO 8601 as 2026-11-26 12:30, where the reader is. */
export function moment(time) {
  const date = new Date(time);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The first 12 digits of a digest. */
export function digits(digest) {
  return digest.replace("sha256:", "").slice(0, 12);
}

/** A name with nothing in it that writes elsewhere or not at all. */
export function printable(name) {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
}

/** A function without the path of its package: http.(*conn).serve. */
export function shortName(name) {
  const text = printable(name);
  const end = text.search(/[([]/);
  const slash = text.lastIndexOf("/", end < 0 ? text.length : end);
  return text.slice(slash + 1);
}

/** The package of a function: net/http. */
export function packageOf(name) {
  const end = name.search(/[([]/);
  const head = end < 0 ? name : name.slice(0, end);
  const dot = head.indexOf(".", head.lastIndexOf("/") + 1);
  return dot < 0 ? head : head.slice(0, dot);
}

/** "1 sample", "2 samples". */
export function many(number, one, more = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : more}`;
}
