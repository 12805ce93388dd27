import type { Language } from '@earshot/diagnostics'
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'

import { english } from '../words/english.ts'
import type { Words } from '../words/words.ts'

const key = 'earshot-language'
const current = signal<{ readonly language: Language; readonly words: Words }>({ language: 'en', words: english })

export const language: ReadonlySignal<Language> = computed(() => current.value.language)
export const words: ReadonlySignal<Words> = computed(() => current.value.words)

/** Speaks the browser's language, until another one is chosen. */
export function speakAsBefore(): Promise<void> {
  return take(kept() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'))
}

export function speak(chosen: Language): Promise<void> {
  try {
    localStorage.setItem(key, chosen)
  } catch {
    // A browser that keeps nothing speaks it until the page is closed.
  }
  return take(chosen)
}

let wanted: Language = 'en'

async function take(chosen: Language): Promise<void> {
  wanted = chosen
  try {
    const taken = chosen === 'zh' ? (await import('../words/chinese.ts')).chinese : english
    if (wanted === chosen) current.value = { language: chosen, words: taken }
  } catch (error) {
    console.error(error) // The server is away: the page goes on in the language that it has.
  }
}

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-Hans' : 'en'
})

function kept(): Language | null {
  try {
    const value = localStorage.getItem(key)
    return value === 'en' || value === 'zh' ? value : null
  } catch {
    return null
  }
}
