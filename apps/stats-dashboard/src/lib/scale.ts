/** A y axis from 0 to `max` with a line at each multiple of `step`. */
export interface Scale {
  readonly max: number
  readonly step: number
}

/** Steps that read well, in the power of ten of the greatest value. */
const roundSteps = [0.5, 1, 2, 2.5, 5]
const most = 3

/** The axis for values up to `greatest`: two or three round steps. It reaches at least to `least`, so that noise near 0 looks small. */
export function scaleFor(greatest: number, least: number): Scale {
  const top = Math.max(greatest, least)
  const power = 10 ** Math.floor(Math.log10(top))
  const step = (roundSteps.find((candidate) => candidate * power * most >= top) ?? most) * power
  return { max: Math.ceil(top / step) * step, step }
}
