/** Quieter than this is silence: it is below the last bit of 16. */
const silenceDb = -96

/** The loudness of samples from -1 to 1, as their root mean square in dBFS; `null` for silence. */
export function levelOf(samples: ArrayLike<number>): number | null {
  let sum = 0
  for (let index = 0; index < samples.length; index += 1) sum += (samples[index] ?? 0) ** 2
  const decibels = 10 * Math.log10(sum / samples.length)
  return decibels >= silenceDb ? decibels : null
}
