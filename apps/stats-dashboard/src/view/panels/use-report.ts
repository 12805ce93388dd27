import type { Report } from '@earshot/core/stats'
import { useEffect, useState } from 'preact/hooks'

import type { Session } from '../../lib/session.ts'
import { rawReport } from '../../state/report.ts'
import { momentShown } from '../../state/view.ts'

/** The raw report at the time of the cursor; `undefined` while it is looked for. */
export function useReport(session: Session): Report | null | undefined {
  const [report, setReport] = useState<Report | null>()
  // Whole seconds: a pointer that moves asks for no more than that.
  const second = Math.floor(momentShown.value / 1_000)
  useEffect(() => {
    let wanted = true
    void rawReport(session, 1_000 * second + 999).then((found) => {
      if (wanted) setReport(found)
    })
    return () => {
      wanted = false
    }
  }, [session.key, second])
  return report
}
