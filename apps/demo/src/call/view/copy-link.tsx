import { Button } from '@earshot/ui'
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'

import { roomQuery, type Via } from '../../lib/via.ts'

/** Copies the link that brings somebody else into this room. */
export function CopyLink({
  roomId,
  via,
  tone = 'plain',
}: {
  readonly roomId: string
  readonly via: Via
  readonly tone?: 'plain' | 'primary'
}): VNode {
  const result = useSignal<'none' | 'copied' | 'failed'>('none')
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(roomLink(roomId, via))
      result.value = 'copied'
    } catch {
      // No clipboard on a page that is not secure, or not allowed.
      result.value = 'failed'
    }
  }
  const words = { none: 'Copy link', copied: 'Link copied', failed: 'Copy it from the address bar' }
  return (
    <Button tone={tone} onClick={() => void copy()} onBlur={() => (result.value = 'none')}>
      <span aria-live="polite">{words[result.value]}</span>
    </Button>
  )
}

export function roomLink(roomId: string, via: Via): string {
  return `${location.origin}/call/${roomQuery(roomId, via)}`
}
