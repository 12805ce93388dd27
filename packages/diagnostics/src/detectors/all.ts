import type { Detector } from '../detector.ts'

import { congestionDetectors } from './congestion.ts'
import { mediaDetectors } from './media.ts'
import { networkDetectors } from './network.ts'
import { pathDetectors } from './path.ts'
import { pictureDetectors } from './picture.ts'
import { senderDetectors } from './sender.ts'
import { soundDetectors } from './sound.ts'

export { stateDetectors } from './path.ts'

export const detectors: readonly Detector[] = [
  ...pathDetectors,
  ...networkDetectors,
  ...congestionDetectors,
  ...mediaDetectors,
  ...senderDetectors,
  ...pictureDetectors,
  ...soundDetectors,
]
