import { formatMs } from '@earshot/ui'
import type { VNode } from 'preact'

import { tellStory } from '../lib/story.ts'
import type { Negotiation } from '../state/negotiation.ts'

/** What happened at each step and why, the newest first. */
export function Story({ negotiation: { notes, strategy } }: { readonly negotiation: Negotiation }): VNode {
  const told = tellStory(notes.value, strategy.value)
  return (
    <section class="card story" aria-labelledby="story">
      <h2 class="card-title" id="story">
        What happens
      </h2>
      <p class="story-now" role="status">
        {told.at(-1)?.text ?? 'Nothing yet: no connection, no offer. Press Ring, and hall calls kitchen.'}
      </p>
      <div class="story-before" role="region" aria-label="What happened before" tabIndex={0}>
        <ol reversed>
          {told
            .slice(0, -1)
            .toReversed()
            .map(({ at, text }) => (
              <li key={`${at} ${text}`}>
                {text} <small>{formatMs(at)}</small>
              </li>
            ))}
        </ol>
      </div>
    </section>
  )
}
