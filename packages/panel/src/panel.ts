import { EarshotError } from '@earshot/core'
import {
  diagnose,
  explain,
  explainVerdict,
  type DiagnosableCall,
  type Diagnosis,
  type Issue,
  type Language,
  type Side,
  type Verdict,
} from '@earshot/diagnostics'

import { style } from './style.ts'
import { words } from './words.ts'

/** `<earshot-panel>`: the verdict of a call, what to do, its score, and where something is wrong. */
export interface EarshotPanel extends HTMLElement {
  /** The call that is judged while the panel is on the page. @default null */
  call: DiagnosableCall | null
}

declare global {
  interface HTMLElementTagNameMap {
    'earshot-panel': EarshotPanel
  }
}

/**
 * Makes `<earshot-panel>` known to the page; again does nothing. It speaks Chinese where its `lang`, or that of an element around it, begins
 * with `zh`, and English elsewhere.
 * @throws EarshotError `unsupported` where there is no page: when a page is rendered on a server, call it in the browser only
 */
export function definePanel(): void {
  if (typeof customElements === 'undefined') {
    throw new EarshotError('unsupported', 'There is no page here: call `definePanel` in the browser, not in Node or a worker.')
  }
  if (customElements.get('earshot-panel') !== undefined) return
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  // Here, not in the module: where there is no page there is no HTMLElement either.
  class Panel extends HTMLElement implements EarshotPanel {
    #call: DiagnosableCall | null = null
    #diagnosis: Diagnosis | null = null
    /** Whether the other end says how it goes there. */
    #hearsPeer = false
    readonly #view = createView()

    constructor() {
      super()
      const shadow = this.attachShadow({ mode: 'open' })
      shadow.adoptedStyleSheets = [sheet]
      shadow.append(...this.#view.elements)
    }

    get call(): DiagnosableCall | null {
      return this.#call
    }

    set call(call: DiagnosableCall | null) {
      this.#call = call
      if (this.isConnected) this.#begin()
    }

    connectedCallback(): void {
      this.#begin()
    }

    disconnectedCallback(): void {
      this.#diagnosis?.close()
      this.#diagnosis = null
    }

    #begin(): void {
      this.#diagnosis?.close()
      this.#diagnosis = this.#call === null ? null : diagnose(this.#call)
      this.#hearsPeer = false
      this.#diagnosis?.on('issue', () => this.#show())
      this.#diagnosis?.on('sample', ({ peer }) => {
        this.#hearsPeer = peer !== null
        this.#show()
      })
      this.#show()
    }

    #show(): void {
      const spoken = this.closest('[lang]')?.getAttribute('lang') ?? ''
      this.#view.show(this.#diagnosis, this.#hearsPeer, spoken.toLowerCase().startsWith('zh') ? 'zh' : 'en')
    }
  }
  customElements.define('earshot-panel', Panel)
}

/** From this end to the other. */
const places: readonly Side[] = ['local', 'uplink', 'unknown', 'downlink', 'remote']

interface View {
  readonly elements: readonly HTMLElement[]
  show(diagnosis: Diagnosis | null, hearsPeer: boolean, language: Language): void
}

function createView(): View {
  const [head, text, list] = [make('div', 'head'), make('p'), make('dl')]
  const [score, of5] = [make('b', 'score'), make('small')]
  const [sentence, advice] = [make('span', 'sentence'), make('span')]
  text.ariaLive = 'polite'
  text.append(sentence, ' ', advice)
  head.append(score, of5, text)
  const chips = places.map((side) => ({ side, term: make('dt'), word: make('dd') }))
  for (const { term, word } of chips) {
    const chip = make('div')
    chip.append(term, word)
    list.append(chip)
  }
  return {
    elements: [head, list],
    show(diagnosis, hearsPeer, language) {
      const said = words[language]
      const verdict: Verdict = diagnosis?.verdict ?? { issue: null, level: 'unknown' }
      const { explanation, actions } = explainVerdict(verdict, language)
      const value = diagnosis?.score?.value ?? null
      say(score, value === null ? '–' : value.toFixed(1))
      say(of5, value === null ? said.noScore : said.of5)
      say(sentence, explanation)
      say(advice, actions[0] ?? '')
      for (const { side, term, word } of chips) {
        const worst = worstAt(side, diagnosis?.issues ?? [])
        say(term, said.places[side])
        const known = verdict.level !== 'unknown' && (side !== 'remote' || hearsPeer)
        say(word, worst === null ? (known ? said.fine : said.unknown) : explain(worst, language).name)
        const tone = worst === null ? (known ? 'good' : 'unknown') : worst.severity === 'critical' ? 'bad' : 'warn'
        word.className = `is-${tone}`
      }
    },
  }
}

/** What another issue explains is where that one is. */
function worstAt(side: Side, issues: readonly Issue[]): Issue | null {
  const here = issues.filter((issue) => issue.side === side && issue.severity !== 'info' && issue.suppressedBy === null)
  return here.find(({ severity }) => severity === 'critical') ?? here[0] ?? null
}

function make(name: 'div' | 'b' | 'small' | 'p' | 'span' | 'dl' | 'dt' | 'dd', className = ''): HTMLElement {
  const element = document.createElement(name)
  if (className !== '') element.className = className
  return element
}

/** A text that stays the same is not said again by a screen reader. */
function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
