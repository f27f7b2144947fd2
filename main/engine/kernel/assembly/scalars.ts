/** Numbers and ObjectIds to JSON text. */
import { powerOfTen, putDigits } from './digits';
import { hexDigit } from './texts';

/** Decimals that are tried. More would meet doubles that JavaScript writes with an exponent. */
const maxDecimals: i32 = 6;
/** Any decimal of so many digits is the only one that short for its double. */
const exactLimit: f64 = 1e15;

export function putInteger(value: i64, target: usize): usize {
  if (value >= 0) return putDigits(<u64>value, target);
  store<u8>(target, 0x2d);
  return putDigits(<u64>-value, target + 1);
}

/**
 * The shortest text that reads back as the double, with a point in it; 0 where that takes more than a few decimals or
 * an exponent, which is the host's.
 */
export function putDouble(value: f64, target: usize): usize {
  const magnitude = abs(value);
  if (!(magnitude < exactLimit) || (magnitude == 0 && reinterpret<u64>(value) != 0)) return 0;
  for (let decimals = 0; decimals <= maxDecimals; decimals++) {
    const scaled = nearest(magnitude * powerOfTen(decimals));
    if (scaled >= exactLimit) return 0;
    if (scaled / powerOfTen(decimals) != magnitude) continue;
    let out = target;
    if (value < 0) store<u8>(out++, 0x2d);
    const scale = <u64>powerOfTen(decimals);
    const whole = <u64>scaled / scale;
    let fraction = <u64>scaled % scale;
    out = putDigits(whole, out);
    store<u8>(out++, 0x2e);
    if (decimals == 0) {
      store<u8>(out, 0x30);
      return out + 1;
    }
    for (let place = out + <usize>decimals - 1; place >= out; place--) {
      store<u8>(place, <u8>(0x30 + (fraction % 10)));
      fraction /= 10;
    }
    return out + <usize>decimals;
  }
  return 0;
}

/** As Extended JSON writes it: {"$oid":"…"}. */
export function putObjectId(start: usize, target: usize): usize {
  // {"$oid":"
  store<u64>(target, 0x3a2264696f24227b);
  store<u8>(target + 8, 0x22);
  let out = target + 9;
  for (let i: usize = 0; i < 12; i++) {
    const byte = <u32>load<u8>(start + i);
    store<u8>(out, hexDigit(byte >> 4));
    store<u8>(out + 1, hexDigit(byte & 15));
    out += 2;
  }
  store<u16>(out, 0x7d22);
  return out + 2;
}
