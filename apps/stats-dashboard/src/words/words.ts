/** Everything the page says, in one language. A missing word does not compile. What is wrong with a call is said by `explain`. */
export interface Words {
  readonly name: string
  readonly nav: {
    readonly dashboard: string
    readonly room: string
    readonly sessions: string
    readonly worstFirst: string
    readonly help: string
    readonly language: string
    readonly close: string
    readonly more: string
  }
  readonly status: {
    readonly joining: string
    readonly live: string
    readonly away: string
    readonly over: string
    readonly files: string
  }
  readonly people: (count: number) => string
  readonly duration: (ms: number) => string
  readonly empty: {
    readonly lead: string
    readonly leadText: string
    readonly notARoom: string
    readonly notARoomText: (room: string) => string
    readonly room: string
    readonly watch: string
    readonly orFile: string
    readonly dropHint: string
    readonly joining: (room: string) => string
    readonly notWatched: (room: string) => string
    readonly tryAgain: string
    readonly nobody: (room: string) => string
    readonly nobodyText: string
    readonly alone: (names: string) => string
    readonly noCall: (names: string) => string
    readonly aloneText: string
    readonly noCallText: string
    readonly openCall: string
    readonly names: (names: readonly string[]) => string
    readonly waiting: string
  }
  readonly banner: {
    readonly away: (time: string) => string
    readonly awayText: (duration: string) => string
    readonly over: string
    readonly overText: (reason: string) => string
    readonly joinAgain: string
  }
  readonly verdict: {
    readonly of5: string
    readonly noScore: string
    readonly fine: string
    readonly fineText: string
    readonly unknown: string
    readonly unknownText: string
    readonly since: (duration: string) => string
    readonly lasted: (duration: string) => string
    readonly stopped: (name: string, time: string) => string
    readonly worthKnowing: (names: string) => string
    readonly ended: (time: string) => string
    readonly left: (name: string, time: string) => string
    readonly why: string
    /** Beside the worst value: when it was, the mean, and the bound. */
    readonly worst: (time: string, mean: string, threshold: string) => string
    readonly because: string
    readonly causes: string
    readonly actions: string
    readonly follows: string
    readonly inputs: string
    readonly weakest: string
    readonly allIssues: string
    readonly noIssues: string
    readonly levels: Readonly<Record<'good' | 'fair' | 'poor' | 'bad' | 'unknown', string>>
  }
  readonly chips: {
    readonly devices: (name: string) => string
    readonly upload: string
    readonly path: string
    readonly download: string
    readonly you: string
    readonly other: string
    readonly fine: string
    readonly unknown: string
    readonly of: (value: string, whole: string) => string
    readonly lost: (share: string) => string
    readonly direct: string
    readonly canSend: (bitrate: string) => string
    readonly relayed: string
    readonly noPath: string
    readonly silent: string
  }
  readonly lanes: { readonly issues: string; readonly connection: string; readonly none: string; readonly gap: string }
  readonly plots: Readonly<
    Record<
      | 'sent'
      | 'received'
      | 'roundTrip'
      | 'loss'
      | 'jitter'
      | 'frames'
      | 'height'
      | 'freezes'
      | 'score'
      | 'headroom'
      | 'queue'
      | 'retransmitted'
      | 'limited',
      string
    >
  >
  readonly lines: Readonly<
    Record<
      | 'sent'
      | 'target'
      | 'available'
      | 'received'
      | 'now'
      | 'base'
      | 'up'
      | 'down'
      | 'jitter'
      | 'buffer'
      | 'bufferTarget'
      | 'framesSent'
      | 'framesReceived'
      | 'camera'
      | 'limitedByBandwidth'
      | 'limitedByCpu'
      | 'frozen'
      | 'concealed'
      | 'score'
      | 'headroom'
      | 'queue'
      | 'retransmitted'
      | 'value'
      | 'compared',
      string
    >
  >
  readonly chart: {
    readonly nothing: string
    readonly unsupported: string
    readonly described: (title: string, unit: string, values: string) => string
    readonly now: string
    readonly image: string
    readonly table: string
    readonly time: string
    readonly note: string
  }
  readonly time: {
    readonly live: string
    readonly pause: string
    readonly resume: string
    readonly all: string
    readonly minutes: (count: number) => string
    readonly shown: string
    readonly mark: string
    readonly markName: (index: number) => string
    readonly reset: string
    readonly zoomHint: string
  }
  readonly tracks: {
    readonly title: string
    readonly track: string
    readonly codec: string
    readonly bitrate: string
    readonly picture: string
    readonly lost: string
    readonly limitedBy: string
    readonly score: string
    readonly video: string
    readonly audio: string
    readonly screen: string
    readonly sent: string
    readonly received: string
    readonly layer: (rid: string) => string
    readonly muted: string
    readonly hardware: string
    readonly software: string
    readonly none: string
    readonly limits: Readonly<Record<'none' | 'cpu' | 'bandwidth' | 'other', string>>
    readonly notReported: string
    readonly fps: string
    readonly details: (track: string) => string
    readonly series: (count: number) => string
  }
  readonly panels: Readonly<Record<'tracks' | 'congestion' | 'rtp' | 'codecs' | 'path' | 'events' | 'raw', string>>
  readonly rtp: {
    readonly rate: string
    readonly nack: string
    readonly keyFrames: string
    readonly lossHere: string
    readonly jitter: string
    readonly roundTrip: string
    readonly note: string
  }
  readonly codecs: {
    readonly inUse: string
    readonly offered: string
    readonly answered: string
    readonly why: string
    readonly first: (codec: string) => string
    readonly notFirst: (codec: string, first: string) => string
    readonly notNegotiated: (codec: string) => string
    readonly noDescriptions: string
    readonly section: string
    readonly local: string
    readonly remote: string
  }
  readonly path: {
    readonly selected: string
    readonly pairs: string
    readonly local: string
    readonly remote: string
    readonly state: string
    readonly roundTrip: string
    readonly bytes: string
    readonly transport: string
    readonly none: string
    readonly checks: string
  }
  readonly events: {
    readonly title: string
    readonly time: string
    readonly what: string
    readonly filter: string
    readonly none: string
    readonly noneFound: string
    readonly changed: (added: number, removed: number) => string
    readonly same: string
    readonly show: string
    readonly you: string
    readonly they: string
  }
  readonly raw: {
    readonly title: string
    readonly search: string
    readonly at: (time: string) => string
    readonly entry: string
    readonly member: string
    readonly value: string
    readonly none: string
    readonly loading: string
    readonly tooOld: string
    readonly count: (shown: number, all: number) => string
  }
  readonly files: {
    readonly open: string
    readonly save: string
    readonly saveAs: string
    readonly recording: string
    readonly anonymous: string
    readonly rtcstats: string
    readonly table: string
    readonly reading: (name: string, share: string) => string
    readonly cancel: string
    readonly cannot: (name: string) => string
    readonly remove: (name: string) => string
    readonly drop: string
    readonly recorded: string
    readonly openNamed: (name: string) => string
    readonly delete: string
    readonly deleteNamed: (name: string) => string
    readonly stored: (count: number) => string
    readonly copyLink: string
    readonly copied: string
    readonly kept: string
  }
  readonly compare: {
    readonly with: string
    readonly nothing: string
    readonly otherEnd: string
    readonly aligned: string
    readonly same: string
  }
  readonly help: {
    readonly title: string
    readonly keys: readonly (readonly [keys: string, does: string])[]
    readonly legend: string
    readonly legendText: string
  }
}
