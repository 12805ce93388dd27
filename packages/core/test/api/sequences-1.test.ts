import { testSequences } from './sequences.ts'

testSequences(1, 2)
