/** Small, fast and seeded (sfc32, seeded through splitmix32): the same seed gives the same run on every machine. */
export interface Random {
  /** A whole number from 0 up to, and without, `bound`. */
  below(bound: number): number
  /** True in so many of a hundred cases. */
  percent(chance: number): boolean
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const split = () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
  let a = split()
  let b = split()
  let c = split()
  let counter = 1
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 8; round += 1) next()
  // Multiplying keeps the high bits, and is faster than the remainder.
  const below = (bound: number) => Math.floor((next() / 0x1_0000_0000) * bound)
  return { below, percent: (chance) => below(100) < chance }
}
