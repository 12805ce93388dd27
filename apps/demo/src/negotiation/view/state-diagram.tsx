import type { VNode } from 'preact'

import type { Side } from '../lib/note.ts'
import type { SignalingPath } from '../lib/signaling-path.ts'

type ShownState = Exclude<RTCSignalingState, 'closed'>

/** The five signaling states (webrtc-pc 4.3.1): the present one is lit, and each says at which steps it was passed. */
export function StateDiagram({ path, side }: { readonly path: SignalingPath; readonly side: Side }): VNode {
  return (
    <svg class="diagram" viewBox="0 0 400 256" role="img" aria-label={inWords(path, side)}>
      <defs>
        <marker
          id={`arrow-${side}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path class="diagram-arrow" d="M0 0 8 4 0 8Z" />
        </marker>
      </defs>
      {edges.map(({ d, bothWays }) => (
        <path
          key={d}
          class="diagram-edge"
          d={d}
          marker-end={`url(#arrow-${side})`}
          marker-start={bothWays ? `url(#arrow-${side})` : undefined}
        />
      ))}
      {edgeNames.map(({ x, y, text }) => (
        <text key={`${x} ${y}`} class="diagram-edge-name" x={x} y={y}>
          {text}
        </text>
      ))}
      {states.map((state) => (
        <Node key={state} state={state} path={path} />
      ))}
    </svg>
  )
}

function Node({ state, path }: { readonly state: ShownState; readonly path: SignalingPath }): VNode {
  const { x, y } = places[state]
  const steps = path.passed.get(state) ?? []
  const present = path.present === state
  const look = present ? 'is-present' : steps.length > 0 ? 'is-passed' : ''
  return (
    <g class={`diagram-state ${look}`}>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx="10" />
      <text x={x} y={steps.length === 0 ? y + 5 : y - 2}>
        {state}
      </text>
      {steps.length === 0 ? null : (
        <text class="diagram-steps" x={x} y={y + 14}>
          {present ? `now · ${stepWords(steps)}` : stepWords(steps)}
        </text>
      )}
    </g>
  )
}

const width = 172
const height = 42
const states = ['stable', 'have-local-offer', 'have-remote-offer', 'have-remote-pranswer', 'have-local-pranswer'] as const
const places: Readonly<Record<ShownState, { readonly x: number; readonly y: number }>> = {
  stable: { x: 200, y: 24 },
  'have-local-offer': { x: 88, y: 128 },
  'have-remote-offer': { x: 312, y: 128 },
  'have-remote-pranswer': { x: 88, y: 232 },
  'have-local-pranswer': { x: 312, y: 232 },
}
const edges = [
  { d: 'M156 48 110 104', bothWays: true },
  { d: 'M244 48 290 104', bothWays: true },
  { d: 'M88 151V209', bothWays: false },
  { d: 'M312 151V209', bothWays: false },
  { d: 'M176 226C192 186 192 110 192 49', bothWays: false },
  { d: 'M224 226C208 186 208 110 208 49', bothWays: false },
]
const edgeNames = [
  { x: 78, y: 80, text: 'offer, answer' },
  { x: 322, y: 80, text: 'offer, answer' },
  { x: 124, y: 184, text: 'pranswer' },
  { x: 276, y: 184, text: 'pranswer' },
  { x: 200, y: 88, text: 'answer' },
]

/** The last of many. */
function stepWords(steps: readonly number[]): string {
  return steps.length <= 4 ? steps.join(', ') : `…, ${steps.slice(-3).join(', ')}`
}

function inWords({ present, passed }: SignalingPath, side: Side): string {
  if (present === null) return `Signaling states of ${side}: no connection yet`
  const way = [...passed].flatMap(([state, steps]) => steps.map((step) => ({ state, step })))
  const names = way.toSorted((a, b) => a.step - b.step).map(({ state }) => state)
  return `Signaling states of ${side}: now ${present}, after ${names.join(', ')}`
}
