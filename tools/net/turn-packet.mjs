/**
 * What a packet between a browser and its TURN server carries (RFC 8656, RFC 7983): a check of ICE, a handshake, media, or what the two say to
 * each other.
 *
 * @typedef {'turn' | 'stun' | 'dtls' | 'media'} PacketKind
 */

const indications = new Set([0x0016, 0x0017]) // Send and Data
const dataAttribute = 0x0013
const headerLength = 20

/**
 * @param {Buffer} packet
 * @returns {PacketKind}
 */
export function kindOfPacket(packet) {
  const carried = carriedByte(packet)
  if (carried === null) return 'turn'
  if (carried <= 3) return 'stun'
  return carried >= 128 ? 'media' : 'dtls'
}

/**
 * The first byte of what is carried, which tells its protocol.
 *
 * @param {Buffer} packet
 * @returns {number | null}
 */
function carriedByte(packet) {
  if (packet.length < 5) return null
  const type = packet.readUInt16BE(0)
  if (type >= 0x4000 && type < 0x8000) return packet[4] ?? null // ChannelData
  if (!indications.has(type)) return null
  for (let at = headerLength; at + 4 < packet.length;) {
    const length = packet.readUInt16BE(at + 2)
    if (packet.readUInt16BE(at) === dataAttribute) return packet[at + 4] ?? null
    at += 4 + Math.ceil(length / 4) * 4
  }
  return null
}
