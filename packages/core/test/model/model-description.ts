/** A session description reduced to what negotiation depends on, with a text form, because descriptions travel as text. */
export interface ModelDescription {
  readonly type: DescriptionType
  /** Names the offer; in an answer, the offer that it answers. Real descriptions have no such thing: the model uses it to find wrong answers. */
  readonly offer: string
  readonly fragment: string
  readonly media: readonly ModelMedia[]
}

export type DescriptionType = 'offer' | 'pranswer' | 'answer'

export interface ModelMedia {
  readonly mid: string
  readonly kind: Kind
  readonly direction: Direction
  /** The stream of the sender's track (a=msid); 0 when its transceiver does not want to send. */
  readonly stream: number
}

export type Kind = 'audio' | 'video'

/** Two bits, so that agreeing on a direction is `&`. */
export type Direction = 0 | 1 | 2 | 3
const inactive = 0
export const sendonly = 1
export const recvonly = 2
export const sendrecv = 3

export const directionNames = ['inactive', 'sendonly', 'recvonly', 'sendrecv'] as const

const reversedDirections = [inactive, recvonly, sendonly, sendrecv] as const

/** The same direction as the other side sees it. */
export function reversed(direction: Direction): Direction {
  return reversedDirections[direction]
}

export function agreed(own: Direction, offered: Direction): Direction {
  return (own & reversed(offered)) as Direction
}

/** One line for the ice-ufrag, as the product reads it, and one for each media section: `m 0 a3 7`. */
export function writeDescription({ offer, fragment, media }: ModelDescription): string {
  let text = `o=${offer}\na=ice-ufrag:${fragment}`
  for (const { mid, kind, direction, stream } of media)
    text += `\nm=${mid} ${kind === 'audio' ? 'a' : 'v'} ${direction} ${stream}`
  return text
}

export function readDescription(type: DescriptionType, text: string): ModelDescription {
  const lines = text.split('\n')
  const media: ModelMedia[] = []
  for (let index = 2; index < lines.length; index += 1) {
    const [mid = '', kind, direction, stream] = (lines[index] ?? '').slice(2).split(' ')
    media.push({ mid, kind: kind === 'a' ? 'audio' : 'video', direction: Number(direction) as Direction, stream: Number(stream) })
  }
  return { type, offer: (lines[0] ?? '').slice(2), fragment: (lines[1] ?? '').slice('a=ice-ufrag:'.length), media }
}
