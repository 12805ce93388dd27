import type { Call } from '@earshot/core'
import { definePanel } from '@earshot/panel'

/** Shows how a call goes, at the end of an element. */
export function showQuality(call: Call, where: Element): void {
  definePanel()
  const panel = document.createElement('earshot-panel')
  panel.call = call
  where.append(panel)
}
