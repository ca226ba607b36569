const SLOTS = 16_384;
const POLYNOMIAL = 0x1021;

/** The slot that a Cluster keeps a key in, as its specification says: CRC-16/XMODEM of the hash tag, or of the whole key where it has none. */
export function hashSlot(key: string): number {
  const tag = /\{(?<tag>[^}]+)\}/.exec(key)?.groups?.['tag'] ?? key;
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
    crc &= 0xffff;
  }
  return crc % SLOTS;
}
