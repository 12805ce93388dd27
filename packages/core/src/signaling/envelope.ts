import type { Epoch } from './channel.ts'

/**
 * One message of a link on the wire, as a JSON array `[from, to, sequence, acknowledged, body]` to keep it short:
 * the two epochs, the sequence number (0 carries no message), the highest sequence number received in order, and the body.
 */
export interface Envelope {
  readonly from: Epoch
  readonly to: Epoch
  readonly sequence: number
  readonly acknowledged: number
  readonly body: unknown
}

export function writeEnvelope({ from, to, sequence, acknowledged, body }: Envelope): string {
  return JSON.stringify(sequence === 0 ? [from, to, 0, acknowledged] : [from, to, sequence, acknowledged, body])
}

/** The envelope in a payload, its body still unknown; `null` for anything else. */
export function parseEnvelope(payload: string): Envelope | null {
  const value = parseJson(payload)
  if (!Array.isArray(value)) return null
  const [from, to, sequence, acknowledged, body, ...rest]: readonly unknown[] = value
  if (typeof from !== 'string' || typeof to !== 'string' || rest.length > 0) return null
  if (!isCount(sequence) || !isCount(acknowledged) || sequence > 0 !== value.length > 4) return null
  return { from, to, sequence, acknowledged, body }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
