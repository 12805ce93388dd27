import { Button, type ButtonTone } from '@earshot/ui'
import type { VNode } from 'preact'

import { strategies } from '../lib/strategy.ts'
import { maxAddedPictures, type Negotiation, type Phase } from '../state/negotiation.ts'

/** What is done while it rings, and everything that can be done. */
export function Controls({ negotiation }: { readonly negotiation: Negotiation }): VNode {
  return (
    <section class="card negotiation-controls" aria-label="What to do">
      <StrategyChoice negotiation={negotiation} />
      <div class="negotiation-buttons">
        {groups.map(({ name, buttons }) => (
          <div key={name} class="negotiation-group" role="group" aria-label={name}>
            <span class="negotiation-group-name" aria-hidden="true">
              {name}
            </span>
            <div class="negotiation-group-buttons">
              {buttons.map((button) => (
                <Button
                  key={button.label}
                  tone={button.enabled(negotiation) ? (button.tone ?? 'plain') : 'plain'}
                  disabled={!button.enabled(negotiation)}
                  onClick={() => button.press(negotiation)}
                >
                  {button.label}
                </Button>
              ))}
            </div>
          </div>
        ))}
      </div>
    </section>
  )
}

function StrategyChoice({ negotiation }: { readonly negotiation: Negotiation }): VNode {
  const fixed = negotiation.phase.value !== 'idle' && negotiation.phase.value !== 'preparing'
  return (
    <fieldset class="strategies" disabled={fixed}>
      <legend>While it rings, kitchen{fixed ? ' (start again to choose another)' : ''}</legend>
      {strategies.map(({ id, name, words }) => {
        const available = negotiation.isAvailable(id)
        return (
          <label key={id} class="strategy">
            <input
              type="radio"
              name="strategy"
              value={id}
              checked={negotiation.strategy.value === id}
              disabled={!available}
              onChange={() => negotiation.choose(id)}
            />
            <span>
              <b>{name}</b>
              <small>
                {available ? words : 'not available here: this browser has no provisional answers, as Firefox has none'}
              </small>
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}

interface ControlButton {
  readonly label: string
  readonly tone?: ButtonTone
  readonly enabled: (negotiation: Negotiation) => boolean
  readonly press: (negotiation: Negotiation) => void
}

const during =
  (...phases: readonly Phase[]) =>
  ({ phase }: Negotiation): boolean =>
    phases.includes(phase.value)
const hallMayAdd = ({ phase, added }: Negotiation): boolean => phase.value === 'in-call' && added.hall.value < maxAddedPictures
const bothMayAdd = (negotiation: Negotiation): boolean =>
  hallMayAdd(negotiation) && negotiation.added.kitchen.value < maxAddedPictures

const groups: readonly { readonly name: string; readonly buttons: readonly ControlButton[] }[] = [
  {
    name: 'hall calls',
    buttons: [
      { label: 'Ring', tone: 'primary', enabled: during('idle'), press: (page) => page.ring() },
      { label: 'Hang up', tone: 'danger', enabled: during('ringing', 'in-call'), press: (page) => page.hangUp() },
      { label: 'Start again', tone: 'primary', enabled: during('ended'), press: (page) => void page.startAgain() },
    ],
  },
  {
    name: 'kitchen is called',
    buttons: [
      { label: 'Accept with picture', tone: 'primary', enabled: during('ringing'), press: (page) => page.accept(true) },
      { label: 'Accept with sound only', enabled: during('ringing'), press: (page) => page.accept(false) },
      { label: 'Decline', enabled: during('ringing'), press: (page) => page.decline() },
    ],
  },
  {
    name: 'in the call',
    buttons: [
      { label: 'Add a picture', enabled: hallMayAdd, press: (page) => page.addPicture('hall') },
      { label: 'Both add one at once', enabled: bothMayAdd, press: (page) => page.addPicture('hall', 'kitchen') },
      { label: 'Restart ICE', enabled: during('in-call'), press: (page) => page.restartIce() },
    ],
  },
]
