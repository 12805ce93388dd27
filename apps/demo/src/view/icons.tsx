import type { VNode } from 'preact'

export type IconName = 'microphone' | 'microphone-off' | 'camera' | 'camera-off' | 'screen' | 'screen-off' | 'hang-up'

/** A drawing beside a word that says the same. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  )
}

const microphone = 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21'
const camera = 'M4 7h10a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1ZM15 11l6-3.5v9L15 13'
const screen = 'M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM9 20h6M12 16v4'
const struck = 'M4 4l16 16'

const paths: Readonly<Record<IconName, string>> = {
  microphone,
  'microphone-off': microphone + struck,
  camera,
  'camera-off': camera + struck,
  screen,
  'screen-off': screen + struck,
  'hang-up':
    'M3 14.5c0-1 .4-2 1.2-2.6a12.5 12.5 0 0 1 15.6 0c.8.6 1.2 1.6 1.2 2.6v1a1 1 0 0 1-1.2 1l-3-.6a1 1 0 0 1-.8-1v-1.6a12 12 0 0 0-8 0v1.6a1 1 0 0 1-.8 1l-3 .6a1 1 0 0 1-1.2-1Z',
}
