export { definePanel, type EarshotPanel } from './panel.ts'
