/** Decimal digits, read and written. */

const powers: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]);

/** @param exponent up to 22: no larger power of ten is a double exactly */
export function powerOfTen(exponent: i32): f64 {
  return load<f64>(powers + ((<usize>exponent) << 3));
}

/** The digit at `place`; over 9 where there is none. */
export function digitAt(place: usize): u32 {
  return <u32>load<u8>(place) - 0x30;
}

/** The number that the last `readDigits` made, of its start and the digits behind it. */
export let digits: u64 = 0;

/** Reads the digits from `from` on behind those of `start`; returns the first place that is none, or the end. */
export function readDigits(from: usize, end: usize, start: u64): usize {
  let place = from;
  let value = start;
  while (place < end) {
    const digit = digitAt(place);
    if (digit > 9) break;
    value = value * 10 + digit;
    place++;
  }
  digits = value;
  return place;
}

export function putDigits(value: u64, target: usize): usize {
  let length: usize = 1;
  for (let rest = value / 10; rest > 0; rest /= 10) length++;
  let rest = value;
  for (let place = target + length - 1; ; place--) {
    store<u8>(place, <u8>(0x30 + (rest % 10)));
    rest /= 10;
    if (place == target) break;
  }
  return target + length;
}
