import type { Language } from '@earshot/diagnostics'
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'

import { chinese } from '../words/chinese.ts'
import { english } from '../words/english.ts'
import type { Words } from '../words/words.ts'

const key = 'earshot-language'
const current = signal<Language>(kept() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'))

/** The browser's, until another one is chosen. */
export const language: ReadonlySignal<Language> = current
export const words: ReadonlySignal<Words> = computed(() => (current.value === 'zh' ? chinese : english))

effect(() => {
  document.documentElement.lang = current.value === 'zh' ? 'zh-Hans' : 'en'
})

export function speak(chosen: Language): void {
  current.value = chosen
  try {
    localStorage.setItem(key, chosen)
  } catch {
    // A browser that keeps nothing speaks it until the page is closed.
  }
}

function kept(): Language | null {
  try {
    const value = localStorage.getItem(key)
    return value === 'en' || value === 'zh' ? value : null
  } catch {
    return null
  }
}
