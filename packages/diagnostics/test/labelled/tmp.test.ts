import { test } from 'vitest'
import { evaluate, readLabels, ends } from './evaluate.ts'
test('x', async () => {
  for (const [scene, label] of await readLabels()) {
    const e = await evaluate(scene, label)
    console.log(
      `== ${scene}: ${label.says} [${Math.round((label.to - label.from) / 1000)} s]  missed: ${e.missed.join(', ') || '-'} | wrong: ${e.wrong.join(', ') || '-'} | repeated: ${e.repeated.join(', ') || '-'}`,
    )
    for (const end of ends) {
      for (const i of e.found[end].issues)
        if (i.type !== 'relay-in-use')
          console.log(
            `     ${end} ${i.severity} ${i.type} (${i.side}) ${i.track ?? ''} +${((i.startedAt - label.from) / 1000).toFixed(0)}..${(((i.endedAt ?? 0) - label.from) / 1000).toFixed(0)} ${i.ended} ${i.suppressedBy ? '<- ' + i.suppressedBy.split(':')[0] : ''} ${i.evidence.map((v) => v.value.toFixed(3)).join(' ')}`,
          )
      console.log(
        `     ${end} verdict ${e.found[end].verdict.level} ${e.found[end].verdict.issue?.type ?? '-'} score ${e.found[end].score?.toFixed(2)}`,
      )
    }
  }
})
