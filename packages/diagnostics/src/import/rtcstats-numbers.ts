// The numbers that RTCStatsDump puts in the place of names, as they are laid down (rtcstats-shared). They are never given to another name.

/** Of methods and events. `g` is getStats too. */
export const methods: ReadonlyMap<string | number, string> = new Map<string | number, string>([
  ['g', 'getStats'],
  ...numbered(1, 'getStats'),
  ...numbered(
    2,
    `createOffer createOfferOnSuccess createAnswer createAnswerOnSuccess setLocalDescription setLocalDescriptionOnSuccess
    setRemoteDescription setRemoteDescriptionOnSuccess addIceCandidate addIceCandidateOnSuccess createOfferOnFailure
    createAnswerOnFailure setLocalDescriptionOnFailure setRemoteDescriptionOnFailure addIceCandidateOnFailure`,
  ),
  ...numbered(
    20,
    `onicecandidate onicecandidateerror ontrack onsignalingstatechange oniceconnectionstatechange onconnectionstatechange
    onicegatheringstatechange onnegotiationneeded ondatachannel`,
  ),
  ...numbered(
    30,
    `addTrack addTrackOnSuccess addTransceiver addTransceiverOnSuccess removeTrack createDataChannel close restartIce
    setConfiguration create constraints setCodecPreferences setHeaderExtensionsToNegotiate`,
  ),
  ...numbered(50, 'setParameters replaceTrack'),
  ...numbered(60, 'navigator.mediaDevices.getUserMedia navigator.mediaDevices.getUserMediaOnSuccess'),
  ...numbered(
    63,
    `navigator.mediaDevices.getDisplayMedia navigator.mediaDevices.getDisplayMediaOnSuccess
    navigator.mediaDevices.getUserMediaOnFailure navigator.mediaDevices.enumerateDevices
    navigator.mediaDevices.ondevicechange navigator.mediaDevices.getDisplayMediaOnFailure`,
  ),
  ...numbered(
    70,
    `MediaStreamTrack.stop MediaStreamTrack.applyConstraints MediaStreamTrack.onended MediaStreamTrack.onmute
    MediaStreamTrack.onunmute`,
  ),
  ...numbered(80, 'HTMLMediaElement.resize'),
])

/** Of types of entries. */
export const types: ReadonlyMap<string | number, string> = new Map(
  numbered(
    1,
    `inbound-rtp outbound-rtp remote-inbound-rtp remote-outbound-rtp transport candidate-pair local-candidate remote-candidate
    data-channel peer-connection certificate media-source media-playout codec`,
  ),
)

/** Of members of entries. */
export const members: ReadonlyMap<string, string> = new Map([
  ['t', 'timestamp'],
  ...numberedWords(4, 'payloadType transportId mimeType clockRate channels sdpFmtpLine ssrc kind codecId'),
  ...numberedWords(
    14,
    `packetsReceived packetsLost jitter trackIdentifier mid remoteId framesDecoded keyFramesDecoded framesDropped
    frameWidth frameHeight framesPerSecond qpSum totalDecodeTime totalInterFrameDelay totalSquaredInterFrameDelay
    pauseCount totalPausesDuration freezeCount totalFreezesDuration lastPacketReceivedTimestamp headerBytesReceived
    packetsDiscarded fecPacketsReceived fecPacketsDiscarded fecBytesReceived fecSsrc bytesReceived nackCount firCount
    pliCount totalProcessingDelay estimatedPlayoutTimestamp jitterBufferDelay jitterBufferTargetDelay
    jitterBufferEmittedCount jitterBufferMinimumDelay totalSamplesReceived concealedSamples silentConcealedSamples
    concealmentEvents insertedSamplesForDeceleration removedSamplesForAcceleration audioLevel totalAudioEnergy
    totalSamplesDuration framesReceived decoderImplementation playoutId powerEfficientDecoder
    framesAssembledFromMultiplePackets totalAssemblyTime contentType googTimingFrameInfo retransmittedPacketsReceived
    retransmittedBytesReceived rtxSsrc totalCorruptionProbability totalSquaredCorruptionProbability corruptionMeasurements
    localId roundTripTime totalRoundTripTime fractionLost roundTripTimeMeasurements packetsSent bytesSent mediaSourceId
    rid encodingIndex headerBytesSent retransmittedPacketsSent retransmittedBytesSent targetBitrate
    totalEncodedBytesTarget framesSent hugeFramesSent framesEncoded keyFramesEncoded totalEncodeTime totalPacketSendDelay
    qualityLimitationReason qualityLimitationDurations qualityLimitationResolutionChanges encoderImplementation
    powerEfficientEncoder active scalabilityMode remoteTimestamp reportsSent echoReturnLoss echoReturnLossEnhancement
    width height frames synthesizedSamplesDuration synthesizedSamplesEvents totalPlayoutDelay totalSamplesCount
    dataChannelsOpened dataChannelsClosed label protocol dataChannelIdentifier state messagesSent messagesReceived iceRole
    iceLocalUsernameFragment dtlsState iceState selectedCandidatePairId localCertificateId remoteCertificateId tlsVersion
    dtlsCipher dtlsRole srtpCipher selectedCandidatePairChanges rtcpTransportStatsId address port candidateType priority
    url relayProtocol foundation relatedAddress relatedPort usernameFragment tcpType networkType`,
  ),
  ...numberedWords(
    148,
    `localCandidateId remoteCandidateId nominated lastPacketSentTimestamp currentRoundTripTime availableOutgoingBitrate
    availableIncomingBitrate requestsReceived requestsSent responsesReceived responsesSent consentRequestsSent
    packetsDiscardedOnSend bytesDiscardedOnSend`,
  ),
  ...numberedWords(
    163,
    `fingerprint fingerprintAlgorithm base64Certificate issuerCertificateId psnrMeasurements psnrSum
    packetsReceivedWithEct1 packetsReceivedWithCe packetsReportedAsLost packetsReportedAsLostButRecovered
    packetsWithBleachedEct1Marking packetsSentWithEct1 ccfbMessagesSent ccfbMessagesReceived`,
  ),
])

function numbered(first: number, names: string): readonly (readonly [number, string])[] {
  return names.split(/\s+/).map((name, index) => [first + index, name])
}

/** As the names of members in JSON are. */
function numberedWords(first: number, names: string): readonly (readonly [string, string])[] {
  return numbered(first, names).map(([number, name]) => [String(number), name])
}
