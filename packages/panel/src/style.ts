/** Colours and type follow the page: `color-scheme`, `font`, and these properties, where it sets them. */
export const style = `
:host {
  display: block;
  --good: var(--earshot-good, light-dark(#00766c, #3fc7b7));
  --warn: var(--earshot-warn, light-dark(#8f5400, #f0b24a));
  --bad: var(--earshot-bad, light-dark(#b3261e, #ff8a80));
  --line: var(--earshot-line, light-dark(#e3e3de, #2a3035));
  --ink-2: var(--earshot-ink-2, light-dark(#5b646b, #9aa5ad));
  padding: 16px;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--earshot-card, light-dark(#ffffff, #191d20));
  color: var(--earshot-ink, light-dark(#1b1f22, #e8ebed));
}
:host([hidden]) { display: none; }
.head { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; }
.score { font-size: 1.75em; font-weight: 700; font-variant-numeric: tabular-nums; }
small { color: var(--ink-2); }
p { flex: 1 1 16em; margin: 0; }
.sentence { font-weight: 600; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8em, 1fr)); gap: 12px; margin: 12px 0 0; }
dt { color: var(--ink-2); font-size: 0.85em; }
dd { margin: 0; font-weight: 600; }
dd::before { content: ''; display: inline-block; width: 0.55em; height: 0.55em; margin-right: 0.5em; background: currentColor; }
.is-good { color: var(--good); }
.is-warn { color: var(--warn); }
.is-bad { color: var(--bad); }
.is-unknown { color: var(--ink-2); }
.is-good::before { border-radius: 50%; }
.is-unknown::before { box-sizing: border-box; border: 2px solid; border-radius: 50%; background: none; }
.is-warn::before { rotate: 45deg; }
`
