/** Notices a key that stands twice in an object: hashes of the open objects' keys lie on one stack. */

const stackSize: usize = 16384;
const stack: usize = memory.data(16384 * 8);
/** From so many keys on, an object is looked through once at its end instead of at each key. */
const crowd: i32 = 64;
/** Two slots for each key that the stack can hold: hash, and the look that it belongs to. */
const tableSize: u32 = 32768;
const table: usize = memory.data(32768 * 16);

/** Keys on the stack. */
export let keyTop: i32 = 0;
let looks: u64 = 0;

export function openKeys(): void {
  keyTop = 0;
}

/** Takes the key whose name lies there; its hash, or 0 where it cannot be taken. */
export function addKey(nameAt: usize, nameEnd: usize): u64 {
  if (<usize>keyTop >= stackSize) return 0;
  let hash: u64 = 0x9e3779b97f4a7c15 ^ (<u64>(nameEnd - nameAt));
  let place = nameAt;
  while (place + 8 <= nameEnd) {
    hash = mix(hash ^ load<u64>(place));
    place += 8;
  }
  const rest = <u64>(nameEnd - place);
  if (rest > 0) hash = mix(hash ^ (load<u64>(place) & (((<u64>1) << (rest << 3)) - 1)));
  hash |= 1;
  store<u64>(stack + ((<usize>keyTop) << 3), hash);
  keyTop++;
  return hash;
}

function mix(value: u64): u64 {
  const mixed = value * 0xff51afd7ed558ccd;
  return mixed ^ (mixed >> 32);
}

/** Has one of the keys before the last one of the object whose keys begin at `from` this hash? Later looks find the rest. */
export function isCrowded(from: i32, hash: u64): bool {
  const last = keyTop - 1;
  if (last - from >= crowd) return false;
  for (let i = from; i < last; i++) {
    if (load<u64>(stack + ((<usize>i) << 3)) == hash) return true;
  }
  return false;
}

/** Forgets the keys of the object that ends; false where two of them may be the same. */
export function closeKeys(from: i32): bool {
  const areApart = keyTop - from < crowd || areDistinct(from);
  keyTop = from;
  return areApart;
}

function areDistinct(from: i32): bool {
  looks++;
  for (let i = from; i < keyTop; i++) {
    const hash = load<u64>(stack + ((<usize>i) << 3));
    let slot = (<u32>(hash >> 20)) & (tableSize - 1);
    for (;;) {
      const entry = table + ((<usize>slot) << 4);
      if (load<u64>(entry, 8) != looks) {
        store<u64>(entry, hash);
        store<u64>(entry, looks, 8);
        break;
      }
      if (load<u64>(entry) == hash) return false;
      slot = (slot + 1) & (tableSize - 1);
    }
  }
  return true;
}
